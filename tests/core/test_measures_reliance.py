"""What advice did to decisions: the published definitions on a worked example, what always holds, and the words."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.measures import reliance_words as say
from courses.core.measures.calibration import Stated, calibration, calibration_words, chance, dot_sentence, furthest_off
from courses.core.measures.case_difficulty import difficulty, finding
from courses.core.measures.reliance import Case, Counts, count, first_decisions, pooled, what_happened
from courses.core.measures.shares import Share, half_up, per_cent

pytestmark = pytest.mark.core
IDS = st.sampled_from(["a", "b", "c", "d"])
SURE = st.sampled_from(["", "guess", "50", "70", "90", "99"])
CASES = st.lists(
    st.builds(Case, first=IDS, advice=IDS, final=IDS, truth=IDS, sure=SURE, options=st.just(4)), max_size=30
)
# Fact R29: 24 cases, the tool right in 16; right at first in 8 of those and in 6 of the others
R29 = [
    *[Case("t", "t", "t", "t")] * 8,
    *[Case("x", "t", "t", "t")] * 5,
    *[Case("x", "t", "x", "t")] * 3,
    *[Case("t", "x", "t", "t")] * 4,
    *[Case("t", "x", "x", "t")] * 2,
    *[Case("x", "x", "x", "t")] * 2,
]


def test_the_worked_example_gives_its_published_shares() -> None:
    counts = count(R29)
    assert (counts.chances, counts.taken) == (8, 5)
    assert (counts.tempted, counts.kept) == (6, 4)
    assert counts.took_good_advice.value == Fraction(625, 1000)
    assert counts.kept_right_answer.value == Fraction(2, 3)
    shares = [counts.before.value, counts.after.value, counts.tool_alone.value]
    assert [round(float(share or 0) * 100, 1) for share in shares] == [58.3, 70.8, 66.7]
    assert (counts.to_right, counts.to_wrong) == (5, 2)


def test_going_from_one_wrong_answer_to_the_tools_is_followed_though_self_reliance_does_not_see_it() -> None:
    counts = count([Case("y", "x", "x", "t")])
    assert (counts.followed, counts.misled, counts.tempted) == (1, 0, 0)
    assert "1 case you went from one wrong answer to the tool's" in say.wrong_advice(counts)


def test_agreeing_with_the_tool_is_neither_following_nor_a_chance() -> None:
    counts = count([Case("x", "x", "x", "t"), Case("t", "t", "t", "t")])
    assert (counts.agreed, counts.followed, counts.chances, counts.tempted, counts.shared) == (2, 0, 0, 0, 1)


@given(CASES)
def test_counts_add_up(cases: list[Case]) -> None:
    counts = count(cases)
    quadrant = {name: value for name, value in counts.as_json().items() if name.startswith(("good_", "bad_"))}
    assert len(quadrant) == 8
    assert sum(quadrant.values()) == counts.cases == len(cases)
    assert sum(value for name, value in quadrant.items() if name.startswith("good")) == counts.advice_right
    assert sum(value for name, value in quadrant.items() if name.endswith("right")) == counts.right_final
    assert counts.right_final == counts.right_first + counts.to_right - counts.to_wrong
    assert counts.chances + counts.tempted + counts.agreed <= counts.cases
    assert counts.good_changed_right == counts.taken <= counts.chances
    assert counts.bad_kept_right == counts.kept <= counts.tempted
    assert counts.misled <= counts.followed <= counts.bad_changed_wrong
    assert counts.misled <= counts.tempted - counts.kept <= counts.to_wrong


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_nothing(cases: list[Case], chance_: object) -> None:
    other = list(cases)
    chance_.shuffle(other)  # type: ignore[attr-defined]
    assert count(other) == count(cases)
    assert first_decisions(other) == first_decisions(cases)


@given(CASES, CASES)
def test_pooling_sums_numerators_and_denominators(one: list[Case], other: list[Case]) -> None:
    assert pooled([count(one), count(other)]) == count([*one, *other])
    assert first_decisions(one) + first_decisions(other) == first_decisions([*one, *other])


@given(CASES)
def test_counts_come_back_from_what_is_kept(cases: list[Case]) -> None:
    assert Counts.from_json(count(cases).as_json()) == count(cases)


def test_pooling_is_not_the_mean_of_shares() -> None:
    few, many = count([Case("t", "x", "t", "t")]), count([Case("t", "x", "x", "t")] * 3)
    assert (few + many).kept_right_answer.value == Fraction(1, 4)  # the mean of 1 and 0 would be a half


def test_an_undefined_share_has_a_reason_and_no_figure() -> None:
    share = count([Case("t", "t", "t", "t")]).kept_right_answer
    assert share.value is None
    assert share.said == share.reason == "your first answer was never right where the advice was wrong"


@pytest.mark.parametrize(("part", "whole", "said"), [(2, 3, "2 of 3"), (3, 4, "3 of 4"), (4, 5, "4 of 5 (80%)")])
def test_a_percentage_is_shown_from_five_only(part: int, whole: int, said: str) -> None:
    assert Share(part, whole, "").said == said


@given(st.fractions(0, 1))
def test_per_cents_never_say_nought_of_something_or_all_of_less(share: Fraction) -> None:
    assert (per_cent(share) == "0%") == (share == 0)
    assert (per_cent(share) == "100%") == (share == 1)


@given(st.fractions(-1000, 1000))
def test_a_half_goes_up(value: Fraction) -> None:
    assert -Fraction(1, 2) < half_up(value) - value <= Fraction(1, 2)


def test_one_run_is_told_in_counts() -> None:
    eight = [
        *[Case("t", "t", "t", "t")] * 3,
        Case("x", "t", "x", "t"), Case("x", "t", "t", "t"),
        Case("t", "x", "t", "t"), Case("t", "x", "x", "t"), Case("y", "x", "x", "t"),
    ]  # fmt: skip
    counts = count(eight)
    assert say.wrong_advice(counts) == (
        "The advice was wrong in 3 cases. Where your first answer was right, you kept it in 1 of 2, and changed from "
        "right to wrong in 1. In 1 case you went from one wrong answer to the tool's."
    )
    assert say.right_advice(counts) == (
        "In 2 cases your first answer was wrong and the advice was right: you took good advice in 1 of 2."
    )
    assert say.happened(counts) == (
        "Of 8 cases you had 5 right before the advice and 5 after it; the tool alone had 5. "
        "You changed from wrong to right in 1 and from right to wrong in 1."
    )
    assert say.to_try(counts) == say.BEFORE_CHANGING


@pytest.mark.parametrize(
    ("cases", "sentence"),
    [
        ([Case("t", "x", "x", "t"), Case("x", "t", "x", "t")], say.BEFORE_CHANGING),
        ([Case("x", "t", "x", "t")], say.WHEN_IT_DISAGREES),
        ([Case("x", "x", "x", "t")], say.WHEN_IT_AGREES),
        ([Case("t", "t", "x", "t")], say.WITHOUT_CAUSE),
        ([Case("t", "x", "y", "t")], say.WITHOUT_CAUSE),
        ([Case("t", "t", "t", "t"), Case("x", "t", "t", "t")], say.GO_ON),
        ([], ""),
    ],
)
def test_what_to_try_follows_from_what_was_lost_most(cases: list[Case], sentence: str) -> None:
    assert say.to_try(count(cases)) == sentence


def test_start_and_end_stand_side_by_side_and_claim_nothing() -> None:
    start = count([Case("t", "x", "t", "t")] * 2 + [Case("t", "x", "x", "t")] + [Case("t", "t", "t", "t")] * 5)
    end = count([Case("t", "x", "t", "t")] * 3 + [Case("t", "t", "t", "t")] * 5)
    beside = say.start_and_end(start, end)
    assert beside.kept == "Start: kept 2 of 3. End: kept 3 of 3."
    assert beside.took == "Start: no wrong answer met good advice. End: no wrong answer met good advice."
    assert beside.caution == "One case either way is chance; eight cases cannot show that you changed."


@given(CASES, CASES)
def test_no_sentence_praises_or_uses_the_field_s_shorthand(one: list[Case], other: list[Case]) -> None:
    counts, beside = count(one), say.start_and_end(count(one), count(other))
    told = [
        say.happened(counts), say.to_try(counts), say.wrong_advice(counts), say.right_advice(counts),
        say.small_numbers(counts), beside.kept, beside.took, beside.caution,
        calibration_words(first_decisions(one)), *(what_happened(case) for case in one),
        *(text for row in say.figures(counts) for text in row),
    ]  # fmt: skip
    for text in told:
        assert not re.search(r"RAIR|RSR|improv|better|competent|harmful|\bNone\b|0 of 0", text)
        assert not re.search(r"\b1 (?:cases|answers)\b|  ", text)


def test_a_guess_is_one_of_the_options_and_nothing_said_is_nothing() -> None:
    assert chance("guess", 3) == Fraction(1, 3)
    assert chance("90", 3) == Fraction(9, 10)
    assert chance("", 3) is None
    with pytest.raises(ValueError, match="very"):
        chance("very", 3)


def test_only_dots_of_eight_are_drawn_and_only_from_ten_answers() -> None:
    nine = [Stated("90", 3, right=True)] * 9
    assert calibration(nine).plotted == ()
    more = calibration([*nine, Stated("50", 3, right=True)])
    assert [(dot.sure, dot.n) for dot in more.plotted] == [("90", 9)]
    assert "10 first answers" in calibration_words(calibration(nine))


def test_the_sentence_picks_the_dot_that_is_furthest_off() -> None:
    answers = [Stated("90", 3, at < 14) for at in range(20)] + [Stated("70", 3, at < 7) for at in range(10)]
    found = calibration(answers)
    dot = furthest_off(found)
    assert dot is not None
    assert dot_sentence(dot) == "When you said 90% sure, you were right 14 of 20 times (70%)."
    assert calibration_words(found).endswith("That is 20 in 100 fewer than you said.")


def test_a_case_has_no_figures_below_thirty_first_decisions() -> None:
    assert difficulty([Case("t", "x", "t", "t")] * 29) is None
    found = difficulty(
        [Case("t", "x", "t", "t")] * 20 + [Case("t", "x", "x", "t")] * 4 + [Case("x", "x", "x", "t")] * 6
    )
    assert found is not None
    assert found.unaided.said == "24 of 30 (80%)"
    assert found.followed is not None
    assert found.followed.said == "4 of 24 (17%)"
    assert finding(found, "miss") == "Few follow the wrong advice: does it give a reason that fits?"


def test_a_trap_and_a_wrong_case_have_their_own_aims() -> None:
    trap = difficulty([Case("x", "t", "t", "t")] * 28 + [Case("t", "t", "t", "t")] * 2)
    wrong = difficulty([Case("t", "x", "t", "t")] * 30)
    assert trap is not None
    assert wrong is not None
    assert trap.followed is None
    assert finding(trap, "trap").startswith("Too hard")
    assert finding(trap, "plain") == ""
    assert finding(wrong, "alarm").startswith("Too easy")


def test_decisions_of_two_cases_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="more than one case"):
        difficulty([Case("t", "x", "t", "t"), Case("t", "t", "t", "t")])
