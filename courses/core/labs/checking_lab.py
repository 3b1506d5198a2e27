"""Checking lab: find what a summary written by a tool added, changed or left out, against the record it was made of.

Shapes of `LabView.setup` and `LabKey.answers`: `marking.Setup` and `marking.Answers`. In a source the only mark is
`omitted`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.core.kinds.settings import Rule
from courses.core.kinds.source import Render, Report
from courses.core.labs import marking
from courses.core.labs.lab import PartKind
from courses.core.labs.source import LabSource

SELECT = "phrase"


class CheckingLab:
    name = "Checking lab"
    slug = "checking-lab"
    settings: Mapping[str, Rule] = marking.SETTINGS
    parts: tuple[PartKind, ...] = (PartKind("Source"), PartKind("Summary"))
    tables: tuple[str, ...] = ("mark",)
    decisions = False
    questions = False

    def check(self, source: LabSource, report: Report) -> None:
        marking.check(source, report)
        missing = [name for name in ("Source", "Summary") if not source.of(name.casefold())]
        if missing and source.sound:
            report("C226", source.line, source.column)

    def setup(self, source: LabSource, render: Render) -> dict[str, Any]:
        return marking.setup(source, render, SELECT)

    def answers(self, source: LabSource, render: Render) -> dict[str, Any]:
        return marking.answers(source, render, SELECT)

    def minutes(self, source: LabSource) -> float:
        return marking.minutes(source)
