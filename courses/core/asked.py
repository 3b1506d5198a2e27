"""How much a graded quiz asks of whom, read off the structure of a release. Pure.

A release compiled before quizzes could ask roles different numbers says one number for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from courses.core.compiler.roles import REGIONS
from courses.core.document import QuizSummary


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of one attempt: from `fewest` to `most`, where it depends on the reader. `points` is what they are
    worth together; None where that depends on the reader or is not known."""

    fewest: int
    most: int
    points: int | None


def asked_of(quiz: QuizSummary, role: str, region: str) -> Asked:
    """What somebody with this role ("": not known) who works in this region is asked.

    Questions that are worth nothing together make no quiz: it cannot be begun then.
    """
    questions, points = quiz.get("draws_for", {}).get(role, {}).get(region, (quiz["draws"], quiz["points"]))
    return Asked(questions, questions, points) if points else Asked(0, 0, 0)


def asked_of_all(quiz: QuizSummary, audience: Iterable[str], region: str) -> Asked:
    """What the readers of a course are asked, for pages that do not know who reads. `region` is the course's."""
    places = REGIONS if region == "any" else (region,)
    each = {asked_of(quiz, role, place) for role in audience for place in places}
    if not each:
        return Asked(quiz["draws"], quiz["draws"], quiz["points"])
    points = {one.points for one in each}
    return Asked(
        min(one.fewest for one in each), max(one.most for one in each), points.pop() if len(points) == 1 else None
    )


def points_needed(points: int, pass_mark: int) -> int:
    """The least whole number of points that reaches the pass mark."""
    return -(-points * pass_mark // 100)
