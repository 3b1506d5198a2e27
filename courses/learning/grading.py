"""From a submitted attempt to a grade: a pure function of its answers, the key of its pinned release and its rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.authoring.models import ReleaseKey
from courses.core.quiz import Marking, grade
from courses.learning.models import Attempt, Grade
from courses.learning.queries import attempt_rules
from courses.operations import outbox


def grade_attempt(*, attempt_id: int) -> None:
    """Give a submitted attempt its first grade. A second call finds the first grade and does nothing."""
    with transaction.atomic():
        attempt = Attempt.objects.select_related("enrolment__rules_release", "release").get(pk=attempt_id)
        if attempt.state != Attempt.State.SUBMITTED:
            return
        marking = mark(attempt)
        _grade, created = Grade.objects.get_or_create(
            attempt=attempt,
            revision=1,
            defaults={
                "score": Decimal(marking.points.numerator) / Decimal(marking.points.denominator),
                "out_of": marking.out_of,
                "passed": marking.passed(attempt_rules(attempt)["pass_mark"]),
                "detail": detail(attempt, marking),
                "key_release": attempt.release,
                "at": timezone.now(),
            },
        )
        if created:
            Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.SUBMITTED).update(state=Attempt.State.GRADED)
            outbox.emit("attempt.graded", key=f"{attempt.pk}:1", ids={"enrolment_id": attempt.enrolment_id})


def mark(attempt: Attempt) -> Marking:
    """Score an attempt's stored answers with its release's key."""
    answers = {
        attempt.layout[answer.slot]["question"]: answer.response
        for answer in attempt.answers.all()
        if answer.response is not None
    }
    return grade(attempt.layout, ReleaseKey.objects.get(release=attempt.release_id).key, answers)


def detail(attempt: Attempt, marking: Marking) -> list[dict[str, Any]]:
    """One row a slot, as kept with the grade: question, exact fraction as text, right or wrong."""
    return [
        {"question": slot["question"], "fraction": str(score.fraction), "correct": score.correct}
        for slot, score in zip(attempt.layout, marking.scores, strict=True)
    ]
