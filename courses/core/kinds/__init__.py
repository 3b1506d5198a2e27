"""The kinds of question. A new kind is one module and one line in the list below."""

from __future__ import annotations

from collections.abc import Mapping

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds.kind import FIELD, Form, Kind
from courses.core.kinds.multiple_choice import MultipleChoice
from courses.core.kinds.number import Number
from courses.core.kinds.rating import Rating
from courses.core.kinds.single_choice import SingleChoice
from courses.core.kinds.true_or_false import TrueOrFalse

_ALL: tuple[Kind, ...] = (SingleChoice(), MultipleChoice(), TrueOrFalse(), Number(), Rating())
KINDS: Mapping[str, Kind] = {kind.slug: kind for kind in _ALL}

__all__ = ["FIELD", "KINDS", "Kind", "answer_html", "read", "right_html", "score"]


def read(question: Question, form: Form) -> Response | Refusal:
    """The answer a person posted in field `answer`, or what to tell them. An option that is not offered is refused."""
    return KINDS[question["kind"]].read(question, form)


def score(key: Key, response: Response) -> Score:
    """What the response is worth, from 0 to 1 (exact), with the feedback for what was chosen."""
    return KINDS[key["kind"]].score(key, response)


def answer_html(question: Question, response: Response) -> list[str]:
    """What the person answered, as inline HTML: one piece for each thing chosen."""
    return KINDS[question["kind"]].answer_html(question, response)


def right_html(question: Question, key: Key) -> list[str]:
    """The right answer as inline HTML: one piece for each right thing. Empty for a rating."""
    return KINDS[key["kind"]].right_html(question, key)
