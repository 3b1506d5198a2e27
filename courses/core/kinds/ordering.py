"""Ordering: three to eight steps, written in the right order and always shown in another."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds import choices
from courses.core.kinds.kind import FIELD, Form, Kind
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import QuestionSource, Render, Report, option_id
from courses.core.kinds.typed import quoted

ORDER = "order"  # the form field that a script fills, repeated in the order shown
EACH = "Give every step its own number"
LEAST, MOST = 3, 8


class Ordering(Kind):
    name = "Ordering"
    slug = "ordering"
    settings: Mapping[str, Rule] = {"scoring": Rule("choice", ("pairs", "all-or-nothing"))}
    answers: Literal["tasks", "points", "table", "text"] = "points"
    scored = True

    def check(self, source: QuestionSource, report: Report) -> None:
        if len(source.items) < LEAST:
            report("C150", source.line, source.column)
        elif len(source.items) > MOST:
            report("C156", source.items[MOST].line, source.items[MOST].column, count=len(source.items))
        seen: dict[str, int] = {}
        for item in source.items:
            if item.feedback:
                report("C123", item.feedback.line, item.feedback.column)
            if not item.text:
                report("C124", item.line, item.column)
                continue
            first = seen.setdefault(option_id(item), item.line)
            if first != item.line:
                report("C132", item.line, item.column, first=first)

    def learner(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        """The steps by id, a digest of their words, so that their place tells nothing."""
        return {"options": sorted(choices.options(source, render), key=lambda step: step["id"]), "shuffle": "yes"}

    def key(self, source: QuestionSource, _render: Render) -> dict[str, Any]:
        order = [option_id(item) for item in source.items]
        return {"order": order, "options": sorted(order), "scoring": source.setting("scoring", "pairs")}

    def read(self, question: Question, form: Form) -> Response | Refusal:
        found = self.read_part(question, form)
        if isinstance(found, Refusal):
            return found
        if "order" in found:
            return found
        return Refusal(self.unfinished(question, found))

    def read_part(self, question: Question, form: Form) -> Response | Refusal:
        steps = choices.offered(question)
        moved = [value for value in form.get(ORDER, ()) if value]
        if moved:
            return {"order": moved} if sorted(moved) == sorted(steps) else Refusal(choices.NOT_OFFERED)
        numbers = {id: number for id in steps if (number := _number(form, id, len(steps)))}
        if sorted(numbers.values()) == list(range(1, len(steps) + 1)):
            return {"order": sorted(numbers, key=numbers.__getitem__)}
        return {"numbers": numbers}

    def unfinished(self, question: Question, response: Response) -> str:
        if "order" in response:
            return ""
        by_number: dict[int, list[str]] = {}
        for id, number in _numbers(response).items():
            by_number.setdefault(number, []).append(id)
        words = {option["id"]: quoted(option["html"]) for option in question.get("options", [])}
        doubles = [
            f"{number} stands at {' and '.join(words[id] for id in ids if id in words)}"
            for number, ids in sorted(by_number.items())
            if len(ids) > 1
        ]
        return f"{EACH}: {', '.join(doubles)}" if doubles else EACH

    def fits(self, question: Question, response: Response) -> bool:
        if "order" in response:
            order = response["order"]
            return choices.is_list_of(order, question) and len(order) == len(choices.offered(question))
        return isinstance(response.get("numbers"), dict) and choices.is_list_of(list(_numbers(response)), question)

    def score(self, key: Key, response: Response) -> Score:
        """The share of all pairs of steps that stand in the right order: (τ + 1) ÷ 2 with the rank correlation τ of
        Kendall (1938, "A new measure of rank correlation", Biometrika 30). The reverse order is worth 0.
        All or nothing: 1 for the right order, else 0. A pair of which one step has no number counts as wrong."""
        right, pairs = _in_order(key, response)
        exact = right == pairs
        if key.get("scoring") == "all-or-nothing":
            return Score(Fraction(int(exact)), exact)
        return Score(Fraction(right, pairs), exact)

    def partly(self, key: Key, response: Response) -> str:
        right, pairs = _in_order(key, response)
        return f"{right} of {pairs} pairs of steps are in the right order"

    def answer_html(self, question: Question, response: Response) -> list[str]:
        """The steps as the person put them, first step first; half done, those with a number."""
        place = _places(response)
        return [step["html"] for step in sorted(_known(question, place), key=lambda step: place[step["id"]])]

    def right_html(self, question: Question, key: Key) -> list[str]:
        place = {id: rank for rank, id in enumerate(key.get("order", []))}
        return [step["html"] for step in sorted(_known(question, place), key=lambda step: place[step["id"]])]


def _number(form: Form, step: str, most: int) -> int:
    """The number given to a step; 0 for none, or for one that is no place in the list."""
    values = [value.strip() for value in form.get(f"{FIELD}-{step}", ()) if value.strip()]
    number = int(values[0]) if len(values) == 1 and len(values[0]) < 3 and values[0].isdecimal() else 0
    return number if 1 <= number <= most else 0


def _numbers(response: Response) -> dict[str, int]:
    found = response.get("numbers")
    if not isinstance(found, dict):
        return {}
    return {id: number for id, number in found.items() if isinstance(id, str) and isinstance(number, int)}


def _places(response: Response) -> dict[str, int]:
    """Step id → its place, of a finished or a half-done answer."""
    order = response.get("order")
    if isinstance(order, list):
        places = {id: place for place, id in enumerate(order) if isinstance(id, str)}
        return places if len(places) == len(order) else {}
    return _numbers(response)


def _known(question: Question, places: Mapping[str, int]) -> list[Any]:
    return [option for option in question.get("options", []) if option["id"] in places]


def _in_order(key: Key, response: Response) -> tuple[int, int]:
    """How many of all pairs of steps stand in the right order, and how many pairs there are (at least 1)."""
    place = _places(response)
    pairs = list(itertools.combinations(key.get("order", []), 2))
    right = sum(first in place and later in place and place[first] < place[later] for first, later in pairs)
    return right, max(len(pairs), 1)
