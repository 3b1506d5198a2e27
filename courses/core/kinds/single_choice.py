"""Single choice: a task list with exactly one right option."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds import choices
from courses.core.kinds.kind import Form
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import QuestionSource, Render, Report


class SingleChoice:
    name = "Single choice"
    slug = "single-choice"
    settings: Mapping[str, Rule] = {"shuffle": choices.SHUFFLE}
    answers: Literal["tasks", "points"] = "tasks"
    scored = True

    def check(self, source: QuestionSource, report: Report) -> None:
        if not choices.check_options(source, report):
            return
        right = [item for item in source.items if item.ticked]
        for item in right[1:]:
            report("C101", item.line, item.column, first=right[0].line, second=item.line)
        choices.check_catch_alls(source, report)
        choices.check_lengths(source, report)

    def learner(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        return {"options": choices.options(source, render), "shuffle": source.setting("shuffle", "yes")}

    def key(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        return choices.key_of(choices.with_ids(source), render)

    def read(self, question: Question, form: Form) -> Response | Refusal:
        chosen = choices.read_one(question, form)
        return chosen if isinstance(chosen, Refusal) else {"choice": chosen}

    def score(self, key: Key, response: Response) -> Score:
        chosen = response.get("choice")
        right = chosen in key.get("right", [])
        return Score(Fraction(int(right)), right, choices.feedback_of(key, [chosen]))

    def answer_html(self, question: Question, response: Response) -> list[str]:
        return choices.html_of(question, [response.get("choice")])

    def right_html(self, question: Question, key: Key) -> list[str]:
        return choices.html_of(question, key.get("right", []))
