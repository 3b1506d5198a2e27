"""A question as its author wrote it, in pieces that still know where they stand in the file.

The parser of the compiler makes these; a kind reads them. Lines and columns count from 1.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

BARS = "Fix the `|` signs"  # what to do about a row of a table that has other columns (C154)
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of author text. `column` is where `text` starts in the file's line."""

    number: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive lines of author text, such as a stem or one option's feedback. May be empty."""

    lines: tuple[Line, ...] = ()

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Passage:
        """The passage without blank lines at its ends."""
        start, end = 0, len(lines)
        while start < end and not lines[start].text.strip():
            start += 1
        while end > start and not lines[end - 1].text.strip():
            end -= 1
        return cls(tuple(lines[start:end]))

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def line(self) -> int:
        return self.lines[0].number if self.lines else 1

    @property
    def column(self) -> int:
        return self.lines[0].column if self.lines else 1

    def __bool__(self) -> bool:
        return any(line.text.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class Setting:
    """`name: value` under a block heading."""

    name: str
    value: str
    line: int
    column: int
    value_column: int


@dataclass(frozen=True, slots=True)
class Item:
    """One option of a task list, or one point of a numbered list (then `ticked` is False)."""

    line: int
    column: int  # of the list marker
    ticked: bool
    key: str | None  # the author's own name of the option
    text: Passage
    feedback: Passage


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a pipe table. Each cell is a passage of one line, which is empty in an empty cell."""

    line: int
    column: int
    cells: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table. `dashes` is the row under the header; on GitHub it must have as many cells."""

    header: Row
    dashes: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """One question block. `line` and `column` are those of its heading."""

    id: str
    kind: str  # slug
    file: str
    line: int
    column: int
    settings: Mapping[str, Setting]
    stem: Passage
    items: tuple[Item, ...]
    hints: tuple[Passage, ...]
    explanation: Passage
    sound: bool = True  # False: an option could not be read, so what is missing proves nothing
    table: Table | None = None  # matching: the pairs
    model_answer: Passage = Passage()
    rubric: Table | None = None  # reflection

    def setting(self, name: str, default: str = "") -> str:
        found = self.settings.get(name)
        return found.value if found else default

    def number(self, name: str) -> int | None:
        """The value of a setting that is a whole number; None without one. What is no such number is told by the checks
        of settings, and a preview goes on without it."""
        value = self.setting(name)
        return int(value) if value.isdecimal() and len(value) < 7 else None

    def passages(self) -> Iterator[Passage]:
        """Every text that learners may come to see, options, feedback and cells of tables included."""
        yield self.stem
        yield self.explanation
        yield from self.hints
        for item in self.items:
            yield item.text
            yield item.feedback
        yield self.model_answer
        for table in (self.table, self.rubric):
            for row in (table.header, *table.rows) if table else ():
                yield from row.cells


class Report(Protocol):
    """Notes one problem of the file in hand; `values` fill the wording of the code."""

    def __call__(self, code: str, line: int, column: int, **values: object) -> None: ...


class Render(Protocol):
    """Turns author text into sanitised HTML."""

    def block(self, passage: Passage) -> str: ...

    def inline(self, passage: Passage) -> str: ...


def normalised(text: str) -> str:
    """The text as two readers would call it the same: case, spaces and compatibility forms do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def option_id(item: Item) -> str:
    """The author's key, else `o-` and six hex digits of the normalised text (format.md section 8)."""
    if item.key:
        return item.key
    return digest_id("o", item.text.text)


def digest_id(letter: str, text: str) -> str:
    """`letter-` and six hex digits of the normalised text. Another letter than `o` is part of what is digested, so that
    the two sides of a matching have ids that tell nothing of each other, even where their words are the same."""
    salt = "" if letter == "o" else f"{letter}:"
    return f"{letter}-" + hashlib.sha256((salt + normalised(text)).encode("utf-8", "surrogatepass")).hexdigest()[:6]
