"""Emphasis as GitHub reads it: which runs of `*`, `_` and `~` pair up, and what they make of the text between."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

Element = ElementTree.Element
RUN = re.compile(r"\*+|_+|~+")


@dataclass(slots=True)
class Run:
    """Signs in a row. `count` of the `whole` are not yet used up."""

    sign: str
    whole: int
    count: int
    opens: bool
    closes: bool


Node = str | Element | Run


def read_run(text: str, at: int) -> tuple[Run, int]:
    """The run that starts at this place, and where it ends."""
    match = RUN.match(text, at)
    assert match
    end, sign = match.end(), text[at]
    before, after = _class(text[at - 1 : at]), _class(text[end : end + 1])
    left = after != "space" and (after != "mark" or before != "letter")
    right = before != "space" and (before != "mark" or after != "letter")
    if sign == "_":
        opens, closes = left and (not right or before == "mark"), right and (not left or after == "mark")
    else:
        opens, closes = left, right
    if sign == "~" and end - at > 2:
        opens = closes = False
    return Run(sign, end - at, end - at, opens, closes), end


def _class(character: str) -> str:
    if not character or character.isspace():
        return "space"
    if character.isalnum():
        return "letter"
    return "mark" if unicodedata.category(character)[0] in "PS" else "letter"


def emphasise(nodes: Iterable[Node]) -> list[Node]:
    """The same nodes with paired runs turned into elements. Runs that are left are text."""
    out: list[Node] = []
    openers: list[tuple[int, Run]] = []  # where in `out` they stand
    floors: dict[tuple[str, bool, int], int] = {}  # below this no opener fits such a closing run
    for node in nodes:
        if not isinstance(node, Run):
            out.append(node)
            continue
        if node.closes:
            _close(node, out, openers, floors)
        if node.count:
            if node.opens:
                openers.append((len(out), node))
            out.append(node)
    return out


def _close(run: Run, out: list[Node], openers: list[tuple[int, Run]], floors: dict[tuple[str, bool, int], int]) -> None:
    kind = (run.sign, run.opens, run.whole % 3)
    while run.count:
        level = len(openers) - 1
        floor = floors.get(kind, 0)
        while level >= floor and not _fit(openers[level][1], run):
            level -= 1
        if level < floor:
            floors[kind] = len(openers)
            return
        place, opener = openers[level]
        used = opener.count if run.sign == "~" else min(opener.count, run.count, 2)
        made = element("del" if run.sign == "~" else ("em", "strong")[used - 1], out[place + 1 :])
        opener.count -= used
        run.count -= used
        del openers[level + bool(opener.count) :], out[place + bool(opener.count) :]
        out.append(made)
        for key, value in floors.items():
            floors[key] = min(value, len(openers))


def _fit(opener: Run, closer: Run) -> bool:
    if opener.sign != closer.sign:
        return False
    if opener.sign == "~":
        return opener.count == closer.count
    both = opener.closes or closer.opens
    return not both or (opener.whole + closer.whole) % 3 != 0 or (opener.whole % 3 == 0 and closer.whole % 3 == 0)


def element(tag: str, nodes: Iterable[Node]) -> Element:
    made = Element(tag)
    fill(made, nodes, None)
    return made


def fill(parent: Element, nodes: Iterable[Node], after: Element | None) -> None:
    """Put the nodes into `parent` behind its child `after`, or in front of all children."""
    where = 0 if after is None else list(parent).index(after) + 1
    words: list[str] = []
    last = after

    def write() -> None:
        # The serialiser takes `&lt;` in a text for an entity, so what is text is escaped here.
        text = html.escape("".join(words), quote=False)
        words.clear()
        if last is None:
            parent.text = text
        else:
            last.tail = text

    for node in nodes:
        if isinstance(node, Element):
            write()
            parent.insert(where, node)
            where, last = where + 1, node
        else:
            words.append(node.sign * node.count if isinstance(node, Run) else node)
    write()


def plain(nodes: Iterable[Node]) -> str:
    """The words alone, as the description of a picture needs them."""
    found: list[str] = []
    for node in nodes:
        if isinstance(node, Run):
            found.append(node.sign * node.count)
        else:
            found.append(node if isinstance(node, str) else html.unescape(_words(node)))
    return "".join(found)


def _words(node: Element) -> str:
    if node.tag == "br":
        return "\n"
    inner = "".join(_words(child) + (child.tail or "") for child in node)
    return html.escape(node.get("alt", ""), quote=False) + (node.text or "") + inner
