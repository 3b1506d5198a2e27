"""One attempt at a quiz: which questions in which order, and what the answers are worth. Pure."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypedDict

from courses.core import kinds
from courses.core.document import Key, Question, QuizView, Response, Score

UNANSWERED = Score(Fraction(0), False)


class Slot(TypedDict):
    """One place in an attempt. Stored with the attempt, so that the order is the same on every device."""

    question: str
    options: list[str]  # ids in the order shown; empty for kinds without options


@dataclass(frozen=True, slots=True)
class Marking:
    """The marks of one attempt. All arithmetic is exact (Fractions); nothing is rounded before it is compared."""

    points: Fraction
    out_of: int
    scores: tuple[Score, ...]  # one for each slot, in its order

    @property
    def share(self) -> Fraction:
        """Points reached out of points possible, 0 to 1. An attempt with nothing to mark counts as 1."""
        return self.points / self.out_of if self.out_of else Fraction(1)

    @property
    def percent(self) -> int:
        """The share in per cent, rounded down: what is shown as 80% has really reached 80%."""
        return int(self.share * 100)

    def passed(self, pass_mark: int) -> bool:
        """Whether points ÷ out_of ≥ pass_mark ÷ 100, exactly. 4 of 5 passes at 80; 79.99% does not."""
        return self.share >= Fraction(pass_mark, 100)


def draw(
    quiz: QuizView, *, seed: int, seen: Collection[str] = (), audience: str | None = None, region: str | None = None
) -> list[Slot]:
    """The questions of one attempt and the order of their options. The same arguments give the same layout.

    A section with `draw` gives that many questions, those not in `seen` first. Questions meant for another role or
    region are left out (None: the role or region is not known, nothing is left out); a section that then holds
    fewer than it draws gives all it has. Rating points and True/False keep their order; `keep-last` keeps the
    last option last.
    """
    chance = random.Random(seed)  # noqa: S311  fair shuffling, not secrecy
    known = frozenset(seen)
    chosen: list[Question] = []
    for section in quiz["sections"]:
        offered = [question for question in section["questions"] if _meant_for(question, audience, region)]
        if section["draw"] is None:
            chosen += offered
            continue
        ranked = chance.sample(offered, len(offered))
        ranked.sort(key=lambda question: question["id"] in known)
        picked = {question["id"] for question in ranked[: section["draw"]]}
        chosen += [question for question in offered if question["id"] in picked]
    if quiz["shuffle"]:
        chance.shuffle(chosen)
    return [Slot(question=question["id"], options=_options(question, chance)) for question in chosen]


def _meant_for(question: Question, audience: str | None, region: str | None) -> bool:
    roles, place = question.get("audience"), question.get("region", "any")
    return (audience is None or not roles or audience in roles) and (region is None or place in ("any", region))


def _options(question: Question, chance: random.Random) -> list[str]:
    ids = [option["id"] for option in question.get("options", [])]
    shuffle = question.get("shuffle", "no")
    if shuffle == "no" or len(ids) < 2:
        return ids
    last = ids[-1:] if shuffle == "keep-last" else []
    moving = ids[:-1] if last else ids
    return chance.sample(moving, len(moving)) + last


def grade(layout: Sequence[Slot], key: Mapping[str, Key], answers: Mapping[str, Response]) -> Marking:
    """Mark an attempt. `answers` maps question ids to responses; a question without one is worth 0.

    Each question gives its points × the exact fraction its kind awards. Ratings (points 0, `correct` None) count
    neither way. Answers to questions that are not in the layout are ignored. Raises KeyError for a slot whose
    question the key does not hold.
    """
    scores: list[Score] = []
    points = Fraction(0)
    out_of = 0
    for slot in layout:
        entry = key[slot["question"]]
        response = answers.get(slot["question"])
        if response is None:
            score = UNANSWERED if kinds.KINDS[entry["kind"]].scored else Score(Fraction(0), None)
        else:
            score = kinds.score(entry, response)
        scores.append(score)
        points += score.fraction * entry["points"]
        out_of += entry["points"]
    return Marking(points, out_of, tuple(scores))
