"""Days are local, certificates keep their dates, and a clock that jumps changes nothing that was said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.certificates.models import Certificate
from courses.learning.models import Attempt, Enrolment
from courses.learning.rules import valid_until
from courses.operations import outbox
from courses.people.models import Membership, Practice
from courses.training import standing
from courses.training.assigning import rules
from courses.training.assigning.choice import Choice, Target, Timing
from courses.training.assigning.services import assign
from courses.training.facts import standings
from courses.training.models import Duty, Standing
from courses.training.renewal import renew_by
from courses.training.state import Word
from tests.training.situations import complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]

LONDON, NEW_YORK, AUCKLAND = "Europe/London", "America/New_York", "Pacific/Auckland"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def live_in(zone: str, practice: Practice, user=None) -> None:
    practice.timezone = zone
    practice.save()
    if user is not None:
        user.timezone = zone
        user.save()


@pytest.fixture
def ask(practice, manager, small):
    """Everybody is asked for the small course, with those who join later."""

    def make(*, form: str = "page", **timing):
        timing = {"due": None, "days": None} | timing
        choice = Choice((small,), Target("everybody", future=True), Timing(**timing))
        return assign(practice=practice, choice=choice, by=manager, form=form)

    return make


def word(practice: Practice) -> str:
    """As a page of the practice would say it now."""
    outbox.drain()
    standing.refresh_overdue()
    return Standing.objects.get(practice=practice).word


@pytest.mark.parametrize(
    ("zone", "made", "due", "last", "first_late"),
    [
        # the clocks go back on 25 October 2026: the day has 25 hours, and ends an hour later in UTC than it began
        (LONDON, "2026-10-01T12:00", date(2026, 10, 25), "2026-10-25T23:59", "2026-10-26T00:00"),
        (LONDON, "2026-10-01T12:00", date(2026, 10, 24), "2026-10-24T22:59", "2026-10-24T23:00"),
        # they go forward on 28 March 2027 and 29 March 2026
        (LONDON, "2027-03-01T12:00", date(2027, 3, 28), "2027-03-28T22:59", "2027-03-28T23:00"),
        (LONDON, "2026-03-01T12:00", date(2026, 3, 29), "2026-03-29T22:59", "2026-03-29T23:00"),
        (LONDON, "2026-03-01T12:00", date(2026, 3, 28), "2026-03-28T23:59", "2026-03-29T00:00"),
        # New York: 1 November 2026, 14 March 2027
        (NEW_YORK, "2026-10-10T12:00", date(2026, 11, 1), "2026-11-02T04:59", "2026-11-02T05:00"),
        (NEW_YORK, "2026-10-10T12:00", date(2026, 10, 31), "2026-11-01T03:59", "2026-11-01T04:00"),
        (NEW_YORK, "2027-03-01T12:00", date(2027, 3, 14), "2027-03-15T03:59", "2027-03-15T04:00"),
    ],
)
def test_a_course_is_late_when_the_local_day_is_over_whatever_the_clocks_did(
    ask, practice, clinician, time_machine, zone, made, due, last, first_late
):
    live_in(zone, practice)
    time_machine.move_to(at(made), tick=False)
    ask(due=due)
    time_machine.move_to(at(last), tick=False)
    assert word(practice) == Word.DUE_SOON
    time_machine.move_to(at(first_late), tick=False)
    assert word(practice) == Word.OVERDUE


@pytest.mark.parametrize(
    ("zone", "made", "due"),
    [
        (LONDON, "2026-10-24T23:30", date(2026, 11, 22)),  # already 25 October, summer time
        (LONDON, "2026-10-25T23:30", date(2026, 11, 22)),  # still 25 October, winter time
        (LONDON, "2026-03-28T23:30", date(2026, 4, 25)),
        (LONDON, "2026-03-29T23:30", date(2026, 4, 27)),  # already 30 March
        (NEW_YORK, "2026-11-02T04:30", date(2026, 11, 29)),  # still 1 November
        (AUCKLAND, "2027-02-28T12:00", date(2027, 3, 29)),  # already 1 March
    ],
)
def test_days_are_counted_on_the_calendar_of_the_practice(ask, practice, clinician, time_machine, zone, made, due):
    live_in(zone, practice)
    time_machine.move_to(at(made), tick=False)
    ask(days=28)
    assert Duty.objects.get().due == due


def test_a_certificate_of_29_february_is_valid_to_28_february_and_renewed_by_then():
    leap = date(2028, 2, 29)
    assert valid_until(leap, 12) == date(2029, 2, 28)
    assert valid_until(leap, 48) == date(2032, 2, 29)
    for month in range(1, 13):
        by = renew_by(leap, valid_until(leap, 12), month)
        assert date(2028, 8, 29) <= by <= date(2029, 2, 28)


def test_who_completed_on_29_february_is_complete_to_28_february(practice, clinician, small, ask, time_machine):
    time_machine.move_to(at("2028-02-29T12:00"), tick=False)
    ask(due=date(2028, 3, 20))
    complete(clinician, small, certificate=False)
    time_machine.move_to(at("2029-02-28T23:59"), tick=False)
    assert word(practice) == Word.COMPLETE
    time_machine.move_to(at("2029-03-01T00:00"), tick=False)
    assert word(practice) == Word.EXPIRED


def test_a_due_date_of_29_february_is_that_day(practice, clinician, ask, time_machine):
    time_machine.move_to(at("2028-02-01T12:00"), tick=False)
    ask(days=28)
    assert Duty.objects.get().due == date(2028, 2, 29)


def test_due_follows_the_practice_and_completed_the_person(practice, clinician, small, ask, time_machine):
    """A practice in London, a clinician who works from Auckland: each has their own day."""
    live_in(LONDON, practice)
    clinician.timezone = AUCKLAND
    clinician.save()
    time_machine.move_to(at("2027-06-01T12:00"), tick=False)
    ask(due=date(2027, 6, 10))
    time_machine.move_to(at("2027-06-10T20:00"), tick=False)  # 11 June in Auckland, 10 June in London
    assert word(practice) == Word.DUE_SOON
    complete(clinician, small)
    certificate = Certificate.objects.get()
    row = standings([clinician], [small], date(2027, 6, 11), practice=practice)[clinician.pk, small.course_id]
    assert certificate.completed_on == row.facts.completed_on == date(2027, 6, 11)
    assert row.facts.due == date(2027, 6, 10)
    assert row.facts.valid_until == date(2028, 6, 11)


def dates() -> list[tuple[object, ...]]:
    """Every date that was promised to somebody."""
    return [
        *Duty.objects.order_by("pk").values_list("pk", "began", "due", "ended"),
        *Enrolment.objects.order_by("pk").values_list("pk", "started_at", "completed_at"),
        *Attempt.objects.order_by("pk").values_list("pk", "opened_at", "submitted_at"),
        *Certificate.objects.order_by("pk").values_list("pk", "completed_on", "valid_until", "code"),
    ]


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_clock_that_jumps_a_day_and_back_redates_nothing(practice, clinician, small, ask, time_machine, jump):
    now = at("2027-06-06T12:00")
    time_machine.move_to(now - timedelta(days=5), tick=False)
    ask(due=date(2027, 6, 20))
    complete(clinician, small)
    time_machine.move_to(now, tick=False)
    said, promised = word(practice), dates()
    member = Membership.objects.get(user=clinician)
    for moment in (now + jump, now):
        time_machine.move_to(moment, tick=False)
        rules.apply_rules(membership_id=member.pk)
        standing.refresh_member(membership_id=member.pk)
        assert word(practice) == said == Word.COMPLETE
        assert dates() == promised


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_what_is_due_in_ten_days_is_not_late_because_the_clock_jumped(practice, clinician, ask, time_machine, jump):
    now = at("2027-06-01T12:00")
    time_machine.move_to(now - timedelta(days=5), tick=False)
    ask(due=date(2027, 6, 11))
    time_machine.move_to(now, tick=False)
    promised = dates()
    assert word(practice) == Word.DUE_SOON
    member = Membership.objects.get(user=clinician)
    time_machine.move_to(now + jump, tick=False)
    standing.refresh_member(membership_id=member.pk)
    assert word(practice) == Word.DUE_SOON
    time_machine.move_to(now, tick=False)
    standing.refresh_member(membership_id=member.pk)
    assert word(practice) == Word.DUE_SOON
    assert dates() == promised


def test_who_joined_while_the_clock_was_a_day_ahead_is_asked_once_and_never_sooner(
    practice, clinician, ask, join_later, time_machine
):
    now = at("2027-06-01T12:00")
    time_machine.move_to(now, tick=False)
    ask(days=14)
    time_machine.move_to(now + timedelta(days=1), tick=False)
    member = join_later(date(2027, 6, 2))
    rules.apply_rules(membership_id=member.pk)
    time_machine.move_to(now, tick=False)
    rules.apply_rules(membership_id=member.pk)
    assert [duty.due for duty in member.duties.all()] == [date(2027, 6, 16)]


@pytest.fixture
def join_later(practice, educator):
    def join(day: date) -> Membership:
        return Membership.objects.create(user=educator, practice=practice, started=day, job_role="gp")

    return join


def test_renewal_keeps_every_old_certificate_and_attempt(practice, clinician, small, ask, time_machine):
    time_machine.move_to(at("2027-06-01T12:00"), tick=False)
    ask(due=date(2027, 6, 20))
    first = complete(clinician, small)
    before = dates()
    time_machine.move_to(at("2028-05-20T12:00"), tick=False)
    again = Enrolment.objects.create(
        person=clinician,
        course=small.course,
        cycle=2,
        rules_release=small,
        rules_until=at("2028-08-20T12:00"),
        started_at=at("2028-05-20T12:00"),
    )
    assert word(practice) == Word.COMPLETE  # renewal is under way, the first certificate still holds
    Enrolment.objects.filter(pk=again.pk).update(completed_at=at("2028-05-25T12:00"), completed_release=small)
    time_machine.move_to(at("2028-06-10T12:00"), tick=False)
    standing.refresh_enrolment(enrolment_id=again.pk)
    row = Standing.objects.get()
    assert (row.word, row.completed_on, row.valid_until) == (Word.COMPLETE, date(2028, 5, 25), date(2029, 5, 25))
    after = dates()
    assert set(before) <= set(after)
    first.refresh_from_db()
    assert first.completed_at == at("2027-06-01T12:00")
    assert Certificate.objects.get().valid_until == date(2028, 6, 1)
