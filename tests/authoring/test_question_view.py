"""What the question templates are told."""

from __future__ import annotations

from typing import Any

import pytest

from courses.authoring.question_view import fixed_order, question_context

pytestmark = pytest.mark.web


def question(**changes: Any) -> Any:
    return {
        "id": "who-decides",
        "kind": "single-choice",
        "stem": "<p>Who decides?</p>",
        "points": 1,
        "confidence": True,
        "competency": None,
        "objective": None,
        "hints": ["<p>Who signs?</p>"],
        "options": [{"id": letter, "html": f"Option <em>{letter}</em>"} for letter in "abcdef"],
        "shuffle": "yes",
        **changes,
    }


def marks(**arguments: Any) -> dict[str, str]:
    return {one["id"]: one["mark"] for one in question_context(question(), course="c", **arguments)["options"]}


def test_the_order_is_the_same_for_everybody_but_not_the_authors() -> None:
    order = fixed_order(question(), "course")
    assert sorted(order) == list("abcdef") != order
    assert fixed_order(question(), "course") == order
    assert fixed_order(question(id="other"), "course") != order


def test_the_first_option_of_the_author_stands_anywhere() -> None:
    places = {fixed_order(question(id=f"q-{number}"), "course").index("a") for number in range(60)}
    assert places == {0, 1, 2, 3, 4, 5}


def test_keep_last_keeps_the_last_and_no_keeps_all() -> None:
    order = fixed_order(question(shuffle="keep-last"), "course")
    assert order[-1] == "f"
    assert order != list("abcdef")
    assert fixed_order(question(shuffle="no"), "course") == list("abcdef")


@pytest.mark.parametrize("kind", ["true-or-false", "rating"])
def test_true_and_false_and_rating_points_stay_in_order(kind: str) -> None:
    assert fixed_order(question(kind=kind), "course") == list("abcdef")


def test_a_number_has_no_options() -> None:
    number = question(kind="number", unit="%")
    del number["options"]
    told = question_context(number, course="c", value="8,3")
    assert (told["options"], told["unit"], told["value"]) == ([], "%", "8,3")


def test_an_attempt_gives_its_own_order_and_an_option_that_is_gone_is_left_out() -> None:
    told = question_context(question(), course="c", options_order=["c", "gone", "a"], chosen=["a"])
    assert [(one["id"], one["chosen"]) for one in told["options"]] == [("c", False), ("a", True)]


def test_before_an_answer_nothing_is_marked() -> None:
    assert set(marks(chosen=["a"]).values()) == {""}
    assert question_context(question(), course="c")["retry_url"] == ""


def test_after_an_answer_the_right_ones_and_the_wrong_choice_are_marked() -> None:
    told = marks(chosen=["a"], result={"correct": False, "right": ["b"]})
    assert (told["a"], told["b"], told["c"]) == ("wrong", "right", "")


def test_without_the_key_only_the_own_choice_is_marked() -> None:
    assert marks(chosen=["a"], result={"correct": False})["a"] == "wrong"
    assert marks(chosen=["a"], result={"correct": True})["a"] == "right"
    assert marks(chosen=["a"], result={"correct": False})["b"] == ""


def test_a_rating_is_neither_right_nor_wrong() -> None:
    assert marks(chosen=["a"], result={"correct": None, "right": []})["a"] == "chosen"


def test_the_form_posts_to_the_questions_own_address() -> None:
    told = question_context(question(), course="sample", result={"correct": True})
    assert told["action"] == "/courses/sample/questions/who-decides/"
    assert told["retry_url"] == "?try=who-decides#q-who-decides"
