"""The class of a change, by the table of the format's section 8."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from courses.authoring.changes import RISING, Content, change_class

pytestmark = pytest.mark.core


def question(name: str = "q1", **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "single-choice",
        "stem": "<p>Who decides in the end, after the advice has been read?</p>",
        "points": 1,
        "options": [{"id": "a", "html": "The clinician decides"}, {"id": "b", "html": "The tool"}],
        **changes,
    }


def key(name: str = "q1", **changes: Any) -> dict[str, Any]:
    return {"id": name, "kind": "single-choice", "points": 1, "right": ["a"], "options": ["a", "b"], **changes}


def content() -> dict[str, Any]:
    """One unit with one exercise, one graded quiz with one question and a pool of which one is drawn."""
    structure = {
        "competencies": {"c1": "Check advice"},
        "prerequisites": [],
        "valid_for_months": 24,
        "glossary": [],
        "units": [{"id": "u1", "required": True}],
        "quizzes": [{"id": "final", "pass_mark": 70, "attempts": 3, "wait_hours": 0, "draws": 2}],
    }
    unit = {"id": "u1", "steps": [{"blocks": [{"type": "question", "question": question()}]}]}
    sections = [
        {"draw": None, "questions": [question("q2")]},
        {"draw": 1, "questions": [question("q3"), question("q4")]},
    ]
    return {
        "structure": structure,
        "units": [unit],
        "quizzes": [{"id": "final", "sections": sections}],
        "key": {name: key(name) for name in ("q1", "q2", "q3", "q4")},
    }


def compared(change: Any) -> str:
    after = copy.deepcopy(content())
    change(after)
    return change_class(Content(**content()), Content(**after))


def exercise(after: dict[str, Any]) -> dict[str, Any]:
    return after["units"][0]["steps"][0]["blocks"][0]["question"]


def test_the_first_release_is_an_addition() -> None:
    assert change_class(None, Content(**content())) == "addition"


def test_nothing_that_counts_is_wording() -> None:
    assert compared(lambda _: None) == "wording"


def test_a_keyed_option_may_be_reworded_freely() -> None:
    assert compared(lambda after: exercise(after)["options"][0].update(html="It is up to us")) == "wording"


def test_an_unkeyed_option_that_reads_nearly_the_same_is_wording() -> None:
    def change(after: dict[str, Any]) -> None:
        exercise(after)["options"][0] = {"id": "o-1", "html": "The clinician decides."}
        after["key"]["q1"].update(right=["o-1"], options=["o-1", "b"])

    assert compared(change) == "wording"


def test_an_unkeyed_option_that_says_something_else_is_meaning() -> None:
    def change(after: dict[str, Any]) -> None:
        exercise(after)["options"][0] = {"id": "o-1", "html": "Whoever is on call that night"}
        after["key"]["q1"].update(right=["o-1"], options=["o-1", "b"])

    assert compared(change) == "meaning"


def add_exercise(after: dict[str, Any]) -> None:
    after["units"][0]["steps"][0]["blocks"].append({"type": "question", "question": question("q9")})
    after["key"]["q9"] = key("q9")


def add_pool_item(after: dict[str, Any]) -> None:
    after["quizzes"][0]["sections"][1]["questions"].append(question("q9"))
    after["key"]["q9"] = key("q9")


def add_graded_question(after: dict[str, Any]) -> None:
    after["quizzes"][0]["sections"][0]["questions"].append(question("q9"))
    after["key"]["q9"] = key("q9")


def test_more_to_try_and_to_look_up_is_an_addition() -> None:
    assert compared(add_exercise) == "addition"
    assert compared(add_pool_item) == "addition"
    assert compared(lambda after: after["structure"]["units"].append({"id": "u2", "required": False})) == "addition"
    assert compared(lambda after: after["structure"]["glossary"].append({"id": "t"})) == "addition"


@pytest.mark.parametrize(
    "change",
    [
        add_graded_question,
        lambda after: after["structure"]["units"].append({"id": "u2", "required": True}),
        lambda after: after["structure"]["quizzes"][0].update(pass_mark=80),
        lambda after: after["structure"]["quizzes"][0].update(attempts=2),
        lambda after: after["structure"]["quizzes"][0].update(draws=3),
        lambda after: after["structure"].update(valid_for_months=12),
        lambda after: after["structure"]["competencies"].update(c2="Protect data"),
        lambda after: after["structure"].update(prerequisites=["basics"]),
    ],
)
def test_asking_more_of_people_is_a_requirement(change: Any) -> None:
    assert compared(change) == "requirement"


@pytest.mark.parametrize(
    "change",
    [
        lambda after: after["structure"]["quizzes"][0].update(pass_mark=60),
        lambda after: after["structure"]["quizzes"][0].update(attempts=None),
        lambda after: after["structure"].update(valid_for_months=None),
    ],
)
def test_asking_less_of_people_is_no_requirement(change: Any) -> None:
    assert compared(change) == "wording"


@pytest.mark.parametrize(
    "change",
    [
        lambda after: after["key"]["q1"].update(right=["b"]),
        lambda after: after["key"]["q1"].update(points=2),
        lambda after: after["key"]["q1"].update(kind="multiple-choice"),
        lambda after: after["key"]["q1"].update(ranges=[{"low": "7", "high": "9", "right": True, "feedback": ""}]),
        lambda after: exercise(after)["options"].append({"id": "c", "html": "Nobody"}),
        lambda after: exercise(after)["options"].pop(),
        lambda after: exercise(after).update(stem="<p>Which blood test comes next?</p>"),
    ],
)
def test_marking_or_asking_otherwise_is_meaning(change: Any) -> None:
    assert compared(change) == "meaning"


@pytest.mark.parametrize(
    "change",
    [
        lambda after: after["key"].pop("q1"),
        lambda after: after["structure"]["units"].clear(),
        lambda after: after["structure"]["competencies"].clear(),
        lambda after: after["structure"]["quizzes"].clear(),
    ],
)
def test_taking_something_away_is_removal_and_the_highest_class_wins(change: Any) -> None:
    def both(after: dict[str, Any]) -> None:
        after["structure"]["glossary"].append({"id": "t"})
        change(after)

    assert compared(both) == "removal" == RISING[-1]
