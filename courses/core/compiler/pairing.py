"""Pass 5, pair: a rating learns of its other half, which may stand in another unit or in a quiz."""

from __future__ import annotations

from collections.abc import Iterator

from courses.core.document import Course, Question
from courses.core.kinds.rating import pair_both


def pair(course: Course) -> Course:
    """The same course; where an author wrote `pair:` on one rating, both now name each other."""
    pair_both(_questions(course))
    return course


def _questions(course: Course) -> Iterator[Question]:
    for unit in course.units:
        for step in unit["steps"]:
            for block in step["blocks"]:
                if block["type"] == "question":
                    yield block["question"]
    for quiz in course.quizzes:
        for section in quiz["sections"]:
            yield from section["questions"]
