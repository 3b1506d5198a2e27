"""Starting a course and going through its units. Each function is one transaction."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from courses.authoring.models import Release
from courses.core.document import Response
from courses.learning.completion import finished_units
from courses.learning.labs.asked import unfinished_labs
from courses.learning.models import CompletionNote, Enrolment, ExerciseAnswer, UnitProgress
from courses.learning.queries import reader_of, rules_of
from courses.learning.rules import RULES_LAST, exercises_to_try, opens_after, required_units
from courses.operations import outbox
from courses.people.models import User


class NotOpen(Exception):
    """A unit cannot be finished before those whose ids are the first argument."""


@transaction.atomic
def ensure_enrolment(*, person: User, release: Release) -> Enrolment:
    """The person's newest enrolment in the release's course; the first one begins now, under this release's rules."""
    newest = Enrolment.objects.filter(person=person, course=release.course_id).order_by("-cycle").first()
    if newest is not None:
        return newest
    now = timezone.now()
    enrolment, created = Enrolment.objects.get_or_create(
        person=person,
        course_id=release.course_id,
        cycle=1,
        defaults={"rules_release": release, "rules_until": now + RULES_LAST, "started_at": now},
    )
    if created:
        outbox.emit("enrolment.started", key=enrolment.pk, ids={"enrolment_id": enrolment.pk})
    return enrolment


@transaction.atomic
def keep_place(*, person: User, release: Release, unit_id: str, place: str) -> None:
    """Remember where a person stopped reading. A bookmark: the last word wins."""
    progress = _progress(person, release, unit_id)
    UnitProgress.objects.filter(pk=progress.pk).update(place=place.replace("\0", "")[:80])


@transaction.atomic
def answer_exercise(
    *,
    person: User,
    release: Release,
    unit_id: str,
    question_id: str,
    response: Response,
    correct: bool | None,
    sure: str,
) -> ExerciseAnswer:
    """Store an answer to an exercise. The same answer sent twice in a row (a double click) is kept once."""
    progress = UnitProgress.objects.select_for_update().get(pk=_progress(person, release, unit_id).pk)
    last = (
        ExerciseAnswer.objects.filter(person=person, course=release.course_id, question_id=question_id)
        .order_by("-pk")
        .first()
    )
    if last is not None and (last.response, last.sure, last.release_id) == (response, sure, release.pk):
        return last
    UnitProgress.objects.filter(pk=progress.pk, place="").update(place=f"q-{question_id}")
    if question_id in release.structure.get("marked", ()):  # it waits for an educator now
        outbox.emit("enrolment.changed", key=uuid.uuid4().hex, ids={"enrolment_id": progress.enrolment_id})
    return ExerciseAnswer.objects.create(
        person=person,
        course_id=release.course_id,
        question_id=question_id,
        release=release,
        response=response,
        correct=correct,
        sure=sure,
        at=timezone.now(),
    )


@transaction.atomic
def finish_unit(*, person: User, release: Release, unit_id: str) -> list[str]:
    """Mark a unit done if each of its exercises for this person has an answer and each of its labs one finished run.
    Returns the ids of those still untried, exercises first (empty: done).

    Raises KeyError when the release has no such unit, NotOpen when others come first.
    """
    unit = {one["id"]: one for one in release.structure["units"]}[unit_id]
    enrolment = ensure_enrolment(person=person, release=release)
    reader = reader_of(person)
    asked = required_units(rules_of(enrolment).structure, reader)  # a unit that was put in since closes nothing
    first = opens_after(release.structure, unit_id, reader, finished_units(enrolment))
    if closed := [one for one in first if one in asked]:
        raise NotOpen(closed)
    to_try = exercises_to_try(unit, reader)
    kept = ExerciseAnswer.objects.filter(person=person, course=release.course_id, question_id__in=to_try)
    answered = kept.filter(response__purged__isnull=True).values_list("question_id", flat=True)
    untried = [question for question in to_try if question not in set(answered)]
    untried += unfinished_labs(person, release, unit_id)
    if untried:
        return untried
    progress = _progress(person, release, unit_id)
    changed = UnitProgress.objects.filter(pk=progress.pk, finished_at=None).update(finished_at=timezone.now())
    if changed:
        outbox.emit(
            "unit.finished",
            key=f"{progress.enrolment_id}:{unit_id}",
            ids={"enrolment_id": progress.enrolment_id},
        )
    return []


@transaction.atomic
def keep_note(*, enrolment: Enrolment, differently: str, how_known: str) -> CompletionNote:
    """Store the two private lines that belong to a completed course. They can be changed at any time."""
    note, _created = CompletionNote.objects.update_or_create(
        enrolment=enrolment,
        defaults={"differently": differently.strip(), "how_known": how_known.strip(), "saved_at": timezone.now()},
    )
    return note


def _progress(person: User, release: Release, unit_id: str) -> UnitProgress:
    enrolment = ensure_enrolment(person=person, release=release)
    progress, _created = UnitProgress.objects.get_or_create(
        enrolment=enrolment, unit_id=unit_id, defaults={"opened_at": timezone.now()}
    )
    if progress.opened_at is None:  # skipped before it was ever opened
        UnitProgress.objects.filter(pk=progress.pk, opened_at=None).update(opened_at=timezone.now())
    return progress
