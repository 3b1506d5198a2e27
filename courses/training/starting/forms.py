"""The five answers of a start check, each with how sure the person is, read from one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.core.document import Question
from courses.learning.sureness import SURE

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was sent: whole answers in `given`, what was chosen so far in `choices` and `sure`, and what is missing as
    (id of the field, words).
    """

    given: dict[str, tuple[str, str]]
    choices: dict[str, str]
    sure: dict[str, str]
    problems: list[tuple[str, str]]


def read_check(questions: Sequence[Question], form: Form) -> Filled:
    """An option or a sureness that is not offered counts as not chosen."""
    choices, sure, problems = {}, {}, []
    for number, question in enumerate(questions, start=1):
        name = question["id"]
        choices[name] = _one_of(form, f"answer-{name}", [option["id"] for option in question["options"]])
        sure[name] = _one_of(form, f"sure-{name}", list(SURE))
        if not choices[name]:
            problems.append((f"{name}-1", _("Question %(number)s: choose one option") % {"number": number}))
        if not sure[name]:
            problems.append((f"{name}-sure-1", _("Question %(number)s: choose how sure you are") % {"number": number}))
    given = {name: (choices[name], sure[name]) for name in choices}
    return Filled(given, choices, sure, problems)


def _one_of(form: Form, name: str, allowed: Sequence[str]) -> str:
    sent = form.get(name, ())
    return sent[-1] if sent and sent[-1] in allowed else ""
