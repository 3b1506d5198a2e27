"""What the duties of one person come to on a day: rows in, dates out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.people.models import Leave, Membership
from courses.training.duties import Asked, Completion, asked, due_of
from courses.training.models import Assignment, Duty, Exemption

pytestmark = pytest.mark.core

ON = date(2027, 3, 1)
Renewal = Assignment.Renewal


def duty(
    *, began: int = -10, due: int = 20, ended: int | None = None, renewal: str = Renewal.ROLLING, month=None
) -> Duty:
    """A duty in days from ON."""
    return Duty(
        membership=Membership(pk=1, started=date(2020, 1, 1)),
        assignment=Assignment(renewal=renewal, renewal_month=month),
        began=ON + timedelta(days=began),
        due=ON + timedelta(days=due),
        ended=None if ended is None else ON + timedelta(days=ended),
    )


def leave(started: int, until: int | None) -> Leave:
    return Leave(
        membership_id=1,
        started=ON + timedelta(days=started),
        until=None if until is None else ON + timedelta(days=until),
    )


def day(days: int) -> date:
    return ON + timedelta(days=days)


def read(*duties: Duty, leaves=(), exemptions=(), done=(), on: date = ON) -> Asked:
    return asked(duties, leaves, exemptions, done, on)


def test_of_two_duties_the_earlier_day_counts():
    assert read(duty(due=20), duty(due=9)).due == day(9)


def test_a_duty_that_was_taken_back_with_its_assignment_is_none():
    taken = duty(began=-3, ended=-3)
    taken.assignment.undone_at = datetime(2027, 2, 26, 12, tzinfo=UTC)
    assert read(taken) == Asked()
    assert read(duty(began=-3, ended=-3)).had_duty


def test_a_duty_whose_day_was_turned_back_by_the_clock_is_none():
    assert read(duty(began=1, ended=0)) == Asked()


def test_a_duty_that_begins_later_turns_the_page_on_that_day():
    assert read(duty(began=4)) == Asked(changes_on=day(4))


def test_leave_moves_the_due_day_by_the_days_that_fell_into_its_time():
    assert due_of(duty(), [leave(-5, -1)], ON) == day(25)
    assert due_of(duty(), [leave(-15, -8)], ON) == day(23)  # three days of it after the duty began
    assert due_of(duty(), [leave(-30, -11)], ON) == day(20)  # over before
    assert due_of(duty(), [leave(21, 40)], ON) == day(20)  # begins after it was due
    assert due_of(duty(), [leave(20, 24)], ON) == day(25)


def test_days_that_two_leaves_share_count_once():
    assert due_of(duty(), [leave(-5, -1), leave(-3, 0)], ON) == day(26)
    assert due_of(duty(), [leave(-5, -1), leave(-4, -2)], ON) == day(25)
    assert due_of(duty(), [leave(-5, -1), leave(-5, -1)], ON) == day(25)


def test_an_open_leave_moves_the_day_on_each_day():
    assert due_of(duty(), [leave(-5, None)], ON) == day(26)
    assert due_of(duty(), [leave(-5, None)], day(1)) == day(27)


def test_who_held_it_when_the_month_was_set_is_not_late_at_once():
    """Done two years ago, valid for ten more weeks; the month that was set has just passed."""
    done = Completion(day(-650), day(80))
    rule = duty(began=-1, due=27, renewal=Renewal.MONTH, month=2)
    found = read(rule, done=[done])
    assert found.renew_by == day(80)


def test_what_never_runs_out_is_renewed_by_the_first_due_day_and_not_in_the_past():
    rule = duty(began=-1, due=27, renewal=Renewal.MONTH, month=6)
    assert read(rule, done=[Completion(day(-2000), None)]).renew_by == day(27)


def test_in_the_rounds_that_follow_the_month_counts():
    rule = duty(began=-700, due=-672, renewal=Renewal.MONTH, month=6)
    assert read(rule, done=[Completion(date(2026, 6, 30), date(2027, 6, 30))]).renew_by == date(2027, 6, 30)
    assert read(rule, done=[Completion(date(2026, 10, 1), date(2027, 10, 1))]).renew_by == date(2027, 6, 30)


def test_leave_moves_the_month_but_never_beyond_the_day_it_runs_out():
    rule = duty(began=-700, due=-672, renewal=Renewal.MONTH, month=6)
    done = [Completion(date(2026, 10, 1), date(2027, 10, 1))]
    assert read(rule, done=done, leaves=[leave(-20, -11)]).renew_by == date(2027, 7, 10)
    assert read(rule, done=done, leaves=[leave(-150, -1)]).renew_by == date(2027, 10, 1)


def test_asked_once_and_met_it_is_over_even_when_the_certificate_runs_out():
    rule = duty(began=-500, due=-480, renewal=Renewal.ONCE)
    assert read(rule, done=[Completion(day(-490), day(-100))]) == Asked(had_duty=True)
    assert read(rule, done=[Completion(day(-900), day(-600))]).due == day(-480)  # had run out before it was asked


def test_an_exemption_that_was_ended_frees_no_longer_from_that_day():
    free = Exemption(membership_id=1, reason="wrong role", began=day(-5), until=None, ended=day(0))
    assert read(duty(), exemptions=[free]).due == day(20)
    assert read(duty(), exemptions=[free], on=day(-1)).exempt == "exempt, wrong role"
