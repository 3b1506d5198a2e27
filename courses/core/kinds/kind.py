"""What every kind of question must know how to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import QuestionSource, Render, Report

Form = Mapping[str, Sequence[str]]
FIELD = "answer"  # the one form field of every kind


class Kind(Protocol):
    """One kind of question, from the author's text to the score."""

    name: str  # as authors write it: "Single choice"
    slug: str  # as code and pages call it: "single-choice"
    settings: Mapping[str, Rule]  # its own, beside the common ones
    answers: Literal["tasks", "points"]  # how its options are written: a task list or a numbered list
    scored: bool

    def check(self, source: QuestionSource, report: Report, /) -> None:
        """Report what is wrong with the options and the kind's own settings."""

    def learner(self, source: QuestionSource, render: Render, /) -> dict[str, Any]:
        """What this kind adds to the learner view (`Question`)."""

    def key(self, source: QuestionSource, render: Render, /) -> dict[str, Any]:
        """What this kind adds to the marking key (`Key`)."""

    def read(self, question: Question, form: Form, /) -> Response | Refusal:
        """The answer in a posted form."""

    def score(self, key: Key, response: Response, /) -> Score:
        """What an answer is worth. Never raises: an answer of a strange shape is worth nothing."""

    def answer_html(self, question: Question, response: Response, /) -> list[str]:
        """What the person answered, as pieces of inline HTML."""

    def right_html(self, question: Question, key: Key, /) -> list[str]:
        """The right answer, as pieces of inline HTML; empty when there is none."""
