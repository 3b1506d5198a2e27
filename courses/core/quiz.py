"""One attempt at a quiz: which questions in which order, and what the answers are worth. Pure."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypedDict

from courses.core import kinds
from courses.core.document import Key, Question, QuizSection, QuizView, Response, Score
from courses.core.kinds.reflection import wants_a_mark

UNANSWERED = Score(Fraction(0), False)


class Slot(TypedDict):
    """One place in an attempt. Stored with the attempt, so that the order is the same on every device."""

    question: str
    options: list[str]  # ids in the order shown; empty for kinds without options


@dataclass(frozen=True, slots=True)
class Marking:
    """The marks of one attempt. All arithmetic is exact (Fractions); nothing is rounded before it is compared.

    While an answer waits for the educator who marks it, `points` and `out_of` are those of what is marked so far
    ("Score so far 6 of 7"), the score of its slot has `correct` None, and the attempt is not passed.
    """

    points: Fraction
    out_of: int
    scores: tuple[Score, ...]  # one for each slot, in its order
    waiting: tuple[str, ...] = ()  # ids of the questions that wait for a mark, in the order of the slots

    @property
    def share(self) -> Fraction:
        """Points reached out of points possible, 0 to 1. An attempt with nothing to mark counts as 1."""
        return self.points / self.out_of if self.out_of else Fraction(1)

    @property
    def percent(self) -> int:
        """The share in per cent, rounded down: what is shown as 80% has really reached 80%."""
        return int(self.share * 100)

    def passed(self, pass_mark: int) -> bool:
        """Whether points ÷ out_of ≥ pass_mark ÷ 100, exactly. 4 of 5 passes at 80; 79.99% does not; nor does anything
        while an answer waits for its mark."""
        return not self.waiting and self.share >= Fraction(pass_mark, 100)


def draw(
    quiz: QuizView, *, seed: int, seen: Collection[str] = (), audience: str | None = None, region: str | None = None
) -> list[Slot]:
    """The questions of one attempt and the order of their options. The same arguments give the same layout.

    A section with `draw` gives that many questions, those not in `seen` first; a role in its `draw_for` gets the
    number that stands there. Questions meant for another role or region are left out (None: the role or region is not
    known, nothing is left out); a section that then holds fewer than it draws gives all it has. Rating points and
    True/False keep their order; `keep-last` keeps the last option last. The steps of an ordering and the choices of a
    matching are always shuffled. The order of the steps may by chance be the right one, once in n! attempts: to leave
    it out, this function would have to know the key, and leaving it out would tell something too.
    """
    chance = random.Random(seed)  # noqa: S311  fair shuffling, not secrecy
    known = frozenset(seen)
    chosen: list[Question] = []
    for section in quiz["sections"]:
        offered = [question for question in section["questions"] if _meant_for(question, audience, region)]
        count = drawn(section, audience)
        if count is None:
            chosen += offered
            continue
        ranked = chance.sample(offered, len(offered))
        ranked.sort(key=lambda question: question["id"] in known)
        picked = {question["id"] for question in ranked[:count]}
        chosen += [question for question in offered if question["id"] in picked]
    if quiz["shuffle"]:
        chance.shuffle(chosen)
    return [Slot(question=question["id"], options=_options(question, chance)) for question in chosen]


def drawn(section: QuizSection, audience: str | None) -> int | None:
    """How many questions of a section somebody of this role is asked (None: of no known role). None: all of them."""
    return section["draw"] if audience is None else section.get("draw_for", {}).get(audience, section["draw"])


def asks(quiz: QuizView, *, audience: str | None = None, region: str | None = None) -> tuple[int, int]:
    """(questions, points) of one attempt of somebody of this role who works there; None as for `draw`.

    The points are exact where all questions of a pool carry the same, as the compiler asks; else they are the most.
    """
    questions = points = 0
    for section in quiz["sections"]:
        worth = [question["points"] for question in section["questions"] if _meant_for(question, audience, region)]
        count = drawn(section, audience)
        taken = sorted(worth, reverse=True)[:count]
        questions += len(taken)
        points += sum(taken)
    return questions, points


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


def grade(
    layout: Sequence[Slot],
    key: Mapping[str, Key],
    answers: Mapping[str, Response],
    marks: Mapping[str, Fraction] | None = None,
) -> Marking:
    """Mark an attempt. `answers` maps question ids to responses; a question without one is worth 0.

    Each question gives its points × the exact fraction its kind awards. What a machine does not mark and carries no
    points (ratings, reflections marked by nobody; `correct` None) counts neither way. A reflection that an educator
    marks takes its fraction from `marks` (question id → 0 to 1, see kinds.reflection.fraction); without one it waits,
    unless there is no word in it: then it is worth 0. Answers and marks of questions that are not in the layout are
    ignored. Raises KeyError for a slot whose question the key does not hold.
    """
    scores: list[Score] = []
    waiting: list[str] = []
    points = Fraction(0)
    out_of = 0
    for slot in layout:
        id, entry = slot["question"], key[slot["question"]]
        score = _score(entry, answers.get(id), (marks or {}).get(id))
        if score is None:
            waiting.append(id)
            scores.append(Score(Fraction(0), None))
            continue
        scores.append(score)
        points += score.fraction * entry["points"]
        out_of += entry["points"]
    return Marking(points, out_of, tuple(scores), tuple(waiting))


def _score(entry: Key, response: Response | None, mark: Fraction | None) -> Score | None:
    """What one answer is worth; None while it waits for a person."""
    if response is not None and wants_a_mark(entry, response):
        return None if mark is None else Score(mark, mark == 1)
    if entry.get("marked_by") == "educator":
        return UNANSWERED
    if response is None:
        return UNANSWERED if kinds.KINDS[entry["kind"]].scored else Score(Fraction(0), None)
    return kinds.score(entry, response)
