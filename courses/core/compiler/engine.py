"""Python-Markdown, set up for our prose: no HTML, blocks as GitHub reads them, citations, and one place that
decides where every link and picture may point."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import PrettifyTreeprocessor, Treeprocessor

from courses.core.compiler.blocks import read_blocks
from courses.core.compiler.elements import build

Element = ElementTree.Element
CITATION = r"\s?\[@([^\[\]\n]*(?:\n[^\[\]\n]*)?)\]"
_IN_ADDRESS = r"[^\s<>()*\x02\x03]|\([^\s<>()*\x02\x03]*+\)"
_ENDS_ADDRESS = r"[^\s<>()*.,;:!?\"'\[\]\x02\x03]|\([^\s<>()*\x02\x03]*+\)"
_BARE_ADDRESS = rf"(?<![\w/\"'=@.-])(https://(?:{_IN_ADDRESS})*(?:{_ENDS_ADDRESS}))"
_STRIKE = r"(~~)(?=\S)([^\n]{0,400}?\S)~~"
_ESCAPABLE = "\"$%&',/:;<=?@^|~"  # those of GitHub that Python-Markdown leaves out


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    term: bool = False  # opens a glossary entry


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as the page shows it."""

    src: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Cited:
    n: int
    href: str
    title: str


class Place(Protocol):
    """Where a text stands: decides what its links, pictures and citations come to. None: it may not be shown."""

    def link(self, href: str) -> Link | None: ...

    def image(self, path: str, /) -> Shown | None: ...

    def cite(self, source: str, /) -> Cited | None: ...

    def anchor(self, title: str) -> str:
        """A fresh id for a heading."""


def engine(holder: Holder) -> Markdown:
    """One renderer. It is not safe to share between threads; `reset()` it between texts."""
    md = Markdown(output_format="html")
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *_ESCAPABLE]
    md.inlinePatterns.deregister("html")
    for name in [item.name for item in md.parser.blockprocessors._priority]:
        md.parser.blockprocessors.deregister(name)
    md.parser.blockprocessors.register(_GithubBlocks(md.parser, holder), "github_blocks", 100)
    md.inlinePatterns.register(_Citation(CITATION, md, holder), "citation", 175)
    md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 185)
    md.inlinePatterns.register(SimpleTagInlineProcessor(_STRIKE, "del"), "strike", 65)
    md.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, md), "bare_address", 115)
    md.treeprocessors.register(_Pretty(md), "prettify", 10)
    md.treeprocessors.register(_Places(md, holder), "places", 5)
    return md


@dataclass(slots=True)
class Holder:
    """The place of the text in hand, and what could not be shown there: (what, value).

    `numbers`: the file's number of each line of the text, when its blocks shall tell where they stand.
    """

    place: Place
    refused: list[tuple[str, str]]
    numbers: Sequence[int] | None = None


class _GithubBlocks(BlockProcessor):
    """Takes the whole text at once: what Python-Markdown calls a block is only what stands between blank lines."""

    def __init__(self, parser: BlockParser, holder: Holder) -> None:
        super().__init__(parser)
        self.holder = holder

    def test(self, _parent: Element, _block: str) -> bool:
        return True

    def run(self, parent: Element, blocks: list[str]) -> None:
        text = "\n\n".join(blocks)
        blocks.clear()
        build(parent, read_blocks(text.split("\n")), self.holder.numbers)


class _Pretty(PrettifyTreeprocessor):
    """A line end after each block; but code keeps its own."""

    def run(self, root: Element) -> None:
        kept = [(code, code.text) for code in root.iter("code")]
        super().run(root)
        for code, text in kept:
            code.text = text


class _BareAddress(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], _data: str
    ) -> tuple[Element, int, int]:
        link = Element("a", href=m.group(1))
        link.text = m.group(1)
        return link, m.start(0), m.end(0)


class _Citation(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, holder: Holder) -> None:
        super().__init__(pattern, md)
        self.holder = holder

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], _data: str
    ) -> tuple[Element | None, int | None, int | None]:
        mark = Element("sup", {"class": "cite"})
        for index, part in enumerate(m.group(1).split(";")):
            source, _, locator = (piece.strip() for piece in part.strip().removeprefix("@").partition(","))
            cited = self.holder.place.cite(source)
            if cited is None:
                self.holder.refused.append(("citation", source))
                return None, None, None
            if index:
                mark[-1].tail = (mark[-1].tail or "") + "; "
            label = f"Source {cited.n}: {cited.title}" + (f", {locator}" if locator else "")
            link = ElementTree.SubElement(mark, "a", {"href": cited.href, "aria-label": label})
            if cited.href.startswith("https:"):
                link.set("rel", "noopener noreferrer")
            link.text = str(cited.n)
            link.tail = f", {locator}" if locator else None
        return mark, m.start(0), m.end(0)


class _Places(Treeprocessor):
    """Gives links, pictures, headings and tables their final shape."""

    def __init__(self, md: Markdown, holder: Holder) -> None:
        super().__init__(md)
        self.holder = holder

    def run(self, root: Element) -> None:
        for parent, child in list(_with_parents(root)):
            if child.tag == "a" and "aria-label" not in child.attrib:
                self.link(child)
            elif child.tag == "img":
                self.image(child)
            elif child.tag == "table":
                _wrap_table(parent, child)
            elif len(child.tag) == 2 and child.tag[0] == "h" and child.tag[1].isdigit():
                child.set("id", self.holder.place.anchor("".join(child.itertext())))

    def link(self, element: Element) -> None:
        href = html.unescape(element.get("href", ""))
        target = self.holder.place.link(href)
        element.attrib.clear()
        if target is None:
            self.holder.refused.append(("link", href))
            element.tag = "del_link"  # not on the allow-list: the sanitiser keeps only its text
            return
        element.set("href", target.href)
        if target.term:
            element.set("class", "term")
        if target.href.startswith("https:"):
            element.set("rel", "noopener noreferrer")

    def image(self, element: Element) -> None:
        path, alt = html.unescape(element.get("src", "")), element.get("alt", "")
        shown = self.holder.place.image(path)
        element.attrib.clear()
        if shown is None:
            self.holder.refused.append(("image", path))
            element.tag, element.text = "del_image", alt
            return
        element.set("src", shown.src)
        element.set("alt", "" if alt == "decorative" else alt)
        for name, size in (("width", shown.width), ("height", shown.height)):
            if size:
                element.set(name, str(size))


def _with_parents(root: Element) -> Iterator[tuple[Element, Element]]:
    for parent in root.iter():
        for child in parent:
            yield parent, child


def _wrap_table(parent: Element, table: Element) -> None:
    wrapper = Element("div", {"class": "tbl", "role": "region", "aria-label": "Table", "tabindex": "0"})
    if lines := table.attrib.pop("data-line", None):
        wrapper.set("data-line", lines)
    wrapper.tail, table.tail = table.tail, None
    parent[list(parent).index(table)] = wrapper
    wrapper.append(table)
