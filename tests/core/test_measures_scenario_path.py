"""The way through a scenario: followed exactly, worth its good choices or its ending, and looking back is free."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.labs.scenario import Answers, ChoiceKey, Ending, Setup, StepView
from courses.core.measures.scenario_path import Move, walk, way_words

pytestmark = pytest.mark.core


def choice(goto: str, *, good: bool) -> ChoiceKey:
    return ChoiceKey(goto=goto, good=good, consequence=None)


ANSWERS = Answers(
    steps={
        "alert": {"ring": choice("step-talk", good=True), "wait": choice("step-later", good=False)},
        "later": {"ring-now": choice("step-talk", good=True), "go-home": choice("ending-late", good=False)},
        "talk": {
            "see": choice("ending-seen", good=True), "send": choice("ending-sent", good=False),
            "again": choice("step-alert", good=False),
        },
    },
    endings={
        "seen": Ending(outcome="good", html=""), "sent": Ending(outcome="mixed", html=""),
        "late": Ending(outcome="poor", html=""),
    },
)  # fmt: skip


def setup(scoring: str = "choices") -> Setup:
    return Setup(
        start="alert", steps=[StepView(id=id, html="", choices=[]) for id in ANSWERS["steps"]], scoring=scoring
    )


def moves(*made: str) -> list[Move]:
    """ "alert/ring" is a choice, "alert" a look back."""
    return [Move(*one.split("/")) for one in made]


def test_a_way_to_a_good_ending_with_one_better_turn() -> None:
    way = walk(setup(), ANSWERS, moves("alert/wait", "later/ring-now", "talk/see"))
    assert (way.ending, way.outcome, way.finished, way.at) == ("seen", "good", True, "")
    assert way.score == Fraction(2, 3)
    assert way.percent == 66
    assert [(turn.step, turn.better) for turn in way.turns if not turn.good] == [("alert", ("ring",))]
    assert way_words(way) == "2 of 3 choices were good practice."


@pytest.mark.parametrize(
    ("made", "worth"),
    [
        (("alert/wait", "later/ring-now", "talk/see"), 1),
        (("alert/ring", "talk/send"), Fraction(1, 2)),
        (("alert/wait", "later/go-home"), 0),
    ],
)
def test_the_ending_decides_where_the_author_says_so(made: tuple[str, ...], worth: Fraction) -> None:
    assert walk(setup("outcome"), ANSWERS, moves(*made)).score == worth


def test_an_unfinished_way_has_no_score_and_passes_nothing() -> None:
    way = walk(setup(), ANSWERS, moves("alert/ring"))
    assert (way.at, way.score, way.percent, way.finished, way.passed(1)) == ("talk", None, None, False, False)


def test_looking_back_is_recorded_and_costs_nothing() -> None:
    plain = walk(setup(), ANSWERS, moves("alert/ring", "talk/see"))
    looked = walk(setup(), ANSWERS, moves("alert/ring", "alert", "alert", "talk/see", "talk"))
    assert looked.score == plain.score == 1
    assert looked.turns == plain.turns
    assert looked.looks_back == 3
    assert way_words(looked) == "2 of 2 choices were good practice. You looked back 3 times."


def test_each_time_through_a_loop_counts() -> None:
    way = walk(setup(), ANSWERS, moves("alert/ring", "talk/again", "alert/ring", "talk/see"))
    assert way.score == Fraction(3, 4)


@pytest.mark.parametrize(
    "made",
    [
        ("talk/see",),  # not there yet
        ("alert/see",),  # stands in another step
        ("alert/ring", "alert/wait"),  # chosen anew after looking back
        ("alert/ring", "talk/see", "talk/see"),  # sent twice
        ("alert",),  # never left
        ("nowhere/ring",),
    ],
)
def test_a_forged_replayed_or_doubled_move_is_refused(made: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"chosen in|never was"):
        walk(setup(), ANSWERS, moves(*made))


@given(st.lists(st.integers(0, 5), max_size=12))
def test_every_way_adds_up(picks: list[int]) -> None:
    at, made = "alert", list[Move]()
    for pick in picks:
        if not at:
            break
        id = sorted(ANSWERS["steps"][at])[pick % len(ANSWERS["steps"][at])]
        made.append(Move(at, id))
        at = walk(setup(), ANSWERS, made).at
    way = walk(setup(), ANSWERS, made)
    assert len(way.turns) == len(made)
    assert all(bool(turn.better) == (not turn.good) for turn in way.turns)
    assert way.finished == (at == "")
    if way.score is not None:
        assert way.score * len(way.turns) == way.good
