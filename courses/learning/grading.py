"""From a submitted attempt to a grade: a pure function of its answers, the key of its pinned release and its rules.

A run of a graded lab is scored by its kind (labs/scoring.py).

Reflections that an educator marks come in as marks; an attempt that lacks one waits, without a grade.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.authoring.models import ReleaseKey
from courses.core.document import Key, Response
from courses.core.kinds.reflection import fraction
from courses.core.quiz import Marking, grade
from courses.learning.labs.scoring import score_run
from courses.learning.models import Attempt, Grade, Mark
from courses.learning.queries import attempt_rules
from courses.learning.remarking import add_revision, catch_up, points
from courses.operations import outbox

REMOVED: Response = {"text": "removed"}
"""Stands for a text that an educator removed: it keeps its mark, or waits to be written again. It is not empty."""


def grade_attempt(*, attempt_id: int) -> None:
    """Give a submitted attempt its first grade, or let it wait for the educator. Again, once graded, does nothing.

    What was corrected while the attempt was under way is applied at once, as a second revision.
    """
    with transaction.atomic():
        attempt = _locked(attempt_id)
        if attempt.state not in (Attempt.State.SUBMITTED, Attempt.State.WAITING):
            return
        if attempt.kind == "lab":
            worth = score_run(attempt)
            _first_grade(attempt, worth.points, worth.out_of, passed=worth.passed, detail=worth.detail)
            return
        marking = mark(attempt)
        if marking.waiting:
            Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.WAITING)
            outbox.emit("enrolment.changed", key=f"{attempt.pk}:waits", ids={"enrolment_id": attempt.enrolment_id})
            return
        passed = marking.passed(attempt_rules(attempt)["pass_mark"])
        if _first_grade(attempt, marking.points, marking.out_of, passed=passed, detail=detail(attempt, marking)):
            catch_up(attempt)


def _first_grade(
    attempt: Attempt, points: Fraction, out_of: int, *, passed: bool, detail: list[dict[str, Any]]
) -> bool:
    """Store revision 1, with all that follows it. False when it is there already."""
    _grade, created = Grade.objects.get_or_create(
        attempt=attempt,
        revision=1,
        defaults={
            "score": Decimal(points.numerator) / Decimal(points.denominator),
            "out_of": out_of,
            "passed": passed,
            "detail": detail,
            "key_release": attempt.release,
            "at": timezone.now(),
        },
    )
    if created:
        Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.GRADED)
        outbox.emit("attempt.graded", key=f"{attempt.pk}:1", ids={"enrolment_id": attempt.enrolment_id})
    return created


def raise_grade(*, attempt_id: int, mark_id: int) -> None:
    """After an educator changed a mark of a graded attempt: a new revision, if that is worth more. Never less."""
    with transaction.atomic():
        attempt = _locked(attempt_id)
        newest = Grade.objects.filter(attempt=attempt).order_by("-revision").first()
        if newest is None:
            return
        key = _key(attempt)
        given = marks(attempt, key)
        better = [
            {**row, "fraction": str(worth), "correct": worth == 1}
            if (worth := given.get(row["question"], Fraction(0))) > Fraction(row["fraction"])
            else row
            for row in newest.detail
        ]
        before, after = points(newest.detail, attempt.layout, key), points(better, attempt.layout, key)
        if after <= before:
            return
        share = after / newest.out_of if newest.out_of else Fraction(1)
        passes = share >= Fraction(attempt_rules(attempt)["pass_mark"], 100)
        by_id = Mark.objects.values_list("by", flat=True).get(pk=mark_id)
        reason = _("The mark of a reflection was raised")
        add_revision(attempt, newest, better, after, passes, reason=reason, key_release=newest.key_release, by_id=by_id)


def _locked(attempt_id: int) -> Attempt:
    """The attempt, held against every other grader and against marking again."""
    rows = Attempt.objects.select_for_update(of=("self",))
    return rows.select_related("enrolment__rules_release", "enrolment__person", "release").get(pk=attempt_id)


def _key(attempt: Attempt) -> Mapping[str, Key]:
    return ReleaseKey.objects.get(release=attempt.release_id).key


def mark(attempt: Attempt) -> Marking:
    """Score an attempt's stored answers with its release's key and the marks that educators have given."""
    key = _key(attempt)
    answers = {
        attempt.layout[answer.slot]["question"]: REMOVED if "purged" in answer.response else answer.response
        for answer in attempt.answers.all()
        if answer.response is not None
    }
    return grade(attempt.layout, key, answers, marks=marks(attempt, key))


def marks(attempt: Attempt, key: Mapping[str, Key]) -> dict[str, Fraction]:
    """What educators gave in this attempt: question id → share of its points. The newest mark of an answer counts."""
    rows = Mark.objects.filter(answer__attempt=attempt).order_by("pk").values_list("answer__slot", "scores")
    given = {attempt.layout[slot]["question"]: scores for slot, scores in rows}
    return {question: fraction(key[question], scores) for question, scores in given.items()}


def detail(attempt: Attempt, marking: Marking) -> list[dict[str, Any]]:
    """One row a slot, as kept with the grade: question, exact fraction as text, right or wrong."""
    return [
        {"question": slot["question"], "fraction": str(score.fraction), "correct": score.correct}
        for slot, score in zip(attempt.layout, marking.scores, strict=True)
    ]
