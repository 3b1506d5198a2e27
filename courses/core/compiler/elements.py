"""Blocks as the element tree that Python-Markdown's inline half and its serialiser go on with."""

from __future__ import annotations

import html
from collections.abc import Sequence
from xml.etree import ElementTree

from markdown.util import AtomicString

from courses.core.compiler.blocks import Block, cells

Element = ElementTree.Element
_TAGS = {"quote": "blockquote", "rule": "hr", "paragraph": "p"}


def build(root: Element, blocks: Sequence[Block], numbers: Sequence[int] | None = None) -> None:
    """Put the blocks under `root`. With `numbers`, the file's number of each line, each tells where it came from."""
    for block in blocks:
        made = _element(root, block)
        if numbers:
            made.set("data-line", f"{numbers[block.first]}-{numbers[block.last]}")


def _element(parent: Element, block: Block) -> Element:
    match block.kind:
        case "list":
            return _list(parent, block)
        case "table":
            return _table(parent, block)
        case "fence" | "code":
            return _code(parent, block)
        case "heading":
            made = ElementTree.SubElement(parent, f"h{block.number}")
        case _:
            made = ElementTree.SubElement(parent, _TAGS[block.kind])
    made.text = "\n".join(block.lines).strip(" ") or None
    build(made, block.children)
    return made


def _list(parent: Element, block: Block) -> Element:
    made = ElementTree.SubElement(parent, "ol" if block.mark in ".)" else "ul")
    if block.number != 1:
        made.set("start", str(block.number))
    loose = block.loose
    for item in block.children:
        point = ElementTree.SubElement(made, "li")
        for part in item.children:
            if loose or part.kind != "paragraph":
                _element(point, part)
            elif len(point):
                point[-1].tail = "\n".join(part.lines).strip(" ")
            else:
                point.text = "\n".join(part.lines).strip(" ")
    return made


def _table(parent: Element, block: Block) -> Element:
    made = ElementTree.SubElement(parent, "table")
    right = [column.endswith(":") and not column.startswith(":") for column in cells(block.lines[1])]
    _row(ElementTree.SubElement(made, "thead"), "th", block.lines[0], right)
    if len(block.lines) > 2:
        body = ElementTree.SubElement(made, "tbody")
        for line in block.lines[2:]:
            _row(body, "td", line, right)
    return made


def _row(parent: Element, tag: str, line: str, right: list[bool]) -> None:
    """One row with as many cells as the table has columns; figures that stand to the right get a class."""
    row = ElementTree.SubElement(parent, "tr")
    texts = cells(line)
    for index, to_the_right in enumerate(right):
        cell = ElementTree.SubElement(row, tag, {"class": "r"} if to_the_right else {})
        if tag == "th":
            cell.set("scope", "col")
        cell.text = texts[index] if index < len(texts) else None


def _code(parent: Element, block: Block) -> Element:
    made = ElementTree.SubElement(parent, "pre")
    lines = list(block.lines)
    while block.kind == "code" and lines and not lines[-1].strip(" "):
        lines.pop()
    text = "".join(f"{line}\n" for line in lines)
    ElementTree.SubElement(made, "code").text = AtomicString(html.escape(text, quote=False))
    return made
