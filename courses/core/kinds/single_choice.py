"""Single choice: a task list with exactly one right option."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from courses.core.kinds import choices
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import QuestionSource, Render, Report


class SingleChoice(choices.OneChosen):
    name = "Single choice"
    slug = "single-choice"
    settings: Mapping[str, Rule] = {"shuffle": choices.SHUFFLE}
    answers: Literal["tasks", "points", "table", "text"] = "tasks"
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
