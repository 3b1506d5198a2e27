"""Matching: nothing in the learner view says what belongs to what, and each pair counts."""

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

PAIRS = [("Sensitivity", "Those who *have* it"), ("Specificity", "Those who do not"), ("Recall", "Those who *have* it")]
EXTRA = "Everyone \\| registered"


def matching(pairs: list[tuple[str, str]], scoring: str = "per-pair") -> tuple[Question, Key]:
    rows = "".join(f"| {left} | {right} |\n" for left, right in [*pairs, ("", EXTRA)])
    table = f"| Measure | Starts from |\n| --- | --- |\n{rows}"
    return question_of(f"### Matching `terms`\nscoring: {scoring}\n\nMatch.\n\n{table}\n**Explanation:** E.\n")


QUESTION, KEY = matching(PAIRS)
LEFT = [entry["id"] for entry in QUESTION["left"]]
OFFERED = [option["id"] for option in QUESTION["options"]]
RIGHT = KEY["pairs"]


def test_left_stands_as_written_and_equal_cells_on_the_right_are_one_choice() -> None:
    assert [entry["html"] for entry in QUESTION["left"]] == ["Sensitivity", "Specificity", "Recall"]
    assert {option["html"] for option in QUESTION["options"]} == {
        "Those who <em>have</em> it", "Those who do not", "Everyone | registered",
    }  # fmt: skip
    assert RIGHT[LEFT[0]] == RIGHT[LEFT[2]] != RIGHT[LEFT[1]]


def test_the_learner_view_is_the_same_whatever_belongs_to_what() -> None:
    choices = [right for _, right in PAIRS]
    views = []
    for order in itertools.permutations(choices):
        question, _ = matching(list(zip([left for left, _ in PAIRS], order, strict=True)))
        views.append(question)
    assert all(view == QUESTION for view in views)
    assert sorted(OFFERED) == OFFERED


def test_ids_of_the_two_sides_have_nothing_in_common_even_for_equal_words() -> None:
    question, key = matching([("Alike", "Alike"), ("Other", "Another")])
    left = next(entry["id"] for entry in question["left"] if entry["html"] == "Alike")
    assert left.startswith("l-")
    assert key["pairs"][left].startswith("r-")
    assert key["pairs"][left][2:] != left[2:]


def test_the_author_may_write_the_pairs_in_any_order() -> None:
    response = {"pairs": {**RIGHT, LEFT[0]: RIGHT[LEFT[1]]}}
    for order in itertools.permutations(PAIRS):
        question, key = matching(list(order))
        assert question["options"] == QUESTION["options"]
        assert kinds.score(key, response) == kinds.score(KEY, response)


def form(pairs: dict[str, str]) -> dict[str, list[str]]:
    return {f"answer-{left}": [right] for left, right in pairs.items()}


@given(st.dictionaries(st.sampled_from(LEFT), st.sampled_from(OFFERED)))
def test_what_is_chosen_comes_back_and_each_right_pair_counts(pairs: dict[str, str]) -> None:
    saved = kinds.read_part(QUESTION, form(pairs))
    assert saved == {"pairs": pairs}
    assert isinstance(saved, dict)
    assert kinds.fits(QUESTION, saved)
    assert kinds.is_blank(saved) == (not pairs)
    finished = len(pairs) == len(LEFT)
    assert (kinds.unfinished(QUESTION, saved) == "") == finished
    assert isinstance(kinds.read(QUESTION, form(pairs)), Refusal) != finished
    score = kinds.score(KEY, saved)
    right = sum(RIGHT[left] == choice for left, choice in pairs.items())
    assert (score.fraction, score.correct) == (Fraction(right, 3), right == 3)
    assert kinds.partly(KEY, saved) == f"{right} of 3 pairs are right"
    assert len(kinds.answer_html(QUESTION, saved)) == len(pairs)


def test_all_or_nothing_gives_nothing_for_two_of_three() -> None:
    _, key = matching(PAIRS, "all-or-nothing")
    assert kinds.score(key, {"pairs": RIGHT}).fraction == 1
    assert kinds.score(key, {"pairs": {**RIGHT, LEFT[0]: RIGHT[LEFT[1]]}}).fraction == 0


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({}, "Choose a partner for “Sensitivity”, “Specificity” and “Recall”"),
        ({**form(RIGHT), f"answer-{LEFT[0]}": [""]}, "Choose a partner for “Sensitivity”"),
        ({**form(RIGHT), f"answer-{LEFT[0]}": ["r-000000"]}, "Choose one of the options shown"),
        ({**form(RIGHT), f"answer-{LEFT[0]}": [LEFT[0]]}, "Choose one of the options shown"),
        ({**form(RIGHT), f"answer-{LEFT[0]}": OFFERED[:2]}, "Choose one of the options shown"),
        ({"answer": [OFFERED[0]]}, "Choose a partner for “Sensitivity”, “Specificity” and “Recall”"),
    ],
)
def test_a_form_with_a_gap_is_refused_with_what_to_do(posted: dict[str, list[str]], message: str) -> None:
    assert kinds.read(QUESTION, posted) == Refusal(message)


def test_long_entries_are_named_in_short() -> None:
    question, _ = matching([("A very long entry " * 8, "One"), ("Other", "Two")])
    refusal = kinds.read(question, {})
    assert isinstance(refusal, Refusal)
    assert len(refusal.message) < 120
    assert "A very long entry A very long" in refusal.message


def test_answer_and_right_answer_are_told_in_pairs() -> None:
    response = {"pairs": {LEFT[1]: OFFERED[0], LEFT[0]: RIGHT[LEFT[0]]}}
    words = {option["id"]: option["html"] for option in QUESTION["options"]}
    assert kinds.answer_html(QUESTION, response) == [
        "Sensitivity – Those who <em>have</em> it", f"Specificity – {words[OFFERED[0]]}",
    ]  # fmt: skip
    assert kinds.right_html(QUESTION, KEY) == [
        "Sensitivity – Those who <em>have</em> it", "Specificity – Those who do not",
        "Recall – Those who <em>have</em> it",
    ]  # fmt: skip


def test_an_answer_from_before_a_choice_was_reworded_does_not_fit() -> None:
    reworded, _ = matching([(left, right.replace("do not", "have not got it")) for left, right in PAIRS])
    assert kinds.fits(QUESTION, {"pairs": RIGHT})
    assert not kinds.fits(reworded, {"pairs": RIGHT})


def test_text_before_the_table_is_the_question_and_a_table_in_code_is_no_table() -> None:
    fenced = "```\n| a | b |\n| - | - |\n```\n"
    table = "  | A | B |\n  |:--|--:|\n  | one | 1\n  two | 2 |\n"
    question, key = question_of(f"### Matching `terms`\n\nMatch.\n\n{fenced}\n{table}\n**Explanation:** E.\n")
    assert "<code>" in question["stem"]
    assert kinds.right_html(question, key) == ["one – 1", "two – 2"]


def any_json() -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from([*LEFT, *OFFERED]),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(LEFT), inner, max_size=5),
        max_leaves=8,
    )


@given(st.dictionaries(st.sampled_from(["pairs", "choice"]), any_json()))
def test_no_stored_answer_makes_scoring_raise(response: Response) -> None:
    assert 0 <= kinds.score(KEY, response).fraction <= 1
    kinds.unfinished(QUESTION, response)
    kinds.answer_html(QUESTION, response)
    kinds.fits(QUESTION, response)
