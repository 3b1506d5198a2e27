"""Redaction lab: find what could identify a patient before a text leaves the practice, and leave what care needs.

Shapes of `LabView.setup` and `LabKey.answers`: `marking.Setup` and `marking.Answers`.
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


class RedactionLab:
    name = "Redaction lab"
    slug = "redaction-lab"
    settings: Mapping[str, Rule] = marking.SETTINGS
    parts: tuple[PartKind, ...] = (PartKind("Text"),)
    tables: tuple[str, ...] = ("mark",)
    decisions = False
    questions = False

    def check(self, source: LabSource, report: Report) -> None:
        marking.check(source, report)
        if not source.parts and source.sound:
            report("C229", source.line, source.column)

    def setup(self, source: LabSource, render: Render) -> dict[str, Any]:
        return marking.setup(source, render, SELECT)

    def answers(self, source: LabSource, render: Render) -> dict[str, Any]:
        return marking.answers(source, render, SELECT)

    def minutes(self, source: LabSource) -> float:
        return marking.minutes(source)
