"""What is read of labs: the view a release holds, the runs of a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from courses.authoring.models import Release, ReleaseUnit
from courses.core.document import LabView, Structure
from courses.learning.models import Attempt, LabRecord
from courses.learning.queries import Asker, release_with
from courses.people.models import User


@dataclass(frozen=True, slots=True)
class FoundLab:
    """One lab of a release, and the unit it stands in."""

    release: Release
    unit: dict[str, Any]  # its summary in the structure
    view: LabView


def find_lab(asker: Asker, slug: str, lab_id: str) -> FoundLab | None:
    """The lab as it is now for the person who asks; None for an unknown id. At most 4 queries."""
    release = release_with(asker, slug, lambda structure: unit_of(structure, lab_id) is not None)
    return lab_in(release, lab_id) if release else None


def lab_in(release: Release, lab_id: str) -> FoundLab | None:
    """The lab as one release holds it: what a run that began there goes on with. 1 query."""
    unit = unit_of(release.structure, lab_id)
    if unit is None:
        return None
    pages = ReleaseUnit.objects.filter(release=release, kind=ReleaseUnit.Kind.UNIT, unit_id=unit["id"])
    learner = pages.values_list("learner", flat=True).get()
    blocks = [block for step in learner["steps"] for block in step["blocks"] if block["type"] == "lab"]
    return FoundLab(release, unit, next(block["lab"] for block in blocks if block["lab"]["id"] == lab_id))


def unit_of(structure: Structure, lab_id: str) -> dict[str, Any] | None:
    """The summary of the unit a lab stands in."""
    labs = {lab["id"]: lab["unit"] for lab in structure.get("labs", [])}
    return next((dict(unit) for unit in structure["units"] if unit["id"] == labs.get(lab_id)), None)


def own_run(asker: Asker, attempt_id: int) -> Attempt | None:
    """A run of this person with its course and release; None for a foreign one, or a quiz. 1 query."""
    if not asker.is_authenticated:
        return None
    runs = Attempt.objects.select_related("enrolment__course", "release")
    return runs.filter(pk=attempt_id, kind="lab", enrolment__person=asker.pk).first()


def runs_before(person: User, course_id: int, lab_id: str) -> list[Attempt]:
    """Every earlier run of a person at a lab, oldest first, void ones included. 2 queries."""
    runs = Attempt.objects.filter(enrolment__person=person, enrolment__course=course_id, kind="lab", item_id=lab_id)
    return list(runs.exclude(state=Attempt.State.OPEN).prefetch_related("grades").order_by("pk"))


def open_run_of(asker: Asker, course_id: int, lab_id: str) -> Attempt | None:
    """The run a person is in the middle of. 1 query."""
    if not asker.is_authenticated:
        return None
    runs = Attempt.objects.filter(enrolment__person=asker.pk, enrolment__course=course_id, kind="lab", item_id=lab_id)
    return runs.filter(state=Attempt.State.OPEN).first()


def finished_labs(person: User, course_id: int, lab_ids: Collection[str]) -> set[str]:
    """Those of the labs that the person has finished once. 1 query, none without labs."""
    if not lab_ids:
        return set()
    records = LabRecord.objects.filter(person=person, course=course_id, lab_id__in=lab_ids)
    return set(records.values_list("lab_id", flat=True))
