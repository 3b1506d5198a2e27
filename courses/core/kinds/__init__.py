"""The kinds of question. A new kind is one module and one line in the list below; what it must know: `kind.py`."""

from __future__ import annotations

from collections.abc import Mapping

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds.kind import FIELD, Form, Kind
from courses.core.kinds.matching import Matching
from courses.core.kinds.multiple_choice import MultipleChoice
from courses.core.kinds.number import Number
from courses.core.kinds.ordering import Ordering
from courses.core.kinds.rating import Rating
from courses.core.kinds.reflection import Reflection
from courses.core.kinds.short_text import ShortText
from courses.core.kinds.single_choice import SingleChoice
from courses.core.kinds.source import QuestionSource
from courses.core.kinds.true_or_false import TrueOrFalse

_ALL: tuple[Kind, ...] = (
    SingleChoice(), MultipleChoice(), TrueOrFalse(), Number(), ShortText(), Ordering(), Matching(), Rating(),
    Reflection(),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.slug: kind for kind in _ALL}

__all__ = [
    "FIELD", "KINDS", "Kind", "answer_html", "carries_points", "fits", "is_blank", "partly", "read", "read_part",
    "right_html", "score", "unfinished",
]  # fmt: skip


def read(question: Question, form: Form) -> Response | Refusal:
    """The finished answer a person posted, or what to tell them. An option that is not offered is refused."""
    return KINDS[question["kind"]].read(question, form)


def read_part(question: Question, form: Form) -> Response | Refusal:
    """What there is of an answer, for saving on the way; half done it is stored like any other (see `kind.py`)."""
    return KINDS[question["kind"]].read_part(question, form)


def unfinished(question: Question, response: Response) -> str:
    """What is still to do in a stored answer ("Choose a partner for “Sensitivity”"); "" when it is finished."""
    return KINDS[question["kind"]].unfinished(question, response)


def fits(question: Question, response: Response) -> bool:
    """Whether an answer given under another release still makes sense for this question. Never raises."""
    return KINDS[question["kind"]].fits(question, response)


def score(key: Key, response: Response) -> Score:
    """What the response is worth, from 0 to 1 (exact), with the feedback for what was chosen."""
    return KINDS[key["kind"]].score(key, response)


def partly(key: Key, response: Response) -> str:
    """How far an answer is right ("2 of 3 pairs are right"), for kinds that count; else ""."""
    return KINDS[key["kind"]].partly(key, response)


def answer_html(question: Question, response: Response) -> list[str]:
    """What the person answered, as inline HTML: one piece for each thing chosen."""
    return KINDS[question["kind"]].answer_html(question, response)


def right_html(question: Question, key: Key) -> list[str]:
    """The right answer as inline HTML: one piece for each right thing. Empty for ratings and reflections."""
    return KINDS[key["kind"]].right_html(question, key)


def is_blank(response: Response) -> bool:
    """Whether a half-done answer holds nothing at all: no text, no partner, no number. It counts as unanswered."""
    return not any(response.values())


def carries_points(source: QuestionSource) -> bool:
    """Whether a question counts in a result: a machine marks it, or an educator does."""
    return KINDS[source.kind].scored or source.setting("marked-by") == "educator"
