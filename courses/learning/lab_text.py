"""A lab with its answers as text: what stands behind "Show the answers and the debrief", and nothing of it elsewhere.

The only read of a lab's key. A graded lab is not shown: its answers are told after an attempt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courses.authoring.lab_answers import answers_context
from courses.authoring.models import Release, ReleaseKey, ReleaseUnit
from courses.core.document import LabView, Structure
from courses.learning.queries import Asker, release_with


@dataclass(frozen=True, slots=True)
class ToldLab:
    """One lab of a release and everything about it, as the template takes it."""

    release: Release
    unit: dict[str, Any]  # its summary in the structure
    lab: dict[str, Any]


def told_lab(asker: Asker, slug: str, lab_id: str) -> ToldLab | None:
    """A lab that is not graded, with its answers; None when there is none. At most 5 queries, 3 for a visitor."""
    release = release_with(asker, slug, lambda structure: _unit_of(structure, lab_id) is not None)
    unit = _unit_of(release.structure, lab_id) if release else None
    if release is None or unit is None:
        return None
    pages = ReleaseUnit.objects.filter(release=release, kind=ReleaseUnit.Kind.UNIT, unit_id=unit["id"])
    view = _view(pages.values_list("learner", flat=True).get(), lab_id)
    key = ReleaseKey.objects.filter(release=release).values_list("labs", flat=True).get()[lab_id]
    return ToldLab(release, unit, answers_context(view, key, course=slug))


def _unit_of(structure: Structure, lab_id: str) -> dict[str, Any] | None:
    """The unit of a lab that is not graded."""
    labs = {lab["id"]: lab["unit"] for lab in structure.get("labs", []) if not lab["graded"]}
    return next((dict(unit) for unit in structure["units"] if unit["id"] == labs.get(lab_id)), None)


def _view(unit: dict[str, Any], lab_id: str) -> LabView:
    blocks = [block for step in unit["steps"] for block in step["blocks"] if block["type"] == "lab"]
    return next(block["lab"] for block in blocks if block["lab"]["id"] == lab_id)
