"""The labs. A new one is one module and one line in the list below."""

from __future__ import annotations

from collections.abc import Mapping

from courses.core.document import LabSummary, LabView
from courses.core.labs.checking_lab import CheckingLab
from courses.core.labs.lab import Lab, PartKind
from courses.core.labs.redaction_lab import RedactionLab
from courses.core.labs.reliance_lab import RelianceLab
from courses.core.labs.scenario import Scenario
from courses.core.labs.threshold_explorer import ThresholdExplorer

_ALL: tuple[Lab, ...] = (RelianceLab(), ThresholdExplorer(), RedactionLab(), CheckingLab(), Scenario())
LABS: Mapping[str, Lab] = {lab.slug: lab for lab in _ALL}
PARTS: Mapping[str, tuple[PartKind, Lab]] = {part.kind: (part, lab) for lab in _ALL for part in lab.parts}

__all__ = ["LABS", "PARTS", "Lab", "PartKind", "named"]


def named(lab: LabView | LabSummary) -> str:
    """What a lab is called on every page: the title its author gave it, or the name of its kind."""
    return lab.get("title") or LABS[lab["kind"]].name
