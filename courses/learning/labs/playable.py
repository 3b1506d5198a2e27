"""Which kinds of lab can be done, not only read. A kind comes in with its pages (courses/learning/lab_views.py)."""

from __future__ import annotations

from courses.core.document import LabSummary, Structure

PLAYABLE = frozenset({"reliance-lab", "scenario", "threshold-explorer", "redaction-lab", "checking-lab"})
IN_UNIT = frozenset({"threshold-explorer"})  # stands in the unit's stored text to be worked in there; others have a box


def labs_of(structure: Structure, unit_id: str) -> list[LabSummary]:
    """The labs of a unit that ask for a finished run, in the order of the release."""
    return [lab for lab in structure.get("labs", []) if lab["unit"] == unit_id and lab["kind"] in PLAYABLE]
