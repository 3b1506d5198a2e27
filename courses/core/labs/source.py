"""A lab as its author wrote it, in pieces that still know where they stand in the file.

The parser of the compiler makes these; a lab reads them. Lines and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from courses.core.kinds.source import Passage, QuestionSource, Setting

LINKED_CHOICES = "step"  # parts whose choices are links to other parts of the lab
MARKED_TEXTS = ("text", "source", "summary")  # parts whose links are marks, not addresses


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table. Every row has as many cells as its author wrote; `line` is that of the header."""

    line: int
    column: int
    header: tuple[Passage, ...]
    rows: tuple[tuple[Passage, ...], ...]

    @property
    def name(self) -> str:
        """What the first column is called, in small letters: `preset`, `mark`."""
        return folded(self.header[0].text) if self.header else ""

    def column_of(self, name: str) -> int | None:
        """Index of the column with this name."""
        return next((index for index, cell in enumerate(self.header) if folded(cell.text) == name), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """`` - `key` text ``: one of the things that can be decided in a reliance lab."""

    key: str
    line: int
    column: int
    text: Passage


@dataclass(frozen=True, slots=True)
class Choice:
    """One item of a step's task list. `good` when its box is ticked."""

    line: int
    column: int  # of the list marker
    good: bool
    text: Passage
    consequence: Passage


@dataclass(frozen=True, slots=True)
class PartSource:
    """A block inside a lab. `kind` is case, text, source, summary, step or ending."""

    kind: str
    name: str  # as authors write it: "Case"
    id: str
    line: int
    column: int
    settings: Mapping[str, Setting]
    text: Passage
    decisions: tuple[Decision, ...] = ()
    choices: tuple[Choice, ...] = ()
    labels: Mapping[str, Passage] = field(default_factory=dict)  # by name: "AI advice", "Explanation", …
    sound: bool = True  # False: a choice could not be read, so what is missing proves nothing

    def setting(self, name: str, default: str = "") -> str:
        found = self.settings.get(name)
        return found.value if found else default

    def label(self, name: str) -> Passage:
        return self.labels.get(name, Passage())


@dataclass(frozen=True, slots=True)
class LabSource:
    """One lab block. `line` and `column` are those of its heading; `level` counts its hashes."""

    id: str
    kind: str  # slug
    file: str
    line: int
    column: int
    level: int
    settings: Mapping[str, Setting]
    intro: Passage
    decisions: tuple[Decision, ...] = ()
    tables: tuple[Table, ...] = ()
    debrief: Passage = field(default_factory=Passage)
    parts: tuple[PartSource, ...] = ()
    questions: tuple[QuestionSource, ...] = ()  # the tasks of a threshold explorer
    sound: bool = True  # False: a part could not be read, so what is missing proves nothing

    def setting(self, name: str, default: str = "") -> str:
        found = self.settings.get(name)
        return found.value if found else default

    def of(self, *kinds: str) -> tuple[PartSource, ...]:
        """The parts of these kinds, in the author's order."""
        return tuple(part for part in self.parts if part.kind in kinds)

    def table(self, name: str) -> Table | None:
        """The first table whose first column has this name."""
        return next((table for table in self.tables if table.name == name), None)

    @property
    def graded(self) -> bool:
        return self.setting("kind") == "graded"

    def passages(self) -> Iterator[Passage]:
        """Every text of the lab that is ordinary Markdown: not the marked texts, nor choices that are links to steps.

        The texts of its questions are theirs.
        """
        yield self.intro
        yield self.debrief
        yield from (decision.text for decision in self.decisions)
        for table in self.tables:
            yield from (cell for row in table.rows for cell in row)
        for part in self.parts:
            if part.kind not in MARKED_TEXTS:
                yield part.text
            yield from (decision.text for decision in part.decisions)
            yield from (choice.consequence for choice in part.choices)
            yield from part.labels.values()


def folded(text: str) -> str:
    """Small letters, single spaces: how names of columns are compared."""
    return " ".join(text.casefold().split())
