"""Everybody's first answers, gathered in one pass over exercises and one over graded attempts.

A *first answer* is, for an exercise, the first a person gave since the question last changed in meaning; for a graded
question, that in the first attempt the person handed in since then. Attempts count as they were first marked: a later
revision only ever raises a result. Nothing here names a person; persons are numbers that never leave this module, and
what does leave it is counted in fives (item_fives).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from courses.authoring.models import ReleaseKey
from courses.core import kinds
from courses.core.document import Key, Response
from courses.learning.models import Answer, ExerciseAnswer, Grade
from courses.learning.sureness import chance
from courses.oversight.item_fives import Given, in_fives
from courses.oversight.item_releases import Asked
from courses.oversight.item_series import Era

LEAST_OTHERS = 3  # other answers of a person, before theirs is compared with the rest
PARTLY = frozenset({"multiple-choice", "matching", "ordering"})  # kinds that can be partly right


@dataclass(frozen=True, slots=True)
class Target:
    """A question whose answers are wanted: one era of it, as its newest release in the range asks it."""

    era: Era
    asked: Asked


@dataclass(frozen=True, slots=True)
class Tally:
    """What the first answers to one question come to. `pairs` are (score, mean score on the others) of a person.

    Every list is counted in fives for itself. `waiting`: whether anybody has answered who is not counted yet.
    """

    n: int
    waiting: bool
    scores: Sequence[float]
    pairs: Sequence[tuple[float, float]]
    sure_right: Sequence[float]
    sure_wrong: Sequence[float]
    exercises: Sequence[tuple[int, Response]]  # release number and response
    places: Mapping[tuple[int, int], int]  # (attempt, slot) → release number


Place = tuple[int, int]  # attempt, slot


@dataclass(slots=True)
class _Heard:
    """Everything that was answered to one question in any release of its era, before it is counted."""

    people: list[Given[Response | Place | None]] = field(default_factory=list)
    scores: list[Given[float]] = field(default_factory=list)
    pairs: list[Given[tuple[float, float]]] = field(default_factory=list)
    sure_right: list[Given[float]] = field(default_factory=list)
    sure_wrong: list[Given[float]] = field(default_factory=list)

    def score(self, order: int, release: int, score: float, *, right: bool, sure: float | None) -> None:
        self.scores.append(Given(order, release, score))
        if sure is not None:
            (self.sure_right if right else self.sure_wrong).append(Given(order, release, sure))

    def counted(self, first: int, last: int) -> Tally:
        people = in_fives([Given(one.order, one.release, one) for one in self.people], first, last)
        within = sum(first <= one.release <= last for one in self.people)
        return Tally(
            n=len(people),
            waiting=within > len(people),
            scores=in_fives(self.scores, first, last),
            pairs=in_fives(self.pairs, first, last),
            sure_right=in_fives(self.sure_right, first, last),
            sure_wrong=in_fives(self.sure_wrong, first, last),
            exercises=[(one.release, one.value) for one in people if isinstance(one.value, dict)],
            places={one.value: one.release for one in people if isinstance(one.value, tuple)},
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """`tallies` are in the order of the targets; `forms` are the rows of scores of each quiz whose people all got the
    same questions (quiz id → rows of (target number → score))."""

    tallies: list[Tally]
    forms: Mapping[str, list[dict[int, float]]]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One first attempt. `order` grows with the moment at which it was first marked."""

    order: int
    pk: int
    release: int  # number
    detail: Sequence[Mapping[str, Any]]


class Gathering:
    """One pass over the answers of a course. `numbers` maps the key of a release to its number."""

    def __init__(
        self, course_id: int, numbers: Mapping[int, int], targets: Sequence[Target], first: int, last: int
    ) -> None:
        self.course_id = course_id
        self.numbers = numbers
        self.targets = targets
        self.first, self.last = first, last
        self.heard = [_Heard() for _ in targets]
        self.forms: dict[str, list[Given[dict[int, float]]]] = defaultdict(list)
        self.lookup = {
            (number, name, target.asked.graded): at
            for at, target in enumerate(targets)
            for number, name in target.era.names.items()
        }

    def run(self, *, keep: int | None = None) -> Gathered:
        """At most 4 queries. `keep` is a target whose single answers are wanted too."""
        self._exercises(keep)
        self._attempts(keep)
        forms = {quiz: in_fives(rows, self.first, self.last) for quiz, rows in self.forms.items()}
        return Gathered([one.counted(self.first, self.last) for one in self.heard], forms)

    def _exercises(self, keep: int | None) -> None:
        if all(target.asked.graded for target in self.targets):
            return
        keys = self._keys()
        rows = ExerciseAnswer.objects.filter(course=self.course_id).exclude(response__has_key="thinned").order_by("pk")
        seen: set[tuple[int, int]] = set()
        by_person: dict[int, list[tuple[int, Given[float]]]] = defaultdict(list)
        fields = rows.values_list("pk", "person", "question_id", "release", "correct", "sure", "response")
        for order, person, question, release, correct, sure, response in fields.iterator(chunk_size=2000):
            number = self.numbers.get(release, 0)
            at = self.lookup.get((number, question, False))
            if at is None or (person, at) in seen:
                continue
            seen.add((person, at))
            heard = self.heard[at]
            heard.people.append(Given(order, number, response if keep == at else None))
            if correct is None:
                continue
            score = 1.0 if correct else self._part(keys.get(release, {}).get(question), response)
            heard.score(order, number, score, right=correct, sure=self._sure(sure, at))
            by_person[person].append((at, Given(order, number, score)))
        self._against_the_rest(by_person)

    def _keys(self) -> Mapping[int, Mapping[str, Key]]:
        """Keys by release, where wrong answers of an exercise may be partly right. 1 query, or none."""
        if not any(target.asked.kind in PARTLY and not target.asked.graded for target in self.targets):
            return {}
        return dict(ReleaseKey.objects.filter(release__in=list(self.numbers)).values_list("release", "key"))

    def _part(self, key: Key | None, response: Response) -> float:
        """What a wrong answer is worth."""
        if key is None or key["kind"] not in PARTLY:
            return 0.0
        return float(kinds.score(key, response).fraction)

    def _sure(self, sure: str, at: int) -> float | None:
        return chance(sure, len(self.targets[at].asked.options)) if sure else None

    def _against_the_rest(self, by_person: Mapping[int, Sequence[tuple[int, Given[float]]]]) -> None:
        """Exercises: each first answer of a person against the mean of their other ones in this course.

        It comes in when the person has given enough others, so that nobody slips in among those who are counted.
        """
        for given in by_person.values():
            others = len(given) - 1
            if others < LEAST_OTHERS:
                continue
            total = math.fsum(one.value for _at, one in given)
            for place, (at, one) in enumerate(given):
                order = given[max(place, LEAST_OTHERS)][1].order
                pair = (one.value, (total - one.value) / others)
                self.heard[at].pairs.append(Given(order, one.release, pair))

    def _attempts(self, keep: int | None) -> None:
        graded = [target for target in self.targets if target.asked.graded]
        if not graded:
            return
        starts = sorted({target.era.first for target in graded})
        whole: dict[str, int] = {}  # quiz → since when all its questions have meant the same
        for target in graded:
            whole[target.asked.page] = max(whole.get(target.asked.page, 0), target.era.first)
        said = Answer.objects.filter(attempt__enrolment__course=self.course_id).exclude(sure="")
        sureness = {(attempt, slot): sure for attempt, slot, sure in said.values_list("attempt", "slot", "sure")}
        firsts: dict[tuple[int, str, int], int] = {}  # person, quiz, since when → their first attempt
        rows = Grade.objects.filter(
            revision=1, attempt__enrolment__course=self.course_id, attempt__kind="quiz", attempt__graded=True
        ).order_by("attempt__submitted_at", "attempt")
        fields = rows.values_list(
            "pk", "attempt", "attempt__enrolment__person", "attempt__item_id", "attempt__release", "detail"
        )
        for order, attempt, person, quiz, release, detail in fields.iterator(chunk_size=2000):
            number = self.numbers.get(release, 0)
            counts = {
                start for start in starts
                if number >= start and firsts.setdefault((person, quiz, start), attempt) == attempt
            }  # fmt: skip
            if counts:
                graded_one = _Attempt(order, attempt, number, detail)
                scores = self._attempt(graded_one, counts, sureness, keep)
                if whole.get(quiz) in counts:
                    self.forms[quiz].append(Given(order, number, scores))

    def _attempt(
        self,
        attempt: _Attempt,
        counts: set[int],
        sureness: Mapping[tuple[int, int], str],
        keep: int | None,
    ) -> dict[int, float]:
        """Count one attempt for the questions for which it is the person's first; gives all its scores."""
        given = [_share(row["fraction"]) if row["correct"] is not None else None for row in attempt.detail]
        total, others = math.fsum(one for one in given if one is not None), sum(one is not None for one in given) - 1
        scores: dict[int, float] = {}
        order, number = attempt.order, attempt.release
        for slot, row in enumerate(attempt.detail):
            at = self.lookup.get((number, row["question"], True))
            if at is None:
                continue
            score = given[slot]
            if score is not None:
                scores[at] = score
            if self.targets[at].era.first not in counts:
                continue
            heard = self.heard[at]
            heard.people.append(Given(order, number, (attempt.pk, slot) if keep == at else None))
            if score is None:
                continue
            sure = self._sure(sureness.get((attempt.pk, slot), ""), at)
            heard.score(order, number, score, right=bool(row["correct"]), sure=sure)
            if others >= LEAST_OTHERS:
                heard.pairs.append(Given(order, number, (score, (total - score) / others)))
        return scores


@lru_cache(maxsize=1024)
def _share(fraction: str) -> float:
    return float(Fraction(fraction))


def responses(course_id: int, tally: Tally) -> list[tuple[int, Response]]:
    """Release number and response of each kept first answer. 1 query where there are attempts among them."""
    found = list(tally.exercises)
    if tally.places:
        slots = {slot for _attempt, slot in tally.places}
        rows = Answer.objects.filter(
            attempt__enrolment__course=course_id, slot__in=slots, response__isnull=False, attempt__kind="quiz"
        ).values_list("attempt", "slot", "response")
        for attempt, slot, response in rows.iterator(chunk_size=2000):
            number = tally.places.get((attempt, slot))
            if number is not None:
                found.append((number, response))
    return found
