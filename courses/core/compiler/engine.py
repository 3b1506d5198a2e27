"""Python-Markdown, set up for our prose: no HTML, blocks as GitHub reads them, citations, and one place that
decides where every link and picture may point."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import PrettifyTreeprocessor, Treeprocessor
from markdown.util import AtomicString, Registry

from courses.core.compiler.blocks import read_blocks
from courses.core.compiler.elements import build
from courses.core.compiler.emphasis import Element, Node, fill
from courses.core.compiler.phrasing import BROKEN_IMAGE, BROKEN_LINK, Phrases

_MARK = re.compile(r"[\\`*_~\[<&]| \n|https://")  # text without any of these is only text


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
    md.parser.blockprocessors, md.treeprocessors, md.postprocessors = Registry(), Registry(), Registry()
    md.parser.blockprocessors.register(_GithubBlocks(md.parser, holder), "github_blocks", 100)
    md.treeprocessors.register(_GithubPhrases(md, holder), "github_phrases", 20)
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
    references: Mapping[str, str] = field(default_factory=dict)  # link definitions of the file: label → address


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


class _GithubPhrases(Treeprocessor):
    """Reads what stands within the paragraphs, headings, list items and cells."""

    def __init__(self, md: Markdown, holder: Holder) -> None:
        super().__init__(md)
        self.holder = holder

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tail:
                    text, child.tail = child.tail, None
                    fill(parent, self.read(text), child)
            if parent.text and not isinstance(parent.text, AtomicString):
                text, parent.text = parent.text, None
                fill(parent, self.read(text), None)

    def read(self, text: str) -> list[Node]:
        return Phrases(text, self.holder.references, self.cite).read() if _MARK.search(text) else [text]

    def cite(self, text: str) -> Element | None:
        """The mark of `[@source, p. 4; @other]`; None when a source is not known."""
        mark = Element("sup", {"class": "cite"})
        for index, part in enumerate(text.split(";")):
            source, _, locator = (piece.strip() for piece in part.strip().removeprefix("@").partition(","))
            cited = self.holder.place.cite(source)
            if cited is None:
                self.holder.refused.append(("citation", source))
                return None
            if index:
                mark[-1].tail = (mark[-1].tail or "") + "; "
            label = f"Source {cited.n}: {cited.title}" + (f", {locator}" if locator else "")
            link = ElementTree.SubElement(mark, "a", {"href": cited.href, "aria-label": label})
            if cited.href.startswith("https:"):
                link.set("rel", "noopener noreferrer")
            link.text = str(cited.n)
            link.tail = html.escape(f", {locator}", quote=False) if locator else None
        return mark


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
            elif child.tag in (BROKEN_LINK, BROKEN_IMAGE):
                self.broken(child)
            elif child.tag == "table":
                _wrap_table(parent, child)
            elif len(child.tag) == 2 and child.tag[0] == "h" and child.tag[1].isdigit():
                child.set("id", self.holder.place.anchor(html.unescape("".join(child.itertext()))))

    def link(self, element: Element) -> None:
        href = element.get("href", "")
        target = self.holder.place.link(href)
        element.attrib.clear()
        if target is None:
            self.holder.refused.append(("link", href))
            element.tag = BROKEN_LINK
            return
        element.set("href", html.escape(target.href))
        if target.term:
            element.set("class", "term")
        if target.href.startswith("https:"):
            element.set("rel", "noopener noreferrer")

    def broken(self, element: Element) -> None:
        what = "link" if element.tag == BROKEN_LINK else "image"
        self.holder.refused.append((what, element.get("href", "") + element.get("src", "")))
        if alt := element.get("alt"):
            element.text = html.escape(alt, quote=False)
        element.attrib.clear()

    def image(self, element: Element) -> None:
        path, alt = element.get("src", ""), element.get("alt", "")
        shown = self.holder.place.image(path)
        element.attrib.clear()
        if shown is None:
            self.holder.refused.append(("image", path))
            element.tag, element.text = BROKEN_IMAGE, html.escape(alt, quote=False)
            return
        element.set("src", shown.src)
        element.set("alt", "" if alt == "decorative" else html.escape(alt))
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
    for head in table.iter("th"):
        if not "".join(head.itertext()).strip():
            head.tag = "td"  # the corner above the names of rows heads nothing
    wrapper.tail, table.tail = table.tail, None
    parent[list(parent).index(table)] = wrapper
    wrapper.append(table)
