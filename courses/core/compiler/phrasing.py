"""What stands within a paragraph, as GitHub reads it: code, links, pictures, emphasis, escapes and line breaks.

One pass from left to right. What is found first wins; brackets wait until the closing one shows what they are.
Python-Markdown tries sixteen patterns one after another on every text instead, which gives other results where two
of them meet, so it gets this one in their place. HTML is no part of our format: `<b>` is text here.
"""

from __future__ import annotations

import bisect
import html.entities
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from courses.core.compiler.emphasis import Element, Node, element, emphasise, plain, read_run

BROKEN_LINK, BROKEN_IMAGE = "broken-link", "broken-image"  # no such elements: the sanitiser keeps their words only
_SPECIAL = re.compile(r"[\\`*_~\[\]<&]|!(?=\[)| *\n *|https://")
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_TICKS = re.compile(r"`+")
_ENTITY = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z][a-zA-Z0-9]{1,31}));")
_AUTO = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_HOST = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_MAIL = re.compile(rf"<([a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_HOST}(?:\.{_HOST}){{0,9}})>")
_IN_ADDRESS = r"[^\s<>()*`\\\[\]]|\([^\s<>()*`\\\[\]]*+\)"
_ENDS_ADDRESS = r"[^\s<>()*`\\\[\].,;:!?\"'_~]|\([^\s<>()*`\\\[\]]*+\)"
_BARE_ADDRESS = re.compile(rf"(?<![\w/\"'=@.-])https://(?:{_IN_ADDRESS})*(?:{_ENDS_ADDRESS})")
_CITATION = re.compile(r"\[@([^\[\]\n]*(?:\n[^\[\]\n]*)?)\]")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,300}+)\]", re.S)
_ANGLED = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_TITLE = re.compile(r"""[ \n]+(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))(?=[ \n]*\))""", re.S)
NO_ADDRESS = re.compile(r"\(((?:[^()\n]|\([^()\n]*+\))++)\)")
_SPACE = re.compile(r"[ \n]*")
_QUOTED = re.compile(rf"\\([{re.escape(_PUNCTUATION)}])|{_ENTITY.pattern}")


class Address(str):
    """An address that is a link by itself, unless it stands within another link."""

    href: str

    def __new__(cls, text: str, href: str) -> Address:
        made = super().__new__(cls, text)
        made.href = href
        return made


@dataclass(slots=True)
class _Bracket:
    """An opening bracket that waits for its partner."""

    place: int  # in the nodes
    at: int  # in the text, behind it
    image: bool
    links: bool = True  # False: a link within it has been made, and links do not nest
    holds: bool = False  # another bracket opened behind it


@dataclass(slots=True)
class Phrases:
    """One text. `cite` makes the mark of a citation or refuses it; `references` maps labels to addresses."""

    text: str
    references: Mapping[str, str]
    cite: Callable[[str], Element | None]
    nodes: list[Node] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)
    ticks: dict[int, list[int]] | None = None  # length of a run of back ticks → where such runs start

    def read(self) -> list[Node]:
        at = 0
        while match := _SPECIAL.search(self.text, at):
            if match.start() > at:
                self.nodes.append(self.text[at : match.start()])
            at = self.special(match.group()[0], match)
        if at < len(self.text):
            self.nodes.append(self.text[at:])
        return emphasise(map(_linked, self.nodes))

    def special(self, sign: str, match: re.Match[str]) -> int:
        """Read what starts here; returns where the text goes on."""
        at = match.start()
        match sign:
            case "\\":
                return self.escape(at)
            case "`":
                return self.code(at)
            case "*" | "_" | "~":
                run, end = read_run(self.text, at)
                self.nodes.append(run)
                return end
            case "[" | "!":
                return self.open(at, image=sign == "!")
            case "]":
                return self.close(at)
            case "<" | "h":
                return self.address(at)
            case "&":
                return self.entity(at)
        return self.line_end(match)

    def escape(self, at: int) -> int:
        after = self.text[at + 1 : at + 2]
        if after == "\n":
            self.nodes.append(Element("br"))
            return _SPACE.match(self.text, at + 1).end()  # type: ignore[union-attr]  # matches anywhere
        if after and after in _PUNCTUATION:
            self.nodes.append(after)
            return at + 2
        self.nodes.append("\\")
        return at + 1

    def line_end(self, match: re.Match[str]) -> int:
        if match.group().startswith("  "):
            self.nodes.append(Element("br"))
        else:
            self.nodes.append("\n")
        return match.end()

    def code(self, at: int) -> int:
        if self.ticks is None:
            self.ticks = {}
            for run in _TICKS.finditer(self.text):
                self.ticks.setdefault(run.end() - run.start(), []).append(run.start())
        end = _TICKS.match(self.text, at).end()  # type: ignore[union-attr]  # called at a back tick
        starts = self.ticks.get(end - at, [])
        index = bisect.bisect_left(starts, end)
        if index == len(starts):
            self.nodes.append(self.text[at:end])
            return end
        inner = self.text[end : starts[index]].replace("\n", " ")
        if inner.startswith(" ") and inner.endswith(" ") and inner.strip(" "):
            inner = inner[1:-1]
        self.nodes.append(element("code", [inner]))
        return starts[index] + end - at

    def address(self, at: int) -> int:
        bare = self.text[at] == "h"
        match = _BARE_ADDRESS.match(self.text, at) if bare else _AUTO.match(self.text, at)
        if match:
            found = match.group() if bare else match.group(1)
            self.nodes.append(Address(found, found))
            return match.end()
        if not bare and (mail := _MAIL.match(self.text, at)):
            self.nodes.append(Address(mail.group(1), f"mailto:{mail.group(1)}"))
            return mail.end()
        self.nodes.append(self.text[at])
        return at + 1

    def entity(self, at: int) -> int:
        match = _ENTITY.match(self.text, at)
        self.nodes.append(_character(match) if match else "&")
        return match.end() if match else at + 1

    def open(self, at: int, *, image: bool) -> int:
        cited = None if image else _CITATION.match(self.text, at)
        if cited and (mark := self.cite(cited.group(1))) is not None:
            if self.nodes and isinstance(self.nodes[-1], str) and self.nodes[-1][-1:] in (" ", "\n"):
                self.nodes[-1] = self.nodes[-1][:-1]
            self.nodes.append(mark)
            return cited.end()
        if self.brackets:
            self.brackets[-1].holds = True
        end = at + 1 + image
        self.brackets.append(_Bracket(len(self.nodes), end, image))
        self.nodes.append(self.text[at:end])
        return end

    def close(self, at: int) -> int:
        bracket = self.brackets.pop() if self.brackets else None
        if bracket is None or not (bracket.image or bracket.links):
            self.nodes.append("]")
            return at + 1
        if found := self.target(bracket, at):
            self.point("img" if bracket.image else "a", found[0], bracket)
            return found[1]
        if broken := NO_ADDRESS.match(self.text, at + 1):
            # GitHub would show the brackets. Nobody wants that, so the author is told instead.
            self.point(BROKEN_IMAGE if bracket.image else BROKEN_LINK, broken.group(1), bracket)
            return broken.end()
        self.nodes.append("]")
        return at + 1

    def point(self, tag: str, href: str, bracket: _Bracket) -> None:
        """Make a link or picture of what stands behind the opening bracket."""
        inner = self.nodes[bracket.place + 1 :]
        del self.nodes[bracket.place :]
        if bracket.image:
            self.nodes.append(Element(tag, src=href, alt=plain(emphasise(inner))))
            return
        made = element(tag, emphasise(map(_unlinked, inner)))
        made.set("href", href.replace(" ", "%20").replace('"', "%22") if tag == "a" else href)
        self.nodes.append(made)
        for outer in self.brackets:
            outer.links = False

    def target(self, bracket: _Bracket, at: int) -> tuple[str, int] | None:
        """Where the brackets that close at this place point, and where that ends."""
        if self.text.startswith("(", at + 1) and (found := destination(self.text, at + 2)):
            return found
        label = _LABEL.match(self.text, at + 1)
        end = label.end() if label else at + 1
        if label and label.group(1).strip():
            name = label.group(1)
        elif bracket.holds:
            return None
        else:
            name = self.text[bracket.at : at]
        href = self.references.get(" ".join(name.casefold().split()))
        return None if href is None else (_QUOTED.sub(_unquoted, href), end)


def words(text: str) -> str:
    """The text without its marks: a picture's description is read out, not shown."""
    return plain(Phrases(text, {}, lambda _: None).read())


def destination(text: str, at: int) -> tuple[str, int] | None:
    """The address of `(address "title")`, read from behind the first bracket, and where that ends."""
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # matches anywhere
    if angled := _ANGLED.match(text, at):
        href, at = angled.group(1), angled.end()
    elif text.startswith("<", at):
        return None
    else:
        end = _address_end(text, at)
        if end is None:
            return None
        href, at = text[at:end], end
    if href and (title := _TITLE.match(text, at)):
        at = title.end()
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # matches anywhere
    return (_QUOTED.sub(_unquoted, href), at + 1) if text.startswith(")", at) else None


def _address_end(text: str, at: int) -> int | None:
    depth = 0
    while at < len(text):
        sign = text[at]
        if sign in " \n" or ord(sign) < 32:
            break
        if sign == "\\" and text[at + 1 : at + 2] in _PUNCTUATION:
            at += 1
        elif sign == "(":
            depth += 1
        elif sign == ")":
            if not depth:
                return at
            depth -= 1
        if depth > 32:
            return None
        at += 1
    return None if depth else at


def _unquoted(match: re.Match[str]) -> str:
    return match.group(1) or _named(match.group(2), match.group(3), match.group(4), match.group())


def _character(match: re.Match[str]) -> str:
    return _named(match.group(1), match.group(2), match.group(3), match.group())


def _named(hexadecimal: str | None, decimal: str | None, name: str | None, written: str) -> str:
    if name:
        return html.entities.html5.get(f"{name};", written)
    number = int(hexadecimal, 16) if hexadecimal else int(decimal or "0")
    usable = 31 < number < 0x110000 and not 127 <= number < 160 and not 0xD800 <= number < 0xE000
    return chr(number) if usable or number in (9, 10) else "\ufffd"


def _linked(node: Node) -> Node:
    if isinstance(node, Address):
        made = element("a", [str(node)])
        made.set("href", node.href)
        return made
    return node


def _unlinked(node: Node) -> Node:
    return str(node) if isinstance(node, Address) else node
