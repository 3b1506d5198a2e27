"""Whom a release of a course concerns: what authoring (its effects.py) is told of learners, as counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast

from courses.authoring.effects import Effects, Rising
from courses.authoring.models import Course
from courses.core.document import Key
from courses.learning import remarking
from courses.learning.models import Attempt, Enrolment, ExerciseAnswer

KEPT_SECONDS = 300  # counts for a warning are asked for at every check, a few times a second while somebody writes


class LearnerEffects:
    """The learning package's answers."""

    def counts(self, course_id: int, ids: Collection[str]) -> Effects:
        """4 queries, 2 more when questions are asked about."""
        open_attempts = (
            Attempt.objects.filter(enrolment__course=course_id, state=Attempt.State.OPEN)
            .values("release__number")
            .annotate(people=Count("enrolment__person", distinct=True))
        )
        enrolments = Enrolment.objects.filter(course=course_id)
        return Effects(
            open_attempts={row["release__number"]: row["people"] for row in open_attempts},
            in_progress=enrolments.filter(completed_at=None).values("person").distinct().count(),
            completed=enrolments.exclude(completed_at=None).values("person").distinct().count(),
            completed_with=_completed_with(course_id, ids) if ids else 0,
        )

    def answered(self, slug: str) -> Mapping[str, int]:
        """2 queries, none while the last answer is kept."""
        name = f"answered:{slug}"
        known = cache.get(name)
        if known is None:
            known = _answered(slug)
            cache.set(name, known, KEPT_SECONDS)
        return known

    def rising(self, course: Course, key: Mapping[str, Key], ids: Collection[str], was: Mapping[str, str]) -> Rising:
        raised = remarking.preview(course, key, ids, was)
        return Rising(results=len(raised), passes=sum(one.passes for one in raised))


def _completed_with(course_id: int, ids: Collection[str]) -> int:
    """People who have completed the course and met one of these questions."""
    completed = Enrolment.objects.filter(course=course_id).exclude(completed_at=None).values("person")
    tried = ExerciseAnswer.objects.filter(course=course_id, question_id__in=ids, person__in=completed)
    holds = reduce(or_, (Q(text__contains=f'"{one}"') for one in ids))
    taken = Attempt.objects.filter(enrolment__course=course_id, enrolment__person__in=completed)
    taken = taken.exclude(state__in=(Attempt.State.OPEN, Attempt.State.VOID))
    taken = taken.annotate(text=Cast("layout", TextField())).filter(holds)
    people = set(tried.values_list("person", flat=True).distinct())
    return len(people | set(taken.values_list("enrolment__person", flat=True).distinct()))


def _answered(slug: str) -> dict[str, int]:
    people: dict[str, set[int]] = {}
    tried = ExerciseAnswer.objects.filter(course__slug=slug).values_list("question_id", "person").distinct()
    for question, person in tried.iterator():
        people.setdefault(question, set()).add(person)
    submitted = Attempt.objects.filter(enrolment__course__slug=slug, submitted_at__isnull=False, kind="quiz")
    for layout, person in submitted.values_list("layout", "enrolment__person").iterator():
        for slot in layout:
            people.setdefault(slot["question"], set()).add(person)
    return {question: len(those) for question, those in people.items()}
