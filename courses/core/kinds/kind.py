"""What every kind of question must know how to do.

**Forms.** A form is `dict(request.POST.lists())`. Fields and responses (JSON-ready, as stored) by kind:

| kind | fields | response |
|---|---|---|
| single choice, true or false | `answer` | `{"choice": option id}` |
| multiple choice | `answer`, repeated | `{"choices": [option ids, sorted]}` |
| number | `answer` | `{"value": "8.3"}` |
| rating | `answer` | `{"point": 3}` |
| short text, reflection | `answer` | `{"text": "…"}` |
| matching | `answer-<left id>` = option id, one for each left entry | `{"pairs": {left id: option id}}` |
| ordering, with a script | `order`, repeated in the order shown | `{"order": [option ids, first step first]}` |
| ordering, without | `answer-<option id>` = its number, 1 to n | the same; half done `{"numbers": {option id: 2}}` |

**Half done.** `read` takes only a finished answer and refuses any other with words that say what to do. `read_part` is
for saving on the way: two of three partners chosen, 30 of 60 words, three of five numbers, a text wiped out again
(`{"text": ""}`). What it returns is stored, shown again and scored like any other response; `unfinished` says in words
what is still to do, "" when nothing is. A kind whose answer is whole at once (a choice, a number) refuses in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import QuestionSource, Render, Report

Form = Mapping[str, Sequence[str]]
FIELD = "answer"  # the form field of every kind that has only one


class Kind(Protocol):
    """One kind of question, from the author's text to the score."""

    name: str  # as authors write it: "Single choice"
    slug: str  # as code and pages call it: "single-choice"
    settings: Mapping[str, Rule]  # its own, beside the common ones
    answers: Literal["tasks", "points", "table", "text"]  # written as task list, numbered list, table, or not at all
    scored: bool  # marked by the machine; whether a question carries points: `carries_points`

    def check(self, source: QuestionSource, report: Report, /) -> None:
        """Report what is wrong with the options and the kind's own settings."""

    def learner(self, source: QuestionSource, render: Render, /) -> dict[str, Any]:
        """What this kind adds to the learner view (`Question`)."""

    def key(self, source: QuestionSource, render: Render, /) -> dict[str, Any]:
        """What this kind adds to the marking key (`Key`)."""

    def read(self, question: Question, form: Form, /) -> Response | Refusal:
        """The finished answer in a posted form."""

    def read_part(self, question: Question, form: Form, /) -> Response | Refusal:
        """What there is of an answer, to be saved on the way."""
        return self.read(question, form)

    def unfinished(self, _question: Question, _response: Response, /) -> str:
        """What is still to do in a stored response, in the words of the refusal; "" when it is finished."""
        return ""

    def fits(self, question: Question, response: Response, /) -> bool:
        """Whether a response stored under an older release still makes sense for this question. Never raises."""

    def score(self, key: Key, response: Response, /) -> Score:
        """What an answer is worth. Never raises: an answer of a strange shape is worth nothing."""

    def partly(self, _key: Key, _response: Response, /) -> str:
        """How far a partly right answer is right, such as "2 of 3 pairs are right"; "" where there is no such count."""
        return ""

    def answer_html(self, question: Question, response: Response, /) -> list[str]:
        """What the person answered, as pieces of inline HTML."""

    def right_html(self, question: Question, key: Key, /) -> list[str]:
        """The right answer, as pieces of inline HTML; empty when there is none."""
