"""Python-Markdown, set up for our prose: no HTML, GitHub's list and table rules, citations, and one place that
decides where every link and picture may point."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

from courses.core.compiler.normalise import normalise

Element = ElementTree.Element
CITATION = r"\s?\[@([^\[\]\n]*(?:\n[^\[\]\n]*)?)\]"
_IN_ADDRESS = r"[^\s<>()*\x02\x03]|\([^\s<>()*\x02\x03]*+\)"
_ENDS_ADDRESS = r"[^\s<>()*.,;:!?\"'\[\]\x02\x03]|\([^\s<>()*\x02\x03]*+\)"
_BARE_ADDRESS = rf"(?<![\w/\"'=@.-])(https://(?:{_IN_ADDRESS})*(?:{_ENDS_ADDRESS}))"
_STRIKE = r"(~~)(?=\S)([^\n]{0,400}?\S)~~"
_ESCAPABLE = "\"$%&',/:;<=?@^~"  # those of GitHub that Python-Markdown leaves out


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
    tables, lists = TableExtension(use_align_attribute=True), SaneListExtension()
    md = Markdown(extensions=[tables, lists], output_format="html")
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *_ESCAPABLE]
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    md.parser.blockprocessors.deregister("reference")
    md.preprocessors.register(_GithubShape(md), "github_shape", 25)
    md.inlinePatterns.register(_Citation(CITATION, md, holder), "citation", 175)
    md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 185)
    md.inlinePatterns.register(SimpleTagInlineProcessor(_STRIKE, "del"), "strike", 65)
    md.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, md), "bare_address", 115)
    md.treeprocessors.register(_Places(md, holder), "places", 5)
    return md


@dataclass(slots=True)
class Holder:
    """The place of the text in hand, and what could not be shown there: (what, value)."""

    place: Place
    refused: list[tuple[str, str]]


class _GithubShape(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        shaped = normalise(lines, HTML_PLACEHOLDER.replace("%s", "{}"))
        for code in shaped.fences:
            self.md.htmlStash.store(f"<pre><code>{html.escape(code, quote=False)}\n</code></pre>")
        return shaped.lines


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
    for cell in table.iter():
        if cell.tag in ("th", "td"):
            if cell.attrib.pop("align", None) == "right":
                cell.set("class", "r")
            if cell.tag == "th":
                cell.set("scope", "col")
    wrapper = Element("div", {"class": "tbl", "role": "region", "aria-label": "Table", "tabindex": "0"})
    wrapper.tail, table.tail = table.tail, None
    parent[list(parent).index(table)] = wrapper
    wrapper.append(table)
