"""Units that are passed over because a start check showed them to be known, and taking one up after all.

A skipped unit counts as finished for what waits for it, in this enrolment and no later one. It is never told as done.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from courses.authoring.models import Release
from courses.core.document import Structure
from courses.learning.completion import units_done, units_skipped
from courses.learning.enrolments import ensure_enrolment
from courses.learning.models import Enrolment, UnitProgress
from courses.learning.queries import reader_of, rules_of
from courses.learning.rules import Reader, quizzes_to_pass, required_units, skippable
from courses.operations import outbox
from courses.people.models import User


@dataclass(frozen=True, slots=True)
class Taken:
    """Of the units that a course asks of somebody: how many they took; and how many a start check spared them.

    `minutes`: what they really did in this cycle, optional units as well, with the quizzes they had to pass.
    """

    units: int
    skipped: int
    minutes: int


def taken_of(enrolment: Enrolment, structure: Structure, reader: Reader) -> Taken:
    """What the person of an enrolment took of a course, for whoever says how long they learned. 4 queries at most."""
    skipped = units_skipped(enrolment) & {unit["id"] for unit in structure["units"]}
    taken = units_done(enrolment) & set(required_units(structure, reader))
    finished = UnitProgress.objects.filter(enrolment=enrolment, finished_at__isnull=False)
    done = set(finished.values_list("unit_id", flat=True))
    minutes = sum(unit["minutes"] for unit in structure["units"] if unit["id"] in done)
    minutes += sum(quiz["minutes"] for quiz in quizzes_to_pass(structure, reader))
    return Taken(len(taken), len(skipped), minutes)


@transaction.atomic
def skip_units(*, person: User, release: Release, units: Collection[str]) -> list[str]:
    """Skip these units of a course, which begins now if it had not. Returns the ids that are skipped from now on.

    Left out is what cannot be skipped (`rules.skippable`), what is finished or skipped already, and everything once
    the course is complete. So a second call does nothing.
    """
    enrolment = _held(ensure_enrolment(person=person, release=release).pk)
    if enrolment.completed_at is not None:
        return []
    structure, reader, done = rules_of(enrolment, release).structure, reader_of(person), units_done(enrolment)
    wanted = [unit for unit in units if skippable(structure, reader, unit) and unit not in done]
    skipped = [unit for unit in wanted if _skip(enrolment, unit)]
    if skipped:
        outbox.emit("unit.skipped", key=uuid.uuid4().hex, ids={"enrolment_id": enrolment.pk})
    return skipped


def _skip(enrolment: Enrolment, unit: str) -> bool:
    row, _created = UnitProgress.objects.get_or_create(enrolment=enrolment, unit_id=unit)
    open_row = UnitProgress.objects.filter(pk=row.pk, finished_at=None, skipped_at=None)
    return bool(open_row.update(skipped_at=timezone.now()))


@transaction.atomic
def take_after_all(*, person: User, course_id: int, unit: str) -> bool:
    """Undo a skip. False where there is none to undo: never skipped, done since, or the course is complete."""
    newest = Enrolment.objects.filter(person=person, course=course_id).order_by("-cycle").first()
    if newest is None or _held(newest.pk).completed_at is not None:
        return False
    skipped = UnitProgress.objects.filter(enrolment=newest, unit_id=unit, finished_at=None).exclude(skipped_at=None)
    if not skipped.update(skipped_at=None):
        return False
    outbox.emit("enrolment.changed", key=uuid.uuid4().hex, ids={"enrolment_id": newest.pk})
    return True


def _held(enrolment_id: int) -> Enrolment:
    """The enrolment, held against whoever completes it at this moment: what it was completed on stays."""
    held = Enrolment.objects.select_for_update(of=("self",), no_key=True)  # rows of its units may still be made
    rows = held.select_related("rules_release", "course__current")
    return rows.get(pk=enrolment_id)
