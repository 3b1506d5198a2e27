"""When a course is to be done again, where a practice renews all in one month."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.learning.rules import valid_until
from courses.training.renewal import last_day, renew_by

pytestmark = pytest.mark.core

days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
months = st.integers(1, 12)


def ends(done: date, validity: int | None) -> date:
    day = valid_until(done, validity or 12)
    assert day is not None
    return day


@given(days, months, st.integers(1, 60))
def test_it_is_never_after_the_day_it_runs_out(done, month, validity):
    assert renew_by(done, ends(done, validity), month) <= ends(done, validity)


@given(days, months, st.integers(1, 60))
def test_nobody_is_asked_again_before_half_the_time_is_over(done, month, validity):
    half = (ends(done, validity) - done) / 2
    assert renew_by(done, ends(done, validity), month) - done >= half


@given(days, months)
def test_after_one_step_everybody_renews_in_the_month(done, month):
    first = renew_by(done, ends(done, 12), month)
    second = renew_by(first, ends(first, 12), month)
    assert second.month == month


@given(days, months)
def test_who_renews_in_the_month_does_so_every_year(done, month):
    """Whatever day of the month it was done on, and whether or not February has a 29th."""
    now = done.replace(month=month, day=min(done.day, 28))
    for renewed in (now, last_day(done.year, month)):
        after = renew_by(renewed, ends(renewed, 12), month)
        assert (after.year, after.month) == (renewed.year + 1, month)


@given(days, months)
def test_a_course_that_never_runs_out_is_done_again_within_a_year(done, month):
    assert renew_by(done, None, month) == renew_by(done, ends(done, 12), month)


@pytest.mark.parametrize(
    ("done", "until", "month", "by"),
    [
        (date(2027, 6, 12), date(2028, 6, 12), 6, date(2028, 6, 12)),  # in the month itself: a year on
        (date(2027, 5, 1), date(2028, 5, 1), 6, date(2027, 11, 30)),  # shortly before: once half-way to the next round
        (date(2027, 11, 30), date(2028, 11, 30), 6, date(2028, 6, 30)),  # and from then on with the others
        (date(2027, 1, 10), date(2028, 1, 10), 9, date(2027, 9, 30)),  # two thirds through: with the others
        (date(2027, 5, 31), date(2028, 5, 31), 5, date(2028, 5, 31)),  # on the month's last day: a year on
        (date(2027, 1, 10), date(2029, 1, 10), 9, date(2028, 9, 30)),  # two years: the last one before it runs out
        (date(2028, 2, 29), date(2029, 2, 28), 2, date(2029, 2, 28)),  # the leap day has no anniversary
        (date(2027, 2, 28), date(2028, 2, 28), 2, date(2028, 2, 28)),  # February 2028 ends a day after it runs out
    ],
)
def test_worked_examples(done, until, month, by):
    assert renew_by(done, until, month) == by
