"""Marking reflections: what an educator writes, and what follows. Each function is one transaction.

A piece of work is an answer in an attempt ("a12") or an answer to an exercise ("e34"). Two educators on one answer: the
first mark stands and the second is told. Marks are added, never edited; a later one can only give more.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from courses.core.document import Response
from courses.core.kinds.reflection import fraction
from courses.learning.completion import complete_enrolment
from courses.learning.grading import grade_attempt, raise_grade
from courses.learning.marking_queries import Piece, stamp_of
from courses.learning.models import Answer, Attempt, Enrolment, ExerciseAnswer, Mark, UnitProgress
from courses.operations import mail, outbox
from courses.operations.mail_text import render_message
from courses.operations.models import AuditEntry
from courses.people.models import User

LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Marked:
    """The mark is stored."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody marked, changed or removed the answer since the page was loaded. Nothing was stored."""

    by: str  # who marked it; "" when it was removed or written anew
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Lower:
    """A mark was already given, and this one is worth less. Nothing was stored."""


@transaction.atomic
def give_mark(
    *, by: User, piece: Piece, scores: Mapping[str, int], comment: str, seen: int, stamp: str
) -> Marked | Overtaken | Lower:
    """Store a mark. `seen` and `stamp`: how many marks the answer had, and which text, when the page was loaded."""
    response = _lock(piece)
    if "purged" in response or stamp_of(response) != stamp:
        return Overtaken("", removed="purged" in response)
    given = list(_marks(piece).select_related("by").order_by("pk"))
    if len(given) != seen:
        return Overtaken(given[-1].by.display_name if given and given[-1].by else "")
    worth = fraction(piece.question, scores)
    if given and worth < max(fraction(piece.question, one.scores) for one in given):
        return Lower()
    made = Mark.objects.create(
        answer_id=piece.answer_id,
        exercise_id=piece.exercise_id,
        by=by,
        scores=dict(scores),
        comment=comment.replace("\0", "").strip()[:LONGEST_COMMENT],
        at=timezone.now(),
    )
    outbox.emit("reflection.marked", key=made.pk, ids={"mark_id": made.pk})
    return Marked(made)


def _lock(piece: Piece) -> Response:
    """Hold the answer against every other marker, purge and rewriting; what it says now."""
    table = Answer if piece.answer_id else ExerciseAnswer
    return table.objects.select_for_update().get(pk=piece.answer_id or piece.exercise_id).response or {}


def _marks(piece: Piece) -> QuerySet[Mark]:
    if piece.answer_id:
        return Mark.objects.filter(answer=piece.answer_id)
    return Mark.objects.filter(exercise=piece.exercise_id)


def grade_marked(*, mark_id: int) -> None:
    """After a mark: grade the attempt once nothing in it waits, or see whether the course is complete now."""
    mark = Mark.objects.select_related("answer__attempt", "exercise").get(pk=mark_id)
    if mark.answer is not None:
        grade_attempt(attempt_id=mark.answer.attempt_id)
        raise_grade(attempt_id=mark.answer.attempt_id, mark_id=mark.pk)
        return
    enrolments = Enrolment.objects.filter(
        person=mark.exercise.person_id, course=mark.exercise.course_id, completed_at=None
    )
    for enrolment_id in enrolments.values_list("pk", flat=True):
        complete_enrolment(enrolment_id=enrolment_id)


def mail_marked(*, mark_id: int) -> None:
    """Tell the writer that somebody has read it, once a mark. No score and no word of the text goes by mail."""
    mark = Mark.objects.select_related(
        "by", "answer__attempt__enrolment__person", "answer__attempt__release", "exercise__person", "exercise__release"
    ).get(pk=mark_id)
    work = mark.answer.attempt if mark.answer else mark.exercise
    person = work.enrolment.person if mark.answer else work.person
    if not person.is_active or not person.email:
        return
    context = {
        "person": person,
        "by": mark.by,
        "comment": bool(mark.comment),
        "title": work.release.structure["title"],
        "url": settings.PUBLIC_URL + _address(mark),
    }
    message = render_message("reflection_marked", context)
    mail.queue(to=person.email, purpose="marked", key=str(mark.pk), message=message, person_id=person.pk)


def _address(mark: Mark) -> str:
    """Where its writer reads a mark."""
    if mark.answer is not None:
        return f"{reverse('attempt-result', args=[mark.answer.attempt_id])}#q{mark.answer.slot + 1}"
    structure, question = mark.exercise.release.structure, mark.exercise.question_id
    unit = next((one["id"] for one in structure["units"] if question in one["exercises"]), None)
    if unit is None:
        return reverse("course-home", args=[structure["id"]])
    return f"{reverse('unit', args=[structure['id'], unit])}#q-{question}"


@transaction.atomic
def note_author_shown(*, by: User, piece: Piece) -> None:
    """Keep that an educator asked who wrote this."""
    AuditEntry.objects.create(
        actor=by, action="reflection.author-shown", subject=piece.id, detail={"course": piece.course}
    )


@transaction.atomic
def purge(*, by: User, piece: Piece, reason: str, on: date) -> bool:
    """Remove a text that could identify a patient, for good, with every copy that is kept of it. The log gets ids.

    A mark that was given stays, and so does a grade. False when it was removed already.

    What is fair to the writer: an attempt that waits goes on waiting, and its writer may write the answer again
    (`rewrite`). They lose neither the attempt nor points, and nobody has to mark an empty page.
    """
    _hold_writing(piece)
    if "purged" in _lock(piece):
        return False
    gone = {"purged": True, "on": on.isoformat()}
    removed = [f"a{pk}" for pk in _empty_answers(piece, gone)] + [f"e{pk}" for pk in _empty_exercises(piece, gone)]
    AuditEntry.objects.create(
        actor=by,
        action="reflection.purged",
        subject=piece.id,
        detail={"course": piece.course, "question": piece.question["id"], "removed": removed, "reason": reason[:500]},
    )
    _tell(piece.person_id, piece.course)
    return True


def _hold_writing(piece: Piece) -> None:
    """Wait for what the writer is saving in this course at this moment, and let nothing be saved until the removal is:
    else words that are on their way would stand there after it.

    Units first, then attempts, then answers: in that order everything here that holds more than one of them does.
    """
    progress = UnitProgress.objects.filter(
        enrolment__person=piece.person_id, enrolment__course__slug=piece.course
    ).order_by("pk")
    attempts = Attempt.objects.filter(enrolment__person=piece.person_id, enrolment__course__slug=piece.course).order_by(
        "pk"
    )
    for rows in (progress, attempts):
        list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _tell(person_id: int, course: str) -> None:
    """Whether anything waits for an educator has changed."""
    newest = Enrolment.objects.filter(person=person_id, course__slug=course).order_by("-cycle").first()
    if newest is not None:
        outbox.emit("enrolment.changed", key=uuid.uuid4().hex, ids={"enrolment_id": newest.pk})


def _empty_answers(piece: Piece, gone: Response) -> list[int]:
    """The answer itself, and the same words in the writer's other attempts, autosaved ones too."""
    mine = Answer.objects.select_for_update().filter(
        attempt__enrolment__person=piece.person_id, attempt__enrolment__course__slug=piece.course
    )
    copies = [one.pk for one in mine if one.pk == piece.answer_id or _says(one.response, piece)]
    changed = {"client": "", "seq": 0, "version": F("version") + 1}
    rows = Answer.objects.filter(pk__in=copies)
    rows.filter(attempt__state=Attempt.State.OPEN).update(response=None, **changed)  # there it is simply not answered
    rows.exclude(attempt__state=Attempt.State.OPEN).update(response=gone, **changed)
    return copies


def _empty_exercises(piece: Piece, gone: Response) -> list[int]:
    """Every answer of the writer to this exercise: an earlier wording names the same patient."""
    mine = ExerciseAnswer.objects.filter(person=piece.person_id, course__slug=piece.course)
    same = piece.question["id"] if piece.exercise_id else ""
    rows = [one.pk for one in mine if (same and one.question_id == same) or _says(one.response, piece)]
    ExerciseAnswer.objects.filter(pk__in=rows).update(response=gone)
    return rows


def _says(response: Response | None, piece: Piece) -> bool:
    text = (response or {}).get("text", "")
    return bool(text) and text == piece.response.get("text")


class NotRewritten(Exception):
    """The answer is not one that an educator removed from an attempt that waits."""


@transaction.atomic
def rewrite(*, person: User, attempt_id: int, slot: int, response: Response) -> Answer:
    """Write a removed answer of a waiting attempt again; it goes back to the educator. A second click changes nothing.

    Raises Attempt.DoesNotExist for a foreign attempt and NotRewritten where nothing was removed.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id, enrolment__person=person)
    answer = Answer.objects.filter(attempt=attempt, slot=slot).first()
    if answer is not None and answer.response == response:
        return answer
    if attempt.state != Attempt.State.WAITING or answer is None or "purged" not in (answer.response or {}):
        raise NotRewritten
    Answer.objects.filter(pk=answer.pk).update(response=response, version=answer.version + 1, saved_at=timezone.now())
    answer.refresh_from_db()
    outbox.emit("enrolment.changed", key=uuid.uuid4().hex, ids={"enrolment_id": attempt.enrolment_id})
    return answer
