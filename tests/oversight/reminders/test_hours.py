"""When anything may go out: the clock on the practice's wall, across weekends, pauses and days of 23 and 25 hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.oversight.reminders.models import ReminderSettings
from courses.oversight.reminders.schedule import held_by, is_open, opening
from tests.oversight.reminders.clock import at

pytestmark = pytest.mark.core

LONDON, NEW_YORK, AUCKLAND = (ZoneInfo(f"{name}") for name in ("Europe/London", "America/New_York", "Pacific/Auckland"))
WEDNESDAY = date(2027, 3, 17)


def usual(**values: object) -> ReminderSettings:
    return ReminderSettings(**values)


@pytest.mark.parametrize(("hour", "minute", "goes"), [(6, 59, False), (7, 0, True), (19, 59, True), (20, 0, False)])
def test_nothing_goes_from_eight_in_the_evening_to_seven(hour, minute, goes):
    assert is_open(usual(), LONDON, at(WEDNESDAY, hour, minute)) is goes


def test_nothing_goes_at_weekends_unless_wanted():
    saturday = at(date(2027, 3, 20), 10)
    assert held_by(usual(), LONDON, saturday) == "weekend"
    assert opening(usual(), LONDON, saturday) == at(date(2027, 3, 22), 7)
    assert is_open(usual(weekends=True), LONDON, saturday)


def test_friday_evening_waits_for_monday_morning():
    assert opening(usual(), LONDON, at(date(2027, 3, 19), 21)) == at(date(2027, 3, 22), 7)


def test_a_pause_ends_in_the_morning_of_its_day():
    paused = usual(paused_until=date(2027, 4, 1))
    assert held_by(paused, LONDON, at(WEDNESDAY)) == "paused"
    assert opening(paused, LONDON, at(WEDNESDAY)) == at(date(2027, 4, 1), 7)
    assert is_open(paused, LONDON, at(date(2027, 4, 1), 7))


def test_quiet_hours_may_lie_within_the_day_or_be_none():
    midday = usual(quiet_from=12, quiet_until=14)
    assert [is_open(midday, LONDON, at(WEDNESDAY, hour)) for hour in (0, 11, 12, 13, 14)] == [
        True, True, False, False, True,
    ]  # fmt: skip
    assert opening(usual(quiet_from=12, quiet_until=14), LONDON, at(date(2027, 3, 20))) == at(date(2027, 3, 22), 0)
    assert is_open(usual(quiet_from=7, quiet_until=7), LONDON, at(WEDNESDAY, 3))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (LONDON, date(2027, 3, 28)), (LONDON, date(2027, 10, 31)),
        (NEW_YORK, date(2027, 3, 14)), (NEW_YORK, date(2027, 11, 7)),
    ],
)  # fmt: skip
def test_a_day_on_which_the_clock_changes_opens_at_seven_on_the_wall(zone, day):
    evening = at(day - timedelta(days=1), 22, zone=zone.key)
    found = opening(usual(weekends=True), zone, evening).astimezone(zone)
    assert (found.date(), found.hour, found.minute) == (day, 7, 0)


def test_an_hour_that_does_not_exist_opens_at_the_next():
    found = opening(usual(quiet_from=20, quiet_until=1, weekends=True), LONDON, at(date(2027, 3, 27), 22))
    assert found.astimezone(LONDON).replace(tzinfo=None) == datetime(2027, 3, 28, 2, 0)
    assert is_open(usual(quiet_from=20, quiet_until=1, weekends=True), LONDON, found)


def test_auckland_is_open_while_london_sleeps():
    moment = at(date(2027, 3, 17), 9, zone="Pacific/Auckland")
    assert is_open(usual(), AUCKLAND, moment)
    assert not is_open(usual(), LONDON, moment)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(ZoneInfo("UTC")))
HOURS = st.integers(0, 23)


@given(MOMENTS, HOURS, HOURS, st.booleans(), st.sampled_from([LONDON, NEW_YORK, AUCKLAND]))
def test_the_next_opening_is_open_and_is_the_first(moment, begins, ends, weekends, zone):
    switches = usual(quiet_from=begins, quiet_until=ends, weekends=weekends)
    found = opening(switches, zone, moment)
    assert found >= moment
    assert is_open(switches, zone, found)
    assert found - moment < timedelta(days=4)
    step = timedelta(minutes=30)
    assert not any(is_open(switches, zone, moment + step * n) for n in range(int((found - moment) / step)))
