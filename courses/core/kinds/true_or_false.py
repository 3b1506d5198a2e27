"""True or false: a statement and the two words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from courses.core.kinds import choices
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import Item, QuestionSource, Render, Report, normalised


class TrueOrFalse(choices.OneChosen):
    name = "True or false"
    slug = "true-or-false"
    settings: Mapping[str, Rule] = {}
    answers: Literal["tasks", "points", "table", "text"] = "tasks"
    scored = True

    def check(self, source: QuestionSource, report: Report) -> None:
        if sorted(normalised(item.text.text) for item in source.items) != ["false", "true"]:
            first = source.items[0] if source.items else None
            report("C135", first.line if first else source.line, first.column if first else source.column)
            return
        right = [item for item in source.items if item.ticked]
        if not right:
            report("C100", source.items[0].line, source.items[0].column)
        elif len(right) == 2:
            report("C101", right[1].line, right[1].column, first=right[0].line, second=right[1].line)

    def learner(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        pairs = _true_first(source)
        return {"options": [{"id": id, "html": render.inline(item.text)} for id, item in pairs], "shuffle": "no"}

    def key(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        return choices.key_of(_true_first(source), render)


def _true_first(source: QuestionSource) -> list[tuple[str, Item]]:
    """The two options with their fixed ids, True before False whatever the author wrote first."""
    pairs = [(normalised(item.text.text), item) for item in source.items]
    return sorted(pairs, key=lambda pair: pair[0], reverse=True)
