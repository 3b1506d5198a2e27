"""What the question templates are told."""

from __future__ import annotations

from typing import Any

import pytest

from courses.authoring.question_view import Given, fixed_order, given_in_answer, given_in_form, question_context

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
    told = question_context(number, course="c", given=Given(value="8,3"))
    assert (told["options"], told["unit"], told["value"]) == ([], "%", "8,3")


def test_an_attempt_gives_its_own_order_and_an_option_that_is_gone_is_left_out() -> None:
    told = question_context(question(), course="c", options_order=["c", "gone", "a"], given=Given(chosen=["a"]))
    assert [(one["id"], one["chosen"]) for one in told["options"]] == [("c", False), ("a", True)]


def test_before_an_answer_nothing_is_marked() -> None:
    assert set(marks(given=Given(chosen=["a"])).values()) == {""}
    assert question_context(question(), course="c")["retry_url"] == ""


def test_after_an_answer_the_right_ones_and_the_wrong_choice_are_marked() -> None:
    told = marks(given=Given(chosen=["a"]), result={"correct": False, "right": ["b"]})
    assert (told["a"], told["b"], told["c"]) == ("wrong", "right", "")


def test_without_the_key_only_the_own_choice_is_marked() -> None:
    assert marks(given=Given(chosen=["a"]), result={"correct": False})["a"] == "wrong"
    assert marks(given=Given(chosen=["a"]), result={"correct": True})["a"] == "right"
    assert marks(given=Given(chosen=["a"]), result={"correct": False})["b"] == ""


def test_a_rating_is_neither_right_nor_wrong() -> None:
    assert marks(given=Given(chosen=["a"]), result={"correct": None, "right": []})["a"] == "chosen"


def test_the_form_posts_to_the_questions_own_address() -> None:
    told = question_context(question(), course="sample", result={"correct": True})
    assert told["action"] == "/courses/sample/questions/who-decides/"
    assert told["retry_url"] == "?try=who-decides#q-who-decides"


STEPS = [{"id": f"o-{word}", "html": f"<em>{word}</em> &amp; so on"} for word in ("ask", "look", "read", "tell")]
SHORT = [{"id": f"r-{word}", "html": word} for word in ("ill", "well", "asked")]
LEFT = [{"id": f"l-{word}", "html": f"<strong>{word}</strong>"} for word in ("sens", "spec")]


def ordering(**more: Any) -> dict[str, Any]:
    return question_context(question(kind="ordering", options=STEPS), course="c", **more)


def matching(*, options: Any = SHORT, **more: Any) -> dict[str, Any]:
    return question_context(question(kind="matching", options=options, left=LEFT), course="c", **more)


def ids(rows: Any) -> list[str]:
    return [row["id"] for row in rows]


@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_steps_and_partners_are_shuffled_by_the_digest_of_their_ids(kind: str) -> None:
    orders = {tuple(fixed_order(question(id=f"q-{at}", kind=kind, options=STEPS), "c")) for at in range(40)}
    assert len(orders) > 10


def test_steps_never_stand_in_the_order_they_must_not_stand_in() -> None:
    for at in range(40):
        asked = question(id=f"q-{at}", kind="ordering", options=STEPS[:3])
        by_chance = fixed_order(asked, "c")
        turned = fixed_order(asked, "c", by_chance)
        assert turned != by_chance
        assert sorted(turned) == sorted(by_chance)
        assert fixed_order(asked, "c", turned) == by_chance


def test_an_ordering_begins_without_numbers_in_the_order_of_its_layout() -> None:
    told = ordering(options_order=["o-tell", "o-ask", "o-read", "o-look"])
    assert ids(told["steps"]) == ["o-tell", "o-ask", "o-read", "o-look"]
    assert {step["number"] for step in told["steps"]} == {""}
    assert told["places"] == ["1", "2", "3", "4"]
    assert told["steps"][0]["text"] == "tell & so on"


def test_a_whole_ordering_is_shown_in_the_persons_own_order() -> None:
    own = ["o-read", "o-ask", "o-tell", "o-look"]
    assert ids(ordering(given=given_in_answer({"order": own}))["steps"]) == own


def test_a_half_done_ordering_keeps_its_numbers_and_its_rows_in_place() -> None:
    layout = ["o-tell", "o-ask", "o-read", "o-look"]
    told = ordering(given=given_in_answer({"numbers": {"o-read": 1, "o-ask": 1}}), options_order=layout)
    assert ids(told["steps"]) == layout
    assert [step["number"] for step in told["steps"]] == ["", "1", "1", ""]
    assert told["error_at"] == "who-decides-1"


def test_each_step_says_where_it_belongs_once_that_may_be_told() -> None:
    given = given_in_answer({"order": ["o-ask", "o-look", "o-tell", "o-read"]})
    places = {"o-ask": 1, "o-look": 2, "o-read": 3, "o-tell": 4}
    told = ordering(given=given, result={"correct": False, "places": places})
    assert [step["belongs"] for step in told["steps"]] == [None, None, 4, 3]


def test_a_partner_that_is_chosen_is_shown_again_and_one_that_is_gone_is_not() -> None:
    told = matching(given=given_in_answer({"pairs": {"l-sens": "r-ill", "l-spec": "r-gone"}}))
    assert [row["partner"] for row in told["rows"]] == ["r-ill", ""]
    assert told["error_at"] == "who-decides-2"


def test_pairs_are_judged_only_once_the_right_ones_may_be_told() -> None:
    given = given_in_answer({"pairs": {"l-sens": "r-ill", "l-spec": "r-ill"}})
    assert [row["mark"] for row in matching(given=given)["rows"]] == ["", ""]
    told = matching(given=given, result={"correct": False, "pairs": {"l-sens": "r-ill", "l-spec": "r-well"}})
    assert [(row["mark"], row["right_html"]) for row in told["rows"]] == [("right", ""), ("wrong", "well")]


def test_long_choices_get_letters_and_a_list_to_read_and_short_ones_do_not() -> None:
    long = [*SHORT, {"id": "r-long", "html": "Everyone who is registered at the practice"}]
    told = matching(options=long, options_order=ids(long))
    assert [letter for _id, letter, _text in told["rows"][0]["choices"]] == ["A", "B", "C", "D"]
    assert len(told["choices"]) == 4
    assert matching()["choices"] == []
    assert {letter for _id, letter, _text in matching()["rows"][0]["choices"]} == {""}


def test_a_reflection_shows_its_rubric_before_anything_is_written() -> None:
    levels = [{"score": 0, "html": "None"}, {"score": 2, "html": "Specific"}]
    asked = question(kind="reflection", words=[60, 200], marked_by="educator", rubric=[
        {"id": "c1", "html": "Cue", "levels": levels}])  # fmt: skip
    told = question_context(asked, course="c")
    assert (told["words"], told["marked_by"], told["scores"]) == ([60, 200], "educator", [0, 2])
    assert told["rubric"][0]["levels"][1]["html"] == "Specific"


def test_a_form_that_was_refused_is_shown_again_as_it_was() -> None:
    given = given_in_form({"answer-l-sens": ["r-ill"], "answer-l-spec": [""], "sure": ["70"]})
    assert [row["partner"] for row in matching(given=given)["rows"]] == ["r-ill", ""]
    moved = given_in_form({"order": ["o-read", "o-ask", "o-tell", "o-look"]})
    assert ids(ordering(given=moved)["steps"]) == ["o-read", "o-ask", "o-tell", "o-look"]
    assert given_in_form({"answer": ["half a wo"]}).value == "half a wo"


@pytest.mark.parametrize("response", [None, {}, {"purged": True}, {"pairs": None}, {"order": None}, {"choice": "a"}])
def test_a_stored_answer_of_another_shape_fills_nothing_in(response: Any) -> None:
    assert {step["number"] for step in ordering(given=given_in_answer(response))["steps"]} == {""}
    assert {row["partner"] for row in matching(given=given_in_answer(response))["rows"]} == {""}
