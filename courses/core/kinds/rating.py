"""Rating: two to seven labelled points, low to high. Never scored."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds import choices
from courses.core.kinds.kind import Form
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import QuestionSource, Render, Report


class Rating:
    name = "Rating"
    slug = "rating"
    settings: Mapping[str, Rule] = {"pair": Rule("text")}
    answers: Literal["tasks", "points"] = "points"
    scored = False

    def check(self, source: QuestionSource, report: Report) -> None:
        if not 2 <= len(source.items) <= 7:
            report("C152", source.line, source.column)
        for item in source.items:
            if not item.text:
                report("C124", item.line, item.column)

    def learner(self, source: QuestionSource, render: Render) -> dict[str, Any]:
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

    def score(self, _key: Key, _response: Response) -> Score:
        return Score(Fraction(0), None)

    def answer_html(self, question: Question, response: Response) -> list[str]:
        return choices.html_of(question, [str(response.get("point"))])

    def right_html(self, _question: Question, _key: Key) -> list[str]:
        return []
