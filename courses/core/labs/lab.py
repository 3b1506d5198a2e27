"""What every kind of lab must know how to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from courses.core.kinds.settings import Rule
from courses.core.kinds.source import Render, Report
from courses.core.labs.source import LabSource

TITLE = 80  # characters; a longer one would not fit into the list of steps
COMMON: Mapping[str, Rule] = {
    "title": Rule("text", most=TITLE),
    "competency": Rule("text"),
    "objective": Rule("text"),
    "was": Rule("text"),
    "pair": Rule("text"),
}
GRADING: Mapping[str, Rule] = {
    "kind": Rule("choice", ("exercise", "graded")),
    "pass-mark": Rule("percent"),
    "attempts": Rule("whole-or", word="unlimited", least=1),
}


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of block that stands inside a lab, one level deeper."""

    name: str  # as authors write it: "Case"
    settings: Mapping[str, Rule] = field(default_factory=dict)
    labels: tuple[str, ...] = ()  # run-in labels it may hold
    decisions: bool = False  # may hold a list of decisions
    choices: bool = False  # holds a task list of links
    per_file: bool = False  # its ids are unique in the file, not only in the lab

    @property
    def kind(self) -> str:
        return self.name.casefold()


class Lab(Protocol):
    """One kind of lab, from the author's text to what a release holds.

    `check` may call `report` with a `value` and the `known` ones: the compiler then adds what was probably meant.
    """

    name: str  # as authors write it: "Reliance lab"
    slug: str
    settings: Mapping[str, Rule]  # all of them, the common ones included
    parts: tuple[PartKind, ...]
    tables: tuple[str, ...]  # names of the first column of tables that are data; any other table is text
    decisions: bool  # holds a list of decisions
    questions: bool  # may hold questions

    def check(self, source: LabSource, report: Report, /) -> None:
        """Report everything that is wrong with this lab."""

    def setup(self, source: LabSource, render: Render, /) -> dict[str, Any]:
        """`LabView.setup`: what a learner may see before anything is decided."""

    def answers(self, source: LabSource, render: Render, /) -> dict[str, Any]:
        """`LabKey.answers`: everything that tells."""

    def minutes(self, source: LabSource, /) -> float:
        """How long one run takes, without reading the introduction."""
