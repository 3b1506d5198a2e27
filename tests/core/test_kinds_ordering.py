"""Ordering: the steps are shown without their order, and a score is the share of pairs that stand right."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core import kinds
from courses.core.document import Key, Question, Refusal, Response
from tests.core.one_question import question_of

pytestmark = pytest.mark.core

STEPS = ["Read the *record*", "Make your own decision", "Look at the advice", "Say what you did"]


def ordering(steps: list[str], scoring: str = "pairs") -> tuple[Question, Key]:
    lines = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    return question_of(f"### Ordering `steps`\nscoring: {scoring}\n\nPut in order.\n\n{lines}\n\n**Explanation:** E.\n")


QUESTION, KEY = ordering(STEPS)
RIGHT = KEY["order"]


def test_the_learner_view_is_the_same_whatever_the_right_order_is() -> None:
    views, keys = zip(*(ordering(list(order)) for order in itertools.permutations(STEPS)), strict=True)
    assert all(view == QUESTION for view in views)
    assert len({tuple(key["order"]) for key in keys}) == 24
    ids = [option["id"] for option in QUESTION["options"]]
    assert ids == sorted(ids)
    assert sorted(RIGHT) == ids
    assert QUESTION["shuffle"] == "yes"


@pytest.mark.parametrize(
    ("order", "share"),
    [
        ([0, 1, 2, 3], Fraction(1)),
        ([3, 2, 1, 0], Fraction(0)),
        ([1, 0, 2, 3], Fraction(5, 6)),  # one pair of six is turned round
        ([1, 2, 3, 0], Fraction(1, 2)),  # the first step comes last: three pairs of six
        ([2, 3, 0, 1], Fraction(1, 3)),
    ],
)
def test_the_score_is_the_share_of_pairs_in_the_right_order(order: list[int], share: Fraction) -> None:
    response = {"order": [RIGHT[place] for place in order]}
    score = kinds.score(KEY, response)
    assert (score.fraction, score.correct) == (share, share == 1)
    assert kinds.partly(KEY, response) == f"{share * 6} of 6 pairs of steps are in the right order"


def test_all_or_nothing_gives_nothing_for_one_pair_turned_round() -> None:
    _, key = ordering(STEPS, "all-or-nothing")
    assert kinds.score(key, {"order": RIGHT}).fraction == 1
    assert kinds.score(key, {"order": [RIGHT[1], RIGHT[0], *RIGHT[2:]]}).fraction == 0


@given(st.permutations(RIGHT))
def test_an_order_and_its_reverse_share_one_whole(order: list[str]) -> None:
    here, back = (kinds.score(KEY, {"order": list(one)}) for one in (order, order[::-1]))
    assert here.fraction + back.fraction == 1
    assert here.correct == (order == RIGHT)


@given(st.permutations(RIGHT))
def test_what_a_script_or_a_person_without_one_posts_comes_back_as_the_order(order: list[str]) -> None:
    numbered = {f"answer-{step}": [str(place)] for place, step in enumerate(order, start=1)}
    assert kinds.read(QUESTION, {"order": order}) == {"order": order}
    assert kinds.read(QUESTION, numbered) == {"order": order}
    assert kinds.read_part(QUESTION, numbered) == {"order": order}
    assert kinds.fits(QUESTION, {"order": order})
    assert kinds.unfinished(QUESTION, {"order": order}) == ""


def numbers(*given: str) -> dict[str, list[str]]:
    return {f"answer-{step}": [number] for step, number in zip(RIGHT, given, strict=True)}


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({}, "Give every step its own number"),
        (numbers("1", "2", "3", ""), "Give every step its own number"),
        (numbers("1", "2", "3", "5"), "Give every step its own number"),
        (numbers("1", "2", "3", "x"), "Give every step its own number"),
        (
            numbers("1", "2", "2", "4"),
            "Give every step its own number: 2 stands at “Make your own decision” and “Look at the advice”",
        ),
        (
            numbers("1", "1", "4", "4"),
            "Give every step its own number: 1 stands at “Make your own decision” and “Read the record”, "
            "4 stands at “Look at the advice” and “Say what you did”",
        ),
        ({"order": RIGHT[:3]}, "Choose one of the options shown"),
        ({"order": [*RIGHT[:3], "o-000000"]}, "Choose one of the options shown"),
        ({"order": [*RIGHT[:3], RIGHT[0]]}, "Choose one of the options shown"),
    ],
)
def test_what_is_no_order_is_refused_with_what_to_do(form: dict[str, list[str]], message: str) -> None:
    assert kinds.read(QUESTION, form) == Refusal(message)


def test_some_numbers_are_saved_on_the_way_and_earn_what_is_already_in_order() -> None:
    saved = kinds.read_part(QUESTION, numbers("1", "", "2", "9"))
    assert saved == {"numbers": {RIGHT[0]: 1, RIGHT[2]: 2}}
    assert isinstance(saved, dict)
    assert kinds.unfinished(QUESTION, saved) == "Give every step its own number"
    assert kinds.fits(QUESTION, saved)
    score = kinds.score(KEY, saved)
    assert (score.fraction, score.correct) == (Fraction(1, 6), False)
    assert kinds.answer_html(QUESTION, saved) == ["Read the <em>record</em>", "Look at the advice"]


def test_equal_numbers_are_in_no_order() -> None:
    assert kinds.score(KEY, {"numbers": dict.fromkeys(RIGHT, 1)}).fraction == 0


def test_nothing_numbered_is_blank() -> None:
    saved = kinds.read_part(QUESTION, {})
    assert saved == {"numbers": {}}
    assert isinstance(saved, dict)
    assert kinds.is_blank(saved)


def test_answer_and_right_answer_stand_in_their_order() -> None:
    assert kinds.answer_html(QUESTION, {"order": RIGHT[::-1]})[0] == "Say what you did"
    assert kinds.right_html(QUESTION, KEY) == [
        "Read the <em>record</em>", "Make your own decision", "Look at the advice", "Say what you did",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "response",
    [{}, {"order": None}, {"order": "abc"}, {"order": [1, {}, None]}, {"order": RIGHT * 2}, {"order": RIGHT[:2]},
     {"numbers": [1, 2]}, {"numbers": {"gone": 1}}, {"numbers": {RIGHT[0]: "1"}, "order": RIGHT[:1]}],
)  # fmt: skip
def test_a_stored_answer_of_another_shape_is_not_the_right_one(response: Response) -> None:
    assert kinds.score(KEY, response).fraction < 1
    assert not kinds.fits(QUESTION, response)


def test_a_list_may_follow_its_question_without_a_blank_line_and_stand_indented() -> None:
    text = (
        "### Ordering `steps`\n\nPut in order.\n  1) One\n     and more\n  2) Two\n  3) Three\n\n**Explanation:** E.\n"
    )
    question, key = question_of(text)
    assert kinds.right_html(question, key) == ["One and more", "Two", "Three"]
    assert question["stem"] == "<p>Put in order.</p>"


def test_a_year_at_the_start_of_a_line_is_no_step() -> None:
    text = "### Ordering `steps`\n\nPut in order what came in\n2024. Then answer.\n\n1. One\n2. Two\n3. Three\n\n"
    question, _ = question_of(text + "**Explanation:** E.\n")
    assert len(question["options"]) == 3


def any_json() -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(RIGHT),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=9), inner, max_size=5),
        max_leaves=8,
    )


@given(st.dictionaries(st.sampled_from(["order", "numbers"]), any_json()))
def test_no_stored_answer_makes_scoring_raise(response: Response) -> None:
    assert 0 <= kinds.score(KEY, response).fraction <= 1
    kinds.unfinished(QUESTION, response)
    kinds.answer_html(QUESTION, response)
    kinds.fits(QUESTION, response)
