"""Item analysis: the worked example of the fact sheet, what always holds, and what is undefined."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.measures import item_analysis as items
from courses.core.measures.item_findings import finding
from courses.core.measures.small_groups import mean_of_group, shown_counts

pytestmark = pytest.mark.core
# Fact E13: six learners, five questions, totals 4, 3, 2, 5, 1, 0
EXAMPLE = [[float(sign) for sign in row] for row in ("11110", "11100", "11000", "11111", "10000", "00000")]
SCORE = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 2 / 3, 1.0])
RIGHT_OR_WRONG = st.sampled_from([0.0, 1.0])


def tables(score: st.SearchStrategy[float]) -> st.SearchStrategy[list[list[float]]]:
    """1 to 30 people × 2 to 8 questions."""
    widths = st.integers(2, 8)
    return widths.flatmap(lambda k: st.lists(st.lists(score, min_size=k, max_size=k), min_size=1, max_size=30))


def column(rows: list[list[float]], item: int) -> list[float]:
    return [row[item] for row in rows]


def test_the_worked_example_gives_the_published_facilities() -> None:
    values = [items.facility(column(EXAMPLE, item)).value for item in range(5)]
    assert [round(value or 0, 2) for value in values] == [0.83, 0.67, 0.50, 0.33, 0.17]


def test_the_worked_example_gives_the_published_reliability() -> None:
    assert items.kr20(EXAMPLE).value == pytest.approx(0.833, abs=0.0005)


def test_the_worked_example_gives_the_published_discrimination_of_question_three() -> None:
    totals = [sum(row) for row in EXAMPLE]
    assert totals == [4, 3, 2, 5, 1, 0]
    assert items.point_biserial(column(EXAMPLE, 2), totals).value == pytest.approx(0.878, abs=0.0005)
    assert items.item_rest(EXAMPLE, 2).value == pytest.approx(0.775, abs=0.0005)


def test_the_score_interval_of_a_known_case() -> None:
    """Newcombe, Stat Med 1998, table I: 81 of 263 and 0 of 20, 95%."""
    some, none = items.wilson(81 / 263, 263), items.wilson(0, 20)
    assert (round(some.low, 4), round(some.high, 4)) == (0.2553, 0.3662)
    assert (round(none.low, 4), round(none.high, 4)) == (0.0, 0.1611)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_between_nought_and_one(case: tuple[int, int]) -> None:
    right, n = case
    found = items.wilson(right / n, n)
    assert 0 <= found.low <= right / n + 1e-12
    assert right / n - 1e-12 <= found.high <= 1
    wider = items.wilson(right / n, n, z=3)
    assert wider.high - wider.low >= found.high - found.low


def test_an_interval_of_nobody_and_of_a_share_above_one_is_refused() -> None:
    for mean, n in ((0.5, 0), (1.2, 10), (-0.1, 10)):
        with pytest.raises(ValueError, match=str(n)):
            items.wilson(mean, n)


@given(tables(SCORE))
def test_every_figure_stays_within_its_bounds(rows: list[list[float]]) -> None:
    easy = items.facility(column(rows, 0)).value
    assert easy is not None
    assert 0 <= easy <= 1
    told = items.item_rest(rows, 0)
    assert told.value is None or -1 <= told.value <= 1
    alpha = items.cronbach_alpha(rows)
    assert alpha.value is None or alpha.value <= 1 + 1e-9


@given(tables(SCORE), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(rows: list[list[float]], chance: random.Random) -> None:
    mixed = chance.sample(rows, len(rows))
    assert items.facility(column(mixed, 0)) == items.facility(column(rows, 0))
    assert items.item_rest(mixed, 0) == items.item_rest(rows, 0)
    assert items.cronbach_alpha(mixed) == items.cronbach_alpha(rows)


@given(tables(RIGHT_OR_WRONG))
def test_with_right_or_wrong_both_reliabilities_agree_with_the_formula_of_p_and_q(rows: list[list[float]]) -> None:
    found = items.kr20(rows)
    assert found == items.cronbach_alpha(rows)
    if found.value is None:
        return
    n, k = len(rows), len(rows[0])
    shares = [sum(column(rows, item)) / n for item in range(k)]
    totals = [sum(row) for row in rows]
    variance = sum(total**2 for total in totals) / n - (sum(totals) / n) ** 2
    expected = k / (k - 1) * (1 - sum(p * (1 - p) for p in shares) / variance)
    assert found.value == pytest.approx(expected, abs=1e-9)


@given(tables(SCORE), SCORE)
def test_a_question_on_which_all_score_alike_tells_nobody_apart(rows: list[list[float]], score: float) -> None:
    found = items.item_rest([[score, *row] for row in rows], 0)
    assert (found.value, found.reason) == (None, items.ALL_ALIKE)


@given(tables(SCORE))
def test_a_question_that_goes_with_the_rest_is_the_mirror_of_one_that_goes_against_it(rows: list[list[float]]) -> None:
    scores, rests = column(rows, 0), [sum(row[1:]) for row in rows]
    with_it = items.discrimination(scores, rests).value
    against = items.discrimination([1 - score for score in scores], rests).value
    assert (with_it is None) == (against is None)
    if with_it is not None and against is not None:
        assert with_it == pytest.approx(-against, abs=1e-9)


def test_what_is_undefined_says_why() -> None:
    assert items.facility([]) == items.Measure(None, items.NOBODY)
    assert items.discrimination([], []) == items.Measure(None, items.NOBODY)
    assert items.cronbach_alpha([]) == items.Measure(None, items.NOBODY)
    assert items.cronbach_alpha([[1.0], [0.0]]) == items.Measure(None, items.ONE_QUESTION)
    assert items.cronbach_alpha([[1.0, 0.0], [0.0, 1.0]]) == items.Measure(None, items.TOTALS_ALIKE)
    assert items.discrimination([1.0, 0.0], [0.5, 0.5]) == items.Measure(None, items.REST_ALIKE)
    assert items.point_biserial([1.0, 0.0], [2.0, 2.0]) == items.Measure(None, items.TOTALS_ALIKE)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="0 and 1"):
        items.kr20([[0.5, 1.0]])
    with pytest.raises(ValueError, match="unequal"):
        items.cronbach_alpha([[1.0, 0.0], [1.0]])
    with pytest.raises(ValueError, match="unequal"):
        items.discrimination([1.0], [])


@given(st.lists(st.integers(0, 30), max_size=8))
def test_no_count_of_one_to_four_is_shown_nor_left_to_be_worked_out(counts: list[int]) -> None:
    shown = shown_counts(counts, add_up=True)
    assert all(one is None or one == 0 or one >= 5 for one in shown)
    assert all(one is None or one == count for one, count in zip(shown, counts, strict=True))
    hidden = shown.count(None)
    assert hidden != 1 or not any(shown), "one hidden count among others is the total less the others"


def test_counts_of_people_who_choose_several_hide_only_small_groups() -> None:
    assert shown_counts([30, 3, 12, 0], add_up=False) == [30, None, 12, 0]
    assert shown_counts([30, 3, 12, 0], add_up=True) == [30, None, None, 0]
    assert shown_counts([2, 3, 12], add_up=True) == [None, None, 12]


def test_the_mean_of_four_people_is_nobodys_business() -> None:
    assert mean_of_group([0.5] * 4) is None
    assert mean_of_group([0.5, 0.7, 0.9, 0.9, 0.5]) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("n", "facility", "discrimination", "sure", "expected"),
    [
        (19, 0.1, -0.9, 0.99, "few"),
        (20, None, None, None, "none"),
        (24, 0.42, -0.05, 0.9, "wrong"),
        (24, 0.71, -0.12, 0.9, "against"),
        (24, 0.71, -0.05, 0.5, "none"),
        (24, 0.25, 0.3, 0.9, "hard"),
        (24, 0.6, 0.3, 0.85, "sure"),
        (24, 0.6, 0.3, 0.7, "none"),
        (24, 0.97, 0.1, None, "easy"),
        (24, 1.0, None, None, "easy"),
    ],
)
def test_the_most_pressing_finding_is_told(
    n: int, facility: float | None, discrimination: float | None, sure: float | None, expected: str
) -> None:
    assert finding(n, facility, discrimination, sure) == expected
