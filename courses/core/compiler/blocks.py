"""The blocks of a text as GitHub sees them: quotes, lists, tables, code, headings and paragraphs, with their lines.

One pass from top to bottom. For each line: which open blocks go on, which blocks begin, and what is left is text.
Python-Markdown's own block parser reads indentation differently from GitHub and cannot say which line a block came
from (format.md section 7), so it gets this one in its place. The scanner has already taken out tabs, comments and
link definitions, and has refused what is nested too deeply to be read by a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Kind = Literal["document", "quote", "list", "item", "paragraph", "heading", "rule", "fence", "code", "table"]

_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_HEADING = re.compile(r"(#{1,6})(?: |$)")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_ITEM = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?= |$)")
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"[|:-][ |:-]*$")
_DELIMITER_CELL = re.compile(r":?-+:?")


@dataclass(slots=True)
class Block:
    """`first` and `last` are indices of lines. A leaf has `lines`, a container `children`.

    `number` is the level of a heading, the first number of a list, the columns in front of an item's content, or
    those in front of a fence. `mark` is the sign that all items of a list share, or the opening signs of a fence.
    """

    kind: Kind
    first: int
    last: int
    children: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    number: int = 0
    mark: str = ""

    @property
    def loose(self) -> bool:
        """Of a list: a blank line stands between its items or between the parts of one."""
        return _apart(self.children) or any(_apart(item.children) for item in self.children)


def read_blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of the text, in order. Linear in its length for a given depth of nesting."""
    reader = _Reader()
    for index, line in enumerate(lines):
        reader.read(index, line)
    reader.close(1)
    return reader.open[0].children


def cells(row: str) -> list[str]:
    """The cells of a table row; a backslash keeps a pipe within its cell."""
    found = [cell.strip(" ").replace("\\|", "|") for cell in _PIPE.split(row.strip(" "))]
    if found and not found[0]:
        del found[0]
    if found and not found[-1]:
        del found[-1]
    return found


def _apart(blocks: list[Block]) -> bool:
    return any(before.last + 1 < after.first for before, after in pairwise(blocks))


class _Reader:
    """`open` is the chain of blocks that the next line may go on with, the document first."""

    def __init__(self) -> None:
        self.open = [Block("document", 0, 0)]
        self.index = 0
        self.line = ""
        self.at = 0  # column reached in the line
        self.indent = 0  # spaces from there

    def read(self, index: int, line: str) -> None:
        self.index, self.line = index, line
        self.move(0)
        depth = 1
        while depth < len(self.open) and self.goes_on(self.open[depth]):
            depth += 1
        block = self.open[depth - 1]
        if block.kind in ("fence", "code"):
            self.code_line(block)
            return
        while not self.blank:
            begun = self.begin(depth)
            if begun in ("quote", "item"):
                depth = len(self.open)
            elif begun:
                return
            else:
                break
        self.text(depth)

    def move(self, at: int) -> None:
        self.at = at
        self.indent = len(self.line) - at - len(self.line[at:].lstrip(" "))

    @property
    def blank(self) -> bool:
        return self.at + self.indent >= len(self.line)

    @property
    def rest(self) -> str:
        return self.line[self.at + self.indent :]

    def goes_on(self, block: Block) -> bool:
        """Does this line belong to the open block? Takes the block's own marks off the line."""
        match block.kind:
            case "quote":
                return self.quote_mark(block)
            case "item":
                if self.blank:
                    return bool(block.children)
                if self.indent < block.number:
                    return False
                self.move(self.at + block.number)
                return True
            case "code":
                indented, blank = self.indent >= 4, self.blank
                self.move(self.at + 4 if indented else len(self.line) if blank else self.at)
                return indented or blank
            case "paragraph":
                return not self.blank
            case "table":
                return not self.blank and self.indent < 4
        return block.kind in ("list", "fence")

    def quote_mark(self, block: Block | None) -> bool:
        if self.indent > 3 or not self.rest.startswith(">"):
            return False
        after = self.at + self.indent + 1
        self.move(after + 1 if self.line.startswith(" ", after) else after)
        if block:
            block.last = self.index
        return True

    def code_line(self, block: Block) -> None:
        if block.kind == "code":
            block.lines.append(self.line[self.at :])
            if not self.blank:
                block.last = self.index
            return
        block.last = self.index
        closing = self.rest.rstrip(" ")
        if self.indent < 4 and closing.startswith(block.mark) and not closing.strip(block.mark[0]):
            self.close(len(self.open) - 1)
        else:
            block.lines.append(self.line[self.at + min(self.indent, block.number) :])

    def begin(self, depth: int) -> Kind | None:
        """Open the block that begins at this place of the line, if one does."""
        if self.indent >= 4:
            if self.open[-1].kind == "paragraph":
                return None
            self.add("code", depth).lines.append(self.line[self.at + 4 :])
            return "code"
        sign = self.line[self.at + self.indent]
        if sign == ">":
            self.quote_mark(None)
            self.add("quote", depth)
            return "quote"
        if sign == "#":
            return self.heading(depth)
        if sign in "`~":
            return self.fence(depth)
        if sign in "|:-=" and self.open[depth - 1].kind == "paragraph" and (begun := self.under_text(depth)):
            return begun
        if sign in "-*_" and _is_rule(self.rest):
            self.add("rule", depth)
            self.close(len(self.open) - 1)
            return "rule"
        return self.item(depth) if sign in "-+*0123456789" else None

    def heading(self, depth: int) -> Kind | None:
        match = _HEADING.match(self.rest)
        if not match:
            return None
        text = self.rest[match.end() :].strip(" ")
        bare = text.rstrip("#")
        if not bare or bare.endswith(" "):
            text = bare.rstrip(" ")
        block = self.add("heading", depth)
        block.number, block.lines = len(match.group(1)), [text]
        self.close(len(self.open) - 1)
        return "heading"

    def fence(self, depth: int) -> Kind | None:
        match = _FENCE.match(self.rest)
        if not match:
            return None
        block = self.add("fence", depth)
        block.number, block.mark = self.indent, match.group(1) or match.group(2)
        return "fence"

    def under_text(self, depth: int) -> Kind | None:
        """A line that makes what stands above it a table or a heading."""
        paragraph = self.open[depth - 1]
        if _UNDERLINE.match(self.rest):
            paragraph.kind, paragraph.number = "heading", 1 if self.rest[0] == "=" else 2
            paragraph.last = self.index
            self.close(depth - 1)
            return "heading"
        if not _is_delimiter(self.rest) or "|" not in paragraph.lines[-1]:
            return None
        columns = cells(self.rest)
        if len(columns) != len(cells(paragraph.lines[-1])) or not all(map(_DELIMITER_CELL.fullmatch, columns)):
            return None
        self.table(paragraph, depth)
        return "table"

    def table(self, paragraph: Block, depth: int) -> None:
        header = paragraph.lines.pop()
        paragraph.last -= 1
        self.close(depth - 1)
        if not paragraph.lines:
            self.open[-1].children.pop()
        block = self.add("table", depth - 1)
        block.first -= 1
        block.lines = [header, self.rest]

    def item(self, depth: int) -> Kind | None:
        match = _ITEM.match(self.rest)
        if not match:
            return None
        after = self.rest[match.end() :]
        if self.open[depth - 1].kind == "paragraph" and (not after.strip(" ") or match.group(1) not in (None, "1")):
            return None  # more of the paragraph, such as a year at the beginning of a line
        spaces = len(after) - len(after.lstrip(" "))
        width = self.indent + match.end() + (spaces if 1 <= spaces <= 4 and after.strip(" ") else 1)
        mark = match.group()[-1]
        parent = self.open[depth - 1]
        if parent.kind != "list" or parent.mark != mark:
            parent = self.add("list", depth if parent.kind != "list" else depth - 1)
            parent.mark, parent.number = mark, int(match.group(1) or 1)
            depth = len(self.open)
        self.add("item", depth).number = width
        self.move(min(self.at + width, len(self.line)))
        return "item"

    def text(self, depth: int) -> None:
        """What is left of the line: text of a paragraph, a table row, or nothing."""
        tip = self.open[-1]
        if depth < len(self.open) and tip.kind == "paragraph" and not self.blank:
            tip.lines.append(self.rest)  # lazy: more of a paragraph whose marks are left out
            tip.last = self.index
            return
        self.close(depth)
        if self.blank:
            return
        block = self.open[-1]
        if block.kind not in ("paragraph", "table"):
            block = self.add("paragraph", depth)
        block.lines.append(self.rest)
        block.last = self.index

    def add(self, kind: Kind, depth: int) -> Block:
        """A new open block within the first `depth` open ones, as far as these can hold it."""
        self.close(depth)
        while self.open[-1].kind in ("paragraph", "table") or (self.open[-1].kind == "list" and kind != "item"):
            self.close(len(self.open) - 1)
        block = Block(kind, self.index, self.index)
        self.open[-1].children.append(block)
        self.open.append(block)
        return block

    def close(self, depth: int) -> None:
        while len(self.open) > depth:
            closed = self.open.pop()
            self.open[-1].last = max(self.open[-1].last, closed.last)


def _is_rule(text: str) -> bool:
    bare = text.replace(" ", "")
    return len(bare) >= 3 and bare == bare[0] * len(bare)


def _is_delimiter(text: str) -> bool:
    return bool(_DELIMITER.match(text)) and "-" in text and not text.startswith("- ")  # that is a list
