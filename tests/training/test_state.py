"""The seven words, their order, their boundary days, their details, and the day on which they change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.training.state import LABELS, RENEW, SOON, Facts, State, Word, state

pytestmark = pytest.mark.core
TODAY = date(2026, 11, 21)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def word(on: date = TODAY, **facts: object) -> Word:
    return state(Facts(**facts), on).word  # type: ignore[arg-type]


def shown(on: date = TODAY, **facts: object) -> tuple[str, str]:
    found = state(Facts(**facts), on)  # type: ignore[arg-type]
    return found.label, found.detail


DONE = {"completed_on": day(-300), "valid_until": day(65)}
LAPSED = {"completed_on": day(-400), "valid_until": day(-35)}
HALF = {"started": True, "units_done": 1, "units": 3}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Word.NOT_ASSIGNED),
        ({"due": day(60)}, Word.NOT_STARTED),
        ({"started": True}, Word.IN_PROGRESS),
        ({"started": True, "due": day(60)}, Word.IN_PROGRESS),
        ({"due": day(14)}, Word.DUE_SOON),
        ({"due": day(-1)}, Word.OVERDUE),
        (DONE, Word.COMPLETE),
        (LAPSED, Word.EXPIRED),
    ],
)
def test_each_of_the_seven_words(facts, expected):
    assert word(**facts) is expected


def test_there_are_seven_words_and_each_has_its_text():
    assert {str(text) for text in LABELS.values()} == {
        "Not assigned", "Not started", "In progress", "Due soon", "Overdue", "Complete", "Expired",
    }  # fmt: skip
    assert set(LABELS) == set(Word)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"exempt": "on leave until 10 January", "due": day(-9), **LAPSED}, Word.NOT_ASSIGNED),
        ({"due": day(-9), **LAPSED}, Word.EXPIRED),  # expired before overdue
        ({"due": day(3), **LAPSED}, Word.EXPIRED),  # expired before due soon
        ({"due": day(-9), **LAPSED, **HALF}, Word.EXPIRED),  # a renewal begun does not hide that it ran out
        ({"due": day(-9), **HALF}, Word.OVERDUE),  # overdue before in progress
        ({"due": day(9), **HALF}, Word.DUE_SOON),  # due soon before in progress
        ({"due": day(-9), **DONE}, Word.COMPLETE),  # what is held and valid is not overdue
        ({"due": day(9), **DONE}, Word.COMPLETE),
        ({**DONE, **HALF}, Word.COMPLETE),  # a renewal begun early
    ],
)
def test_the_first_that_holds_wins(facts, expected):
    assert word(**facts) is expected


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(-1, Word.OVERDUE), (0, Word.DUE_SOON), (1, Word.DUE_SOON), (14, Word.DUE_SOON), (15, Word.NOT_STARTED)],
)
def test_the_days_around_a_due_date(offset, expected):
    assert word(due=day(offset)) is expected


@pytest.mark.parametrize(
    ("left", "expected", "detail"),
    [
        (61, "Complete", "valid to 21 Jan 2027"),
        (60, "Complete", "renew by 20 January"),
        (1, "Complete", "renew by 22 November"),
        (0, "Complete", "renew by 21 November"),  # the last valid day is valid to its end
        (-1, "Expired", "ran out on 20 November"),
    ],
)
def test_the_days_around_the_end_of_a_certificate(left, expected, detail):
    assert shown(completed_on=day(-200), valid_until=day(left)) == (expected, detail)


def test_the_day_of_completion_is_complete():
    assert word(completed_on=TODAY, valid_until=day(365)) is Word.COMPLETE


def test_what_never_runs_out_says_so():
    assert shown(completed_on=day(-4000)) == ("Complete", "does not run out")


@pytest.mark.parametrize("started", [False, True])
def test_a_lapsed_course_that_is_no_longer_asked_never_shows_expired(started):
    assert word(had_duty=True, started=started, **LAPSED) in (Word.NOT_ASSIGNED, Word.IN_PROGRESS)


def test_a_lapsed_course_that_nobody_asks_any_more_keeps_its_date():
    assert shown(had_duty=True, **LAPSED) == ("Not assigned", "ran out on 17 October")


def test_a_renewal_of_what_nobody_asks_any_more_is_in_progress():
    assert shown(had_duty=True, **LAPSED, **HALF) == ("In progress", "1 of 3 units")


def test_a_lapsed_course_taken_for_oneself_is_expired():
    assert shown(**LAPSED) == ("Expired", "ran out on 17 October")


def test_a_lapsed_course_that_is_asked_again_is_expired():
    assert word(due=day(40), had_duty=False, **LAPSED) is Word.EXPIRED


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"due": day(-6)}, ("Overdue", "since 15 November")),
        ({"due": day(-6), **HALF}, ("Overdue", "since 15 November, 1 of 3 units")),
        ({"due": day(6)}, ("Due soon", "by 27 November")),
        ({"due": day(6), **HALF}, ("Due soon", "by 27 November, 1 of 3 units")),
        ({**HALF}, ("In progress", "1 of 3 units")),
        ({**HALF, "due": day(60)}, ("In progress", "1 of 3 units, by 20 January")),
        ({"started": True, "units_done": 0, "units": 1}, ("In progress", "0 of 1 unit")),
        ({"due": day(60)}, ("Not started", "by 20 January")),
        ({"due": day(60), "units": 3}, ("Not started", "by 20 January")),
        ({}, ("Not assigned", "")),
        ({"exempt": "wrong role"}, ("Not assigned", "wrong role")),
    ],
)
def test_the_detail_says_by_when_and_how_far(facts, expected):
    assert shown(**facts) == expected


def test_without_a_duty_nothing_is_ever_due():
    assert all(word(on=day(offset), started=True) is Word.IN_PROGRESS for offset in range(0, 1000, 50))


@pytest.mark.parametrize(
    ("facts", "change"),
    [
        ({}, None),
        ({"due": day(60)}, day(46)),
        ({"due": day(15)}, day(1)),
        ({"due": day(14)}, day(15)),
        ({"due": day(0)}, day(1)),
        ({"due": day(-1)}, None),
        ({"started": True}, None),
        (DONE, day(5)),
        ({"completed_on": day(-300), "valid_until": day(60)}, day(61)),
        ({"completed_on": day(-300), "valid_until": TODAY}, day(1)),
        ({"completed_on": day(-300)}, None),
        (LAPSED, None),
    ],
)
def test_the_next_change_is_the_day_on_which_the_text_becomes_another(facts, change):
    assert state(Facts(**facts), TODAY).next_change == change


OFFSETS = st.integers(-120, 120)


@st.composite
def facts_of_a_day(draw: st.DrawFn) -> Facts:
    """Anything that can be known on TODAY: a completion lies in the past and ends after it."""
    done = draw(st.none() | st.integers(0, 500))
    ends = None if done is None else draw(st.none() | st.integers(1, 620))
    due = draw(st.none() | OFFSETS)
    units = draw(st.integers(0, 4))
    return Facts(
        due=None if due is None else day(due),
        had_duty=due is None and draw(st.booleans()),
        exempt=draw(st.sampled_from(["", "", "", "wrong role"])),
        started=draw(st.booleans()),
        completed_on=None if done is None else day(-done),
        valid_until=None if done is None or ends is None else day(ends - done),
        units_done=draw(st.integers(0, units)),
        units=units,
    )


def told(found: State) -> tuple[Word, str]:
    return found.word, found.detail


@given(facts_of_a_day())
def test_a_text_stays_until_its_next_change_and_is_another_one_then(facts):
    now = state(facts, TODAY)
    end = now.next_change or day(800)
    assert end > TODAY
    days = [TODAY + timedelta(days=n) for n in range((end - TODAY).days)]
    assert {told(state(facts, one)) for one in days} == {told(now)}
    if now.next_change is not None:
        assert told(state(facts, now.next_change)) != told(now)


@given(facts_of_a_day())
def test_due_words_are_for_duties_and_expired_is_for_what_ran_out(facts):
    found = state(facts, TODAY)
    if found.word in (Word.DUE_SOON, Word.OVERDUE, Word.NOT_STARTED):
        assert facts.due is not None
    if found.word is Word.EXPIRED:
        assert facts.valid_until is not None
        assert facts.valid_until < TODAY
        assert not facts.had_duty
    if found.word is Word.COMPLETE:
        assert facts.valid_until is None or facts.valid_until >= TODAY


def test_the_spans_are_those_of_the_design():
    assert (timedelta(days=14), timedelta(days=60)) == (SOON, RENEW)
