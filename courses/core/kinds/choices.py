"""What the kinds with options to tick have in common."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Any, Protocol

from courses.core.document import Key, Option, Question, Refusal, Response, Score
from courses.core.kinds.kind import FIELD, Form, Kind
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import Item, QuestionSource, Render, Report, normalised, option_id

SHUFFLE = Rule("choice", ("yes", "no", "keep-last"))
CHOOSE_ONE = "Choose one option"
NOT_OFFERED = "Choose one of the options shown"
_CATCH_ALL = re.compile(
    r"(?:all|none|both|neither|any)(?: of)? (?:the )?(?:above|these|them|others?)(?: options| answers)?\.?", re.I
)


def check_options(source: QuestionSource, report: Report) -> bool:
    """Empty and equal options, keys, and whether any is right. False when there is nothing more to check."""
    if len(source.items) < 2:
        report("C131", source.line, source.column)
        return False
    texts: dict[str, int] = {}
    keys: set[str] = set()
    for item in source.items:
        text = normalised(item.text.text)
        if not text:
            report("C124", item.line, item.column)
        elif text in texts:
            report("C132", item.line, item.column, first=texts[text])
        else:
            texts[text] = item.line
        if item.key and item.key in keys:
            report("C133", item.line, item.column, key=item.key)
        keys.add(item.key or "")
    if not any(item.ticked for item in source.items):
        report("C100", source.items[0].line, source.items[0].column)
        return False
    return True


def check_catch_alls(source: QuestionSource, report: Report) -> None:
    """W145: "All of the above" must not be shuffled away from the end."""
    shuffle = source.setting("shuffle", "yes")
    for item in source.items:
        last = item is source.items[-1]
        moves = shuffle == "yes" or (shuffle == "keep-last" and not last)
        if moves and _CATCH_ALL.fullmatch(item.text.text.strip()):
            report("W145", item.line, item.column, text=item.text.text.strip())


def check_lengths(source: QuestionSource, report: Report) -> None:
    """W146: a right option that is more than twice as long as every other gives itself away."""
    right = [item for item in source.items if item.ticked]
    others = [len(item.text.text) for item in source.items if not item.ticked]
    if len(right) == 1 and others and len(right[0].text.text) > max(2 * max(others), 20):
        report("W146", right[0].line, right[0].column)


def options(source: QuestionSource, render: Render) -> list[Option]:
    return [Option(id=id, html=render.inline(item.text)) for id, item in with_ids(source)]


def with_ids(source: QuestionSource) -> list[tuple[str, Item]]:
    return [(option_id(item), item) for item in source.items]


def key_of(pairs: list[tuple[str, Item]], render: Render) -> dict[str, Any]:
    """The part of a marking key that says which options are right and what each says back."""
    return {
        "right": [id for id, item in pairs if item.ticked],
        "options": [id for id, _ in pairs],
        "feedback": {id: render.block(item.feedback) for id, item in pairs if item.feedback},
    }


def read_one(question: Question, form: Form) -> str | Refusal:
    """The id of the one option chosen."""
    chosen = [value for value in form.get(FIELD, ()) if value]
    if len(chosen) != 1:
        return Refusal(CHOOSE_ONE)
    return chosen[0] if chosen[0] in offered(question) else Refusal(NOT_OFFERED)


def offered(question: Question) -> list[str]:
    return [option["id"] for option in question.get("options", [])]


def html_of(question: Question, ids: Collection[object]) -> list[str]:
    """The wording of these options, in the author's order."""
    return [option["html"] for option in question.get("options", []) if option["id"] in ids]


def feedback_of(key: Key, ids: Collection[object]) -> tuple[str, ...]:
    feedback = key.get("feedback", {})
    return tuple(feedback[id] for id in key.get("options", []) if id in ids and id in feedback)


def is_list_of(ids: object, question: Question) -> bool:
    """Whether this is a list of options that are offered, each at most once."""
    return (
        isinstance(ids, list)
        and all(isinstance(id, str) for id in ids)
        and len(set(ids)) == len(ids)
        and set(ids) <= set(offered(question))
    )


class OneChosen(Kind, Protocol):
    """Reading and marking where exactly one option is chosen. The response is {"choice": id of the option}."""

    def read(self, question: Question, form: Form) -> Response | Refusal:
        chosen = read_one(question, form)
        return chosen if isinstance(chosen, Refusal) else {"choice": chosen}

    def fits(self, question: Question, response: Response) -> bool:
        return response.get("choice") in offered(question)

    def score(self, key: Key, response: Response) -> Score:
        chosen = response.get("choice")
        right = chosen in key.get("right", [])
        return Score(Fraction(int(right)), right, feedback_of(key, [chosen]))

    def answer_html(self, question: Question, response: Response) -> list[str]:
        return html_of(question, [response.get("choice")])

    def right_html(self, question: Question, key: Key) -> list[str]:
        return html_of(question, key.get("right", []))
