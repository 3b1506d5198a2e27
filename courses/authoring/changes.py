"""What a new release changes for people: the class of format.md section 8, found by comparing ids. Pure functions.

Classes rise from wording to removal; a release has the highest it contains. What only a person can tell (a correction,
a stem that asks something else in nearly the same words) is for the publisher to raise.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from courses.core.document import Key, Question, QuizSummary, QuizView, Structure, UnitView

WORDING, ADDITION, REQUIREMENT, MEANING, REMOVAL = "wording", "addition", "requirement", "meaning", "removal"
RISING = (WORDING, ADDITION, REQUIREMENT, MEANING, REMOVAL)

SAME_OPTION = 0.85  # format.md: an option without a key is the same one when more alike than this
SAME_STEM = 0.5  # a stem less alike than this asks something else
COMPARED = 600  # characters


@dataclass(frozen=True, slots=True)
class Content:
    """One release, as far as it matters here. Units and quizzes are the learner views."""

    structure: Structure
    units: Iterable[UnitView]
    quizzes: Iterable[QuizView]
    key: Mapping[str, Key]


def change_class(before: Content | None, after: Content) -> str:
    """The class of the release that leads from `before` (None: there was none) to `after`."""
    if before is None:
        return ADDITION
    found = {WORDING, *_of_course(before.structure, after.structure), *_of_quizzes(before, after)}
    found |= {*_of_units(before.structure, after.structure), *_of_questions(before, after)}
    return max(found, key=RISING.index)


def _of_course(before: Structure, after: Structure) -> Iterator[str]:
    if set(before["competencies"]) - set(after["competencies"]):
        yield REMOVAL
    if set(after["competencies"]) - set(before["competencies"]):
        yield REQUIREMENT
    if set(after["prerequisites"]) - set(before["prerequisites"]):
        yield REQUIREMENT
    if _fell(before["valid_for_months"], after["valid_for_months"]):
        yield REQUIREMENT
    if {term["id"] for term in after["glossary"]} - {term["id"] for term in before["glossary"]}:
        yield ADDITION


def _of_units(before: Structure, after: Structure) -> Iterator[str]:
    old = {unit["id"]: unit for unit in before["units"]}
    new = {unit["id"]: unit for unit in after["units"]}
    if set(old) - set(new):
        yield REMOVAL
    for unit_id, unit in new.items():
        was_required = unit_id in old and old[unit_id]["required"]
        if unit["required"] and not was_required:
            yield REQUIREMENT
        elif unit_id not in old:
            yield ADDITION


def _of_quizzes(before: Content, after: Content) -> Iterator[str]:
    old = {quiz["id"]: quiz for quiz in before.structure["quizzes"]}
    new = {quiz["id"]: quiz for quiz in after.structure["quizzes"]}
    if set(old) - set(new):
        yield REMOVAL
    if set(new) - set(old) or any(_harder(old[quiz_id], new[quiz_id]) for quiz_id in set(old) & set(new)):
        yield REQUIREMENT
    must_before, must_after = _asked_of_everybody(before.quizzes), _asked_of_everybody(after.quizzes)
    if any(must_after[quiz_id] - must_before[quiz_id] for quiz_id in set(must_before) & set(must_after)):
        yield REQUIREMENT


def _harder(old: QuizSummary, new: QuizSummary) -> bool:
    return (
        new["pass_mark"] > old["pass_mark"]
        or _fell(old["attempts"], new["attempts"])
        or new["wait_hours"] > old["wait_hours"]
        or new["draws"] > old["draws"]
    )


def _asked_of_everybody(quizzes: Iterable[QuizView]) -> dict[str, set[str]]:
    """Quiz id → questions that stand in every attempt, drawn ones left out."""
    return {
        quiz["id"]: {
            question["id"]
            for section in quiz["sections"]
            if section["draw"] is None
            for question in section["questions"]
        }
        for quiz in quizzes
    }


def _of_questions(before: Content, after: Content) -> Iterator[str]:
    if set(before.key) - set(after.key):
        yield REMOVAL
    if set(after.key) - set(before.key):
        yield ADDITION
    old, new = _questions(before), _questions(after)
    for question_id in set(before.key) & set(after.key):
        asked = old.get(question_id), new.get(question_id)
        same = _same_options(*asked)
        marking = before.key[question_id], after.key[question_id]
        if same is None or _marking(marking[0], same) != _marking(marking[1], {}) or _asks_otherwise(*asked):
            yield MEANING


def _questions(content: Content) -> dict[str, Question]:
    in_units = (
        block["question"]
        for unit in content.units
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] == "question"
    )
    in_quizzes = (one for quiz in content.quizzes for section in quiz["sections"] for one in section["questions"])
    return {question["id"]: question for group in (in_units, in_quizzes) for question in group}


def _marking(key: Key, renamed: Mapping[str, str]) -> dict[str, Any]:
    """What decides right and wrong, with option ids translated to the newer release's."""
    ranges = [(one["low"], one["high"], one["right"]) for one in key.get("ranges", [])]
    return {
        "kind": key["kind"],
        "points": key["points"],
        "scoring": key.get("scoring"),
        "right": {renamed.get(one, one) for one in key.get("right", [])},
        "ranges": sorted(one for one in ranges if one[2]),
    }


def _same_options(old: Question | None, new: Question | None) -> dict[str, str] | None:
    """Old option id → new one, for options that were only reworded. None when one was added or removed."""
    before, after = _option_words(old), _option_words(new)
    if len(before) != len(after):
        return None
    free, renamed = {one: after[one] for one in after if one not in before}, {}
    for gone in (one for one in before if one not in after):
        match = max(free, key=lambda one: _alike(before[gone], free[one]))
        if _alike(before[gone], free.pop(match)) <= SAME_OPTION:
            return None
        renamed[gone] = match
    return renamed


def _option_words(question: Question | None) -> dict[str, str]:
    return {option["id"]: _words(option["html"]) for option in question.get("options", [])} if question else {}


def _asks_otherwise(old: Question | None, new: Question | None) -> bool:
    return old is not None and new is not None and _alike(_words(old["stem"]), _words(new["stem"])) < SAME_STEM


def _words(html: str) -> str:
    """Its text, and no more than a person compares: likeness costs time with the square of the length."""
    return " ".join(re.sub(r"<[^>]*>", " ", html[: 4 * COMPARED]).casefold().split())[:COMPARED]


def _alike(first: str, second: str) -> float:
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()


def _fell(before: int | None, after: int | None) -> bool:
    """Whether a limit became tighter; None is no limit."""
    return after is not None and (before is None or after < before)
