"""Rating: two to seven labelled points, low to high. Never scored. Two of them may be a pair: before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds import choices
from courses.core.kinds.kind import Form, Kind
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import QuestionSource, Render, Report, normalised


class Rating(Kind):
    name = "Rating"
    slug = "rating"
    settings: Mapping[str, Rule] = {"pair": Rule("text")}
    answers: Literal["tasks", "points", "table", "text"] = "points"
    scored = False

    def check(self, source: QuestionSource, report: Report) -> None:
        if not 2 <= len(source.items) <= 7:
            report("C152", source.line, source.column)
        for item in source.items:
            if not item.text:
                report("C124", item.line, item.column)
            if item.feedback:
                report("C123", item.feedback.line, item.feedback.column)

    def learner(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        """`pair` is what this half says; `pair_both` tells the other half."""
        return {
            "options": [
                {"id": str(point), "html": render.inline(item.text)} for point, item in enumerate(source.items, start=1)
            ],
            "shuffle": "no",
            "pair": source.setting("pair") or None,
        }

    def key(self, source: QuestionSource, _render: Render) -> dict[str, Any]:
        return {"options": [str(point) for point in range(1, len(source.items) + 1)]}

    def read(self, question: Question, form: Form) -> Response | Refusal:
        chosen = choices.read_one(question, form)
        return chosen if isinstance(chosen, Refusal) else {"point": int(chosen)}

    def fits(self, question: Question, response: Response) -> bool:
        point = response.get("point")
        return isinstance(point, int) and str(point) in choices.offered(question)

    def score(self, _key: Key, _response: Response) -> Score:
        return Score(Fraction(0), None)

    def answer_html(self, question: Question, response: Response) -> list[str]:
        return choices.html_of(question, [str(response.get("point"))])

    def right_html(self, _question: Question, _key: Key) -> list[str]:
        return []


def pair_both(questions: Iterable[Question]) -> None:
    """Authors write `pair: id` on either half of a pair; in the learner view both halves name each other."""
    ratings = {question["id"]: question for question in questions if question["kind"] == Rating.slug}
    for id, question in ratings.items():
        other = ratings.get(question.get("pair") or "")
        if other is not None and not other.get("pair"):
            other["pair"] = id


def same_points(one: QuestionSource, other: QuestionSource) -> bool:
    """Whether two ratings have the same labelled points, so that one can be compared with the other."""
    return [normalised(item.text.text) for item in one.items] == [normalised(item.text.text) for item in other.items]
