"""Multiple choice: a task list with one or more right options, marked per option or all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds import choices
from courses.core.kinds.kind import FIELD, Form, Kind
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import QuestionSource, Render, Report


class MultipleChoice(Kind):
    name = "Multiple choice"
    slug = "multiple-choice"
    settings: Mapping[str, Rule] = {
        "shuffle": choices.SHUFFLE,
        "choose": Rule("whole", least=1),
        "scoring": Rule("choice", ("per-option", "all-or-nothing")),
    }
    answers: Literal["tasks", "points", "table", "text"] = "tasks"
    scored = True

    def check(self, source: QuestionSource, report: Report) -> None:
        if not choices.check_options(source, report):
            return
        right = sum(item.ticked for item in source.items)
        choose = source.settings.get("choose")
        if choose and choose.value.isdecimal() and len(choose.value) < 7 and int(choose.value) != right:
            options = "one option is" if right == 1 else f"{_in_words(right)} options are"
            report("C134", choose.line, choose.value_column, said=choose.value, right=options, count=right)
        choices.check_catch_alls(source, report)

    def learner(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        return {
            "options": choices.options(source, render),
            "shuffle": source.setting("shuffle", "yes"),
            "choose": source.number("choose"),
        }

    def key(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        scoring = source.setting("scoring", "per-option")
        return {**choices.key_of(choices.with_ids(source), render), "scoring": scoring}

    def read(self, question: Question, form: Form) -> Response | Refusal:
        chosen = {value for value in form.get(FIELD, ()) if value}
        if not chosen:
            count = question.get("choose")
            return Refusal(f"Choose {count} options" if count and count > 1 else "Choose at least one option")
        if not chosen <= set(choices.offered(question)):
            return Refusal(choices.NOT_OFFERED)
        return {"choices": sorted(chosen)}

    def fits(self, question: Question, response: Response) -> bool:
        return choices.is_list_of(response.get("choices"), question)

    def score(self, key: Key, response: Response) -> Score:
        """Per option: +1 for each right one chosen, −1 for each wrong one, never below 0, over the number right."""
        chosen = _chosen(response)
        right = set(key.get("right", []))
        exact = chosen == right
        if key.get("scoring") == "all-or-nothing":
            fraction = Fraction(int(exact))
        else:
            points = len(chosen & right) - len(chosen - right)
            fraction = Fraction(max(points, 0), max(len(right), 1))
        return Score(fraction, exact, choices.feedback_of(key, chosen))

    def answer_html(self, question: Question, response: Response) -> list[str]:
        return choices.html_of(question, _chosen(response))

    def right_html(self, question: Question, key: Key) -> list[str]:
        return choices.html_of(question, key.get("right", []))


def _chosen(response: Response) -> set[str]:
    chosen = response.get("choices")
    return {id for id in chosen if isinstance(id, str)} if isinstance(chosen, list) else set()


def _in_words(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else str(count)
