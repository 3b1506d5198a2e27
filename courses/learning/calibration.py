"""How sure a person was against how often they were right. Theirs alone: no manager and no educator sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from courses.learning.models import Answer, ExerciseAnswer, Grade
from courses.people.models import User

LEAST_IN_ALL = 10
LEAST_PER_POINT = 8


@dataclass(frozen=True, slots=True)
class Point:
    """Answers given with one stated chance (per cent): how many there are, how many of them were right."""

    said: int
    right: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.right / self.of)


def points(answers: Iterable[tuple[str, bool]]) -> list[Point]:
    """The points that may be said aloud, most sure first.

    `answers` are (sureness, right) of first decisions. A guess states no chance and is left out. Nothing is said below
    ten answers in all, nor for a stated chance below eight: such shares are mostly luck.
    """
    groups: dict[int, list[bool]] = defaultdict(list)
    for sure, right in answers:
        if sure.isdecimal():
            groups[int(sure)].append(right)
    if sum(map(len, groups.values())) < LEAST_IN_ALL:
        return []
    return [
        Point(said, sum(rights), len(rights))
        for said, rights in sorted(groups.items(), reverse=True)
        if len(rights) >= LEAST_PER_POINT
    ]


def own_points(person: User) -> list[Point]:
    """The points of a person over all their first decisions: exercises and graded questions. 3 queries."""
    first: dict[tuple[int, str], tuple[str, bool]] = {}
    for course, question, sure, correct in (
        ExerciseAnswer.objects.filter(person=person, correct__isnull=False)
        .exclude(sure="")
        .order_by("pk")
        .values_list("course_id", "question_id", "sure", "correct")
    ):
        first.setdefault((course, question), (sure, correct))
    details = dict(Grade.objects.filter(attempt__enrolment__person=person, revision=1).values_list("attempt", "detail"))
    sureness = Answer.objects.filter(attempt__in=details).exclude(sure="").values_list("attempt", "slot", "sure")
    graded = [(sure, bool(details[attempt][slot]["correct"])) for attempt, slot, sure in sureness]
    return points([*first.values(), *graded])
