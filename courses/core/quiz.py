"""Drawing a graded quiz for one attempt, and marking it: both pure functions of what is passed in."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypedDict

from courses.core import kinds
from courses.core.document import Key, Question, QuizView, Response, Score

SHUFFLED_KINDS = ("single-choice", "multiple-choice")


class Slot(TypedDict):
    """One place of an attempt: the question drawn for it and its options in the order shown."""

    question: str
    options: list[str]


def draw(
    quiz: QuizView, *, seed: int, seen: Collection[str] = (), audience: str | None = None, region: str | None = None
) -> list[Slot]:
    """The questions of one attempt, in order, with the order of their options.

    From each pool as many as it draws: questions not in `seen` come before the others, at random by `seed`. Questions
    for another role or region are left out as long as enough remain. The same arguments give the same layout.
    """
    chance = random.Random(seed)  # noqa: S311 — a layout is stored and no secret
    drawn: list[Question] = []
    for section in quiz["sections"]:
        pool = list(section["questions"])
        if section["draw"] is not None:
            pool = _from_pool(pool, section["draw"], chance, seen, audience, region)
        drawn.extend(pool)
    if quiz["shuffle"]:
        chance.shuffle(drawn)
    return [{"question": question["id"], "options": _order(question, chance)} for question in drawn]


def _from_pool(
    pool: list[Question],
    count: int,
    chance: random.Random,
    seen: Collection[str],
    audience: str | None,
    region: str | None,
) -> list[Question]:
    chance.shuffle(pool)
    pool.sort(key=lambda question: (not _is_for(question, audience, region), question["id"] in seen))
    return pool[:count]


def _is_for(question: Question, audience: str | None, region: str | None) -> bool:
    roles, where = question.get("audience", []), question.get("region", "any")
    return (not audience or not roles or audience in roles) and (
        not region or region == "any" or where in ("any", region)
    )


def _order(question: Question, chance: random.Random) -> list[str]:
    ids = [option["id"] for option in question.get("options", [])]
    shuffle = question.get("shuffle", "no")
    if question["kind"] not in SHUFFLED_KINDS or shuffle == "no":
        return ids
    last = [ids.pop()] if shuffle == "keep-last" and ids else []
    chance.shuffle(ids)
    return ids + last


@dataclass(frozen=True, slots=True)
class Marking:
    """What an attempt is worth. `scores` are in the order of the layout; `points` is exact, 0 to `out_of`."""

    points: Fraction
    out_of: int
    scores: tuple[Score, ...]

    def passed(self, pass_mark: int) -> bool:
        """Whether points ÷ out_of reaches `pass_mark` per cent, compared exactly: 3 of 4 reaches 75, 2.99 does not."""
        return self.points * 100 >= self.out_of * pass_mark

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down, so that nobody reads a pass mark they did not reach. 0 when out of nothing."""
        return int(self.points * 100 / self.out_of) if self.out_of else 0


def grade(layout: Sequence[Slot], key: Mapping[str, Key], answers: Mapping[str, Response]) -> Marking:
    """Mark the answers of one attempt. An unanswered question is worth nothing; unscored kinds count for nothing."""
    points, out_of, scores = Fraction(0), 0, []
    for slot in layout:
        entry = key[slot["question"]]
        response = answers.get(slot["question"])
        score = kinds.score(entry, response) if response is not None else _unanswered(entry)
        scores.append(score)
        if score.correct is not None:
            points += score.fraction * entry["points"]
            out_of += entry["points"]
    return Marking(points, out_of, tuple(scores))


def _unanswered(entry: Key) -> Score:
    return Score(Fraction(0), None if entry["kind"] == "rating" else False)
