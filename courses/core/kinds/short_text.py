"""Short text: a few typed words, compared with the answers the author accepts and those known to be wrong."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds import likeness
from courses.core.kinds.kind import Form, Kind
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import Item, QuestionSource, Render, Report, option_id
from courses.core.kinds.typed import text_of, typed

MOST_TYPOS = 2
TYPE = "Type your answer"
TOO_LONG = f"Type at most {likeness.LONGEST} letters"


class ShortText(Kind):
    name = "Short text"
    slug = "short-text"
    settings: Mapping[str, Rule] = {
        "accept": Rule("choice", ("whole", "contains")),
        "typos": Rule("choice", ("0", "1", "2")),
    }
    answers: Literal["tasks", "points", "table", "text"] = "tasks"
    scored = True

    def check(self, source: QuestionSource, report: Report) -> None:
        if not any(item.ticked for item in source.items):
            first = source.items[0] if source.items else None
            report("C100", first.line if first else source.line, first.column if first else source.column)
        seen: dict[str, Item] = {}
        keys: set[str] = set()
        for item in source.items:
            words = likeness.words_of(item.text.text)
            if not words:
                report("C124", item.line, item.column)
                continue
            _check_equal(item, likeness.forms(words), seen, report)
            if item.key and item.key in keys:
                report("C133", item.line, item.column, key=item.key)
            keys.add(item.key or "")

    def learner(self, _source: QuestionSource, _render: Render) -> dict[str, Any]:
        return {}

    def key(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        answers = [
            {
                "id": option_id(item),  # under which answers are counted
                "text": _one_line(item),
                "right": item.ticked,
                "feedback": render.block(item.feedback),
            }
            for item in source.items
        ]
        return {
            "answers": answers,
            "accept": source.setting("accept", "whole"),
            "typos": min(source.number("typos") or 0, MOST_TYPOS),
            "answer": next((_one_line(item) for item in source.items if item.ticked), ""),
        }

    def read(self, question: Question, form: Form) -> Response | Refusal:
        found = self.read_part(question, form)
        if isinstance(found, Refusal) or found["text"]:
            return found
        return Refusal(TYPE)

    def read_part(self, _question: Question, form: Form) -> Response | Refusal:
        text = " ".join(typed(form).split())
        return {"text": text} if len(text) <= likeness.LONGEST else Refusal(TOO_LONG)

    def unfinished(self, _question: Question, response: Response) -> str:
        return "" if text_of(response) else TYPE

    def fits(self, _question: Question, response: Response) -> bool:
        return isinstance(response.get("text"), str)

    def score(self, key: Key, response: Response) -> Score:
        """The nearest answer of the author decides, within `typos` slips: 1 for an accepted one, else 0.

        Where an accepted and a known wrong answer are equally near, wrong counts, so that a slip never turns a known
        wrong answer into a right one. With `accept: contains` the longer of two answers found decides first: who wrote
        "confirmation bias" has not answered "bias".
        """
        words, whole = likeness.words_of(text_of(response)), key.get("accept") != "contains"
        found: list[tuple[int, int, bool, str]] = []
        for known in key.get("answers", []):
            answer = likeness.words_of(known["text"])
            slips = _slips(words, answer, key)
            if answer and slips <= key.get("typos", 0):
                found.append((slips, 0 if whole else -sum(map(len, answer)), bool(known["right"]), known["feedback"]))
        if not found:
            return Score(Fraction(0), False)
        _, _, right, feedback = min(found)
        return Score(Fraction(int(right)), right, (feedback,) if feedback else ())

    def answer_html(self, _question: Question, response: Response) -> list[str]:
        return [html.escape(text_of(response), quote=False)]

    def right_html(self, _question: Question, key: Key) -> list[str]:
        return [html.escape(key.get("answer", ""), quote=False)]


def _check_equal(item: Item, forms: Sequence[str], seen: dict[str, Item], report: Report) -> None:
    """C144, C132: two answers that are the same to this kind, told once at the later one. `seen`: form → its answer."""
    other = next((seen[form] for form in forms if form in seen), None)
    if other and other.ticked != item.ticked:
        report("C144", item.line, item.column)
    elif other:
        report("C132", item.line, item.column, first=other.line)
    for form in forms:
        seen.setdefault(form, item)


def _slips(words: list[str], answer: list[str], key: Key) -> int:
    """How many slips part the typed words, or some run of them, from one of the author's answers."""
    most = key.get("typos", 0)
    if key.get("accept") != "contains":
        return likeness.apart(words, answer, most)
    return min((likeness.apart(run, answer, most) for run in likeness.runs(words, answer, most)), default=most + 1)


def _one_line(item: Item) -> str:
    return " ".join(item.text.text.split())
