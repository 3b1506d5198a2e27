"""A reported fault with its source, and the small edits that repairs are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from courses.core.compiler.spelling import Guess
from courses.core.problem import Edit, Repair

_LEVEL = re.compile(r"(#{1,6}) ")
_WITHIN = 3  # lines in which a word must stand from its reported place on


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a block. `index` counts lines from 0."""

    index: int
    level: int
    name: str
    id: str


class Texts(dict[str, Sequence[str]]):
    """The lines of every Markdown file of a course. Complete before the first repair is asked for."""

    @cached_property
    def ids(self) -> frozenset[str]:
        """Ids that stand in headings."""
        heads = (head_of(lines, index) for lines in self.values() for index in range(len(lines)))
        return frozenset(head.id for head in heads if head)

    @cached_property
    def characters(self) -> int:
        return sum(len(line) for lines in self.values() for line in lines)


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem as a repair sees it: where it is, what it was reported with, and the text around it."""

    code: str
    file: str
    line: int
    column: int
    values: Mapping[str, object]
    lines: Sequence[str]  # of the file; the last one is empty when the file ends with a line end
    files: Texts  # every Markdown file of the course

    @property
    def text(self) -> str:
        """The line of the problem."""
        return self.lines[self.line - 1] if self.line <= len(self.lines) else ""

    @property
    def rest(self) -> str:
        """The line from the problem's column on."""
        return self.text[self.column - 1 :]

    def value(self, name: str) -> str:
        return str(self.values.get(name, ""))

    def meant(self) -> str | None:
        """The word that was probably meant, where the problem was reported with a guess."""
        guess = self.values.get("guess")
        return guess.meant() if isinstance(guess, Guess) else None

    def head(self) -> Head | None:
        """The heading of the block that the problem lies in."""
        for index in range(min(self.line, len(self.lines)) - 1, -1, -1):
            if found := head_of(self.lines, index):
                return found
            if _LEVEL.match(self.lines[index]) or (index and is_stop(self.lines, index)):
                return None
        return None

    def block(self) -> range:
        """Indices of the lines between the heading of the problem's block and the next heading or `---`."""
        head = self.head()
        start = head.index + 1 if head else self.line - 1
        end = start
        while end < len(self.lines) and not _LEVEL.match(self.lines[end]) and not is_stop(self.lines, end):
            end += 1
        return range(start, end)

    def numbered_block(self) -> Iterator[tuple[int, str]]:
        """(line number, text) of the lines of the block."""
        for index in self.block():
            yield index + 1, self.lines[index]


def head_of(lines: Sequence[str], index: int) -> Head | None:
    """The heading on this line if it ends in an id."""
    match = _LEVEL.match(lines[index])
    title = bare_title(lines[index]) if match else ""
    opening = title.rfind("`", 0, -1) if title.endswith("`") else -1
    if match is None or opening < 1:
        return None
    return Head(index, len(match.group(1)), title[:opening].strip(), title[opening + 1 : -1])


def bare_title(line: str) -> str:
    """The words of a heading, without its hashes. Slices, not patterns: a line may hold thousands of spaces."""
    words = line.lstrip("#").strip()
    bare = words.rstrip("#")
    return bare.rstrip() if bare != words and (not bare or bare.endswith(" ")) else words


def is_stop(lines: Sequence[str], index: int) -> bool:
    """Whether this line is a `---` that ends blocks."""
    return lines[index].rstrip() == "---" and (index == 0 or not lines[index - 1].strip())


def change(*edits: Edit | None) -> Repair | None:
    """A repair of these edits; None when one of them could not be made, or there is none."""
    made = tuple(edit for edit in edits if edit is not None)
    return Repair(edits=made) if made and len(made) == len(edits) else None


def insert(line: int, column: int, text: str) -> Edit:
    return Edit(line, column, line, column, text)


def span(line: int, start: int, end: int, text: str) -> Edit:
    """Replace the columns from `start` up to `end` of one line; both count from 0, as a match object gives them."""
    return Edit(line, start + 1, line, end + 1, text)


def swap(fault: Fault, old: str, new: str | None) -> Edit | None:
    """Replace the word `old`, which stands at the problem's place or soon after it."""
    if not old or not new or old == new:
        return None
    for number in range(fault.line, min(fault.line + _WITHIN, len(fault.lines) + 1)):
        text = fault.lines[number - 1]
        at = text.find(old, fault.column - 1 if number == fault.line else 0)
        if at >= 0:
            return span(number, at, at + len(old), new)
    return None


def swap_value(fault: Fault, new: str) -> Edit | None:
    """Replace what stands from the problem's place to the end of its line (the value of a setting)."""
    rest = fault.rest.rstrip()
    return span(fault.line, fault.column - 1, fault.column - 1 + len(rest), new) if rest and rest != new else None


def line_after(fault: Fault, number: int, text: str) -> Edit:
    """A new line after line `number`; 0 puts it first."""
    if number < len(fault.lines) and not (number == len(fault.lines) - 1 and fault.lines[-1] == ""):
        return insert(number + 1, 1, text + "\n")
    ends = bool(fault.lines) and fault.lines[-1] == ""
    last = len(fault.lines) - (1 if ends else 0)
    return insert(last + 1, 1, text + "\n" if ends or not fault.lines else "\n" + text + "\n")
