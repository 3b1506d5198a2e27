"""From rates to whole people: the fact sheet's tables, Bayes' theorem, and sentences for every nought."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.measures import diagnostic_words as say
from courses.core.measures.diagnostic_test import (
    Burden,
    Tool,
    TwoByTwo,
    compare_groups,
    natural_frequencies,
    post_test,
    threshold_table,
)

pytestmark = pytest.mark.core
RATE = st.integers(0, 10_000).map(lambda parts: Fraction(parts, 10_000)) | st.sampled_from([Fraction(0), Fraction(1)])
TOOLS = st.builds(Tool, sensitivity=RATE, specificity=RATE, prevalence=RATE)
PEOPLE = st.integers(1, 5000)
CELL = st.integers(0, 1000)


def per_cent(text: str) -> Fraction:
    return Fraction(text) / 100


def tool(sensitivity: str, specificity: str, prevalence: str) -> Tool:
    return Tool(per_cent(sensitivity), per_cent(specificity), per_cent(prevalence))


@pytest.mark.parametrize(
    ("prevalence", "ppv", "npv"),
    [
        ("0.1", "0.9", "99.99"), ("0.5", "4.3", "99.94"), ("1", "8.3", "99.89"), ("2", "15.5", "99.8"),
        ("5", "32.1", "99.4"), ("10", "50.0", "98.8"), ("20", "69.2", "97.3"), ("30", "79.4", "95.5"),
        ("50", "90.0", "90.0"),
    ],
)  # fmt: skip
def test_the_same_tool_means_something_else_in_every_clinic(prevalence: str, ppv: str, npv: str) -> None:
    """Fact P2: sensitivity and specificity 90%."""
    found = tool("90", "90", prevalence)
    for exact, published in ((found.ppv, ppv), (found.npv, npv)):
        assert exact.value is not None
        assert f"{float(exact.value) * 100:.{len(published.partition('.')[2])}f}" == published


@pytest.mark.parametrize(("prevalence", "ppv"), [("0.1", "1.9"), ("1", "16.1"), ("5", "50.0"), ("10", "67.9")])
def test_a_better_tool_still_depends_on_how_common_it_is(prevalence: str, ppv: str) -> None:
    """Fact P2, second row: sensitivity and specificity 95%."""
    assert f"{float(tool('95', '95', prevalence).ppv.value or 0) * 100:.1f}" == ppv


def test_natural_frequencies_of_a_lesson() -> None:
    """Fact P3."""
    assert natural_frequencies(tool("90", "91", "1"), 1000) == TwoByTwo(tp=9, fn=1, fp=89, tn=901)


def test_the_table_rebuilt_from_a_sepsis_model() -> None:
    """Fact P10."""
    counts = TwoByTwo(tp=843, fn=1709, fp=6128, tn=29775)
    assert counts.total == 38_455
    shares = (counts.sensitivity, counts.specificity, counts.ppv, counts.npv)
    assert [share.percent for share in shares] == ["33%", "83%", "12%", "95%"]
    assert round(float(counts.lr_positive.value or 0), 1) == 1.9
    assert round(float(counts.lr_negative.value or 0), 2) == 0.81
    assert counts.flagged // counts.tp == 8


def test_a_threshold_is_chosen_by_what_it_asks_of_a_practice() -> None:
    """Fact P15: 400 people a month, 2% have it, sensitivity 85%."""
    rows = threshold_table(
        [(name, per_cent("85"), per_cent(name)) for name in ("80", "90", "95")], prevalence=per_cent("2"), tests=400
    )
    assert [row.burden.alerts for row in rows] == [85, 46, 26]
    assert [round(float(row.burden.ppv.value or 0) * 100) for row in rows] == [8, 15, 26]
    assert {(row.burden.real, row.burden.missed) for row in rows} == {(7, 1)}


@pytest.mark.parametrize(
    ("pre", "ratio", "post"), [("5", "9", 32), ("20", "9", 69), ("50", "9", 90), ("20", "0.11", 2.7)]
)
def test_likelihood_ratios_move_odds(pre: str, ratio: str, post: float) -> None:
    """Fact P8."""
    found = float(post_test(per_cent(pre), Fraction(ratio))) * 100
    assert found == pytest.approx(post, abs=0.5 if post > 10 else 0.05)


@given(TOOLS, PEOPLE)
def test_whole_people_always_add_up(tool: Tool, people: int) -> None:
    counts = natural_frequencies(tool, people)
    assert min(counts.tp, counts.fn, counts.fp, counts.tn) >= 0
    assert counts.ill + counts.well == counts.flagged + counts.cleared == counts.total == people
    assert abs(counts.ill - people * tool.prevalence) <= Fraction(1, 2)
    assert abs(counts.tp - people * tool.true_flags) <= 1
    assert abs(counts.fp - people * tool.false_flags) <= 1


@given(TOOLS, PEOPLE)
def test_the_share_of_right_flags_is_bayes_within_rounding(tool: Tool, people: int) -> None:
    counts = natural_frequencies(tool, people)
    if counts.ppv.value is not None and tool.ppv.value is not None:
        assert abs(counts.ppv.value - tool.ppv.value) <= Fraction(1, counts.flagged)
    if counts.npv.value is not None and tool.npv.value is not None:
        assert abs(counts.npv.value - tool.npv.value) <= Fraction(1, counts.cleared)


@given(TOOLS)
def test_bayes_in_odds_is_bayes_in_people(tool: Tool) -> None:
    """Two ways of writing one theorem."""
    if tool.ppv.value is not None and tool.lr_positive.value is not None:
        assert post_test(tool.prevalence, tool.lr_positive.value) == tool.ppv.value


@given(TOOLS)
def test_where_there_is_no_figure_there_is_a_reason(tool: Tool) -> None:
    for exact in (tool.ppv, tool.npv, tool.lr_positive, tool.lr_negative):
        assert (exact.value is None) == bool(exact.reason)


@given(TOOLS, st.integers(0, 5000))
def test_a_month_adds_up(tool: Tool, tests: int) -> None:
    month = Burden(tool, tests)
    assert month.real + month.false == month.alerts <= tests
    assert min(month.real, month.false, month.missed) >= 0
    assert not re.search(r"\b1 (?:alerts|a month are)\b|  ", say.burden_sentences(month))


@given(CELL, CELL, CELL, CELL)
def test_every_picture_can_be_told(tp: int, fn: int, fp: int, tn: int) -> None:
    counts = TwoByTwo(tp=tp, fn=fn, fp=fp, tn=tn)
    for text in (say.flag_sentence(counts), say.people_sentence(counts), say.silence_sentence(counts)):
        assert text.endswith(".")
        assert not re.search(r"\b1 (?:have|flagged have|who have|do)\b|of 0\b|  ", text)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((9, 1, 99, 891), "Of 108 flagged, 9 have it (8%)."),
        ((1, 0, 9, 990), "Of 10 flagged, 1 has it (10%)."),
        ((0, 1, 99, 900), "Of 99 flagged, none has it: every flag is a false alarm."),
        ((9, 1, 0, 990), "All 9 flagged have it: there are no false alarms."),
        ((0, 10, 0, 990), "Nobody is flagged: all 10 who have it are missed."),
        ((0, 1, 0, 999), "Nobody is flagged: the 1 person who has it is missed."),
        ((0, 0, 0, 1000), "Nobody is flagged, and nobody has it."),
        ((1, 0, 0, 999), "1 person is flagged, and has it."),
        ((0, 0, 1, 999), "1 person is flagged, and does not have it."),
        ((1, 0, 999, 0), "Of 1,000 flagged, 1 has it (under 1%)."),
    ],
)
def test_what_a_flag_means_in_words(cells: tuple[int, int, int, int], sentence: str) -> None:
    tp, fn, fp, tn = cells
    assert say.flag_sentence(TwoByTwo(tp=tp, fn=fn, fp=fp, tn=tn)) == sentence


def test_rounding_to_nobody_is_said() -> None:
    rare = tool("90", "90", "0.02")
    assert say.rounding_note(rare, natural_frequencies(rare, 1000)) == (
        "It is rarer than 1 in 1,000: in this picture nobody has it."
    )


def test_the_month_in_words() -> None:
    assert say.burden_sentences(Burden(tool("90", "90", "1"), 400)) == (
        "With 400 people a month you will see about 43 alerts: about 2 each working day. About 4 will be real. "
        "Fewer than one a month is missed in silence."
    )
    assert say.burden_sentences(Burden(tool("0", "100", "1"), 400)) == (
        "With 400 people a month you will see no alert. About 4 a month are missed in silence."
    )


def test_groups_are_compared_on_the_same_number_of_people() -> None:
    rows = compare_groups([("lighter skin", tool("90", "90", "1")), ("darker skin", tool("70", "90", "1"))], 1000)
    assert {row.counts.total for row in rows} == {1000}
    assert say.groups_sentence(rows) == (
        "Of 100 people who have it, the tool misses 30 in darker skin and 10 in lighter skin."
    )
    assert say.groups_sentence(rows[:1]) == ""


@pytest.mark.parametrize("rates", [("101", "90", "1"), ("90", "-1", "1")])
def test_a_rate_outside_its_range_is_refused(rates: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="sensitivity"):
        tool(*rates)


def test_certainty_cannot_be_met_by_its_opposite() -> None:
    with pytest.raises(ValueError, match="1"):
        post_test(Fraction(1), Fraction(0))
