"""Reminders and the clock of each person, the closed days of their practice, and the ten minutes of an undo."""

from __future__ import annotations

from datetime import date

import pytest

from courses.operations.models import Delivery, Mail
from courses.oversight.reminders.models import Reminder
from courses.oversight.reminders.planning import ByHand
from courses.oversight.reminders.schedule import held_by, is_open, opening
from courses.people.models import ClosedDay, Membership, Practice, User
from courses.people.staff.leaving import end_membership
from courses.training.assigning.services import undo
from courses.training.models import Duty
from tests.actors import person
from tests.oversight.reminders.clock import ASKED, DUE, ask, at, days, go, go_daily, planned, switch, told
from tests.oversight.reminders.test_hours import LONDON, usual

pytestmark = [pytest.mark.web, pytest.mark.django_db]

WEEK_BEFORE = DUE - days(7)  # a Friday
MONDAY = DUE + days(3)


def close(practice, *when: date) -> None:
    for day in when:
        ClosedDay.objects.create(practice=practice, day=day, label="Closed")


def live_in(zone: str, *people: User) -> None:
    User.objects.filter(pk__in=[one.pk for one in people]).update(timezone=zone)


# Closed days


def test_on_a_closed_day_nothing_goes_and_the_next_working_day_brings_one_mail(practice, clinician, small):
    close(practice, WEEK_BEFORE, WEEK_BEFORE + days(3))
    told(clinician, small)
    found = go_daily(WEEK_BEFORE, DUE)
    assert [day for day, _mail in found] == [WEEK_BEFORE + days(4)]  # neither Friday, the weekend nor Monday


def test_what_fell_on_several_closed_days_goes_in_one_mail(practice, clinician, small):
    switch(practice, day_before=True, overdue=True)
    close(practice, *(WEEK_BEFORE + days(number) for number in range(8)))
    told(clinician, small)
    found = go_daily(WEEK_BEFORE, DUE + days(4))
    assert [(day, mail.subject) for day, mail in found] == [(MONDAY, "Overdue since 19 March: A small course")]


def test_closed_days_are_those_of_the_practice_alone(practice, stranger, clinician, small):
    close(stranger.memberships.get().practice, WEEK_BEFORE)
    told(clinician, small)
    assert len(go(at(WEEK_BEFORE))) == 1


def test_on_a_closed_monday_managers_get_their_list_on_tuesday(practice, clinician, manager, small):
    close(practice, MONDAY)
    told(clinician, small)
    found = [day for day, mail in go_daily(MONDAY, MONDAY + days(9)) if mail.purpose == "digest"]
    assert found == [MONDAY + days(1), MONDAY + days(7)]


def test_a_closed_day_is_said_and_the_next_opening_is_after_it():
    closed = frozenset({WEEK_BEFORE})
    assert held_by(usual(), LONDON, at(WEEK_BEFORE), closed) == "closed"
    assert not is_open(usual(weekends=True), LONDON, at(WEEK_BEFORE), closed)
    assert opening(usual(), LONDON, at(WEEK_BEFORE), closed) == at(WEEK_BEFORE + days(3), 7)


# Where somebody lives


def test_nobody_gets_mail_at_night_where_they_are(practice, clinician, small):
    live_in("America/New_York", clinician)
    told(clinician, small)
    assert go(at(WEEK_BEFORE, 10)) == []  # six in the morning in New York
    assert len(go(at(WEEK_BEFORE, 12))) == 1


def test_who_is_awake_gets_it_while_the_practice_sleeps(practice, clinician, small):
    live_in("Pacific/Auckland", clinician)
    told(clinician, small)
    (mail,) = go(at(WEEK_BEFORE, 0))  # one in the afternoon in Auckland
    assert mail.to == "amara@elm.example"


def test_today_is_what_it_is_where_somebody_lives(practice, clinician, small):
    switch(practice, day_before=True, reminder=False)
    live_in("Pacific/Auckland", clinician)
    told(clinician, small, due=MONDAY)
    (mail,) = go(at(MONDAY - days(1), 20))  # Sunday evening here, Monday morning there
    assert mail.subject.startswith("Due today: ")


def test_nobody_is_called_late_on_a_day_that_is_not_over_where_they_live(practice, clinician, small):
    switch(practice, overdue=True)
    live_in("Pacific/Honolulu", clinician)
    told(clinician, small, due=MONDAY)
    Reminder.objects.create(
        membership=Membership.objects.get(user=clinician), course=small.course, purpose="week-before",
        cycle=MONDAY.isoformat(), day=ASKED,
    )  # fmt: skip
    assert [mail for mail in go(at(MONDAY + days(1), 4)) if mail.purpose == "due"] == []  # Monday, six in the evening
    (mail,) = go(at(MONDAY + days(1), 18))  # Tuesday, eight in the morning
    assert mail.subject == "Overdue since 22 March: A small course"


def test_it_is_no_weekend_before_it_is_one_where_they_are(practice, clinician, small):
    live_in("Pacific/Auckland", clinician)
    told(clinician, small, due=DUE + days(1))
    assert go(at(WEEK_BEFORE + days(1), 1)) == []  # Saturday afternoon there
    assert len(go(at(WEEK_BEFORE + days(2), 20))) == 1  # Sunday evening here, Monday morning there


def test_the_plan_says_from_when_mail_may_go_where_somebody_is(practice, clinician, small):
    live_in("America/New_York", clinician)
    told(clinician, small)
    (left,) = planned(practice, at(WEEK_BEFORE, 10)).left_out
    assert left.reason == "no mail at this hour in America/New York: it goes on Friday 12 March at 07:00 there"
    assert planned(practice, at(WEEK_BEFORE, 10), by_hand=ByHand(member=left.membership_id)).planned


def test_a_manager_elsewhere_gets_the_list_when_it_is_morning_there(practice, clinician, manager, small):
    switch(practice, escalation=True)
    live_in("America/New_York", manager)
    told(clinician, small)
    found = go(at(MONDAY, 7))
    (row,) = [mail for mail in found if mail.purpose == "digest"]
    assert Delivery.objects.get(event="mail.queued", key=str(row.pk)).not_before == at(
        MONDAY, 7, zone="America/New_York"
    )
    assert [mail for mail in go(at(MONDAY, 12)) if mail.purpose == "digest"] == []


def test_a_manager_who_leaves_gets_nothing_that_waits(practice, clinician, manager, small):
    deputy = person("kit@elm.example", "Kit Deputy", timezone="America/New_York")
    member = Membership.objects.create(user=deputy, practice=practice, started=ASKED, is_manager=True)
    told(clinician, small)
    go(at(MONDAY, 7))
    assert Mail.objects.filter(person=deputy).exists()
    end_membership(practice=practice, member_id=member.pk, by=manager)
    assert not Mail.objects.filter(person=deputy).exists()
    assert Mail.objects.filter(person=manager, purpose="digest").exists()


def test_mail_of_another_practice_that_is_called_the_same_still_goes(practice, clinician, manager, small):
    namesake = Practice.objects.create(name=practice.name, slug="elm-street-2")
    Membership.objects.create(user=clinician, practice=namesake, started=ASKED)
    member = Membership.objects.get(user=clinician, practice=practice)
    ask(clinician, small, practice=namesake, asked=WEEK_BEFORE - days(1))
    (waiting,) = go(at(WEEK_BEFORE))
    end_membership(practice=practice, member_id=member.pk, by=manager)
    assert Mail.objects.filter(pk=waiting.pk).exists()


# While an assignment can be undone


@pytest.fixture
def late_at_once(practice, clinician, small) -> Duty:
    """Asked for at ten, due ten days before."""
    switch(practice, escalation=True, overdue=True)
    return ask(clinician, small, due=MONDAY - days(10), asked=MONDAY)


def test_no_mail_of_any_kind_goes_while_an_assignment_can_be_undone(practice, manager, late_at_once):
    assert go(at(MONDAY, 10, 9)) == []
    assert {mail.purpose for mail in go(at(MONDAY, 10, 10))} == {"digest", "escalation", "due"}


def test_what_was_undone_is_never_told_of(practice, manager, late_at_once, monkeypatch):
    assert go(at(MONDAY, 10, 9)) == []
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(MONDAY, 10, 9))
    assert undo(assignment=late_at_once.assignment, by=manager)
    monkeypatch.undo()
    assert go(at(MONDAY, 10, 10)) == []
    assert [mail for _day, mail in go_daily(MONDAY + days(1), MONDAY + days(20))] == []
    assert not Reminder.objects.exists()


def test_a_manager_who_wants_it_may_remind_at_once_of_what_can_still_be_undone(practice, manager, late_at_once):
    """They have read the mail and pressed: what nobody pressed waits."""
    choice = ByHand(member=late_at_once.membership_id)
    assert [one.membership_id for one in planned(practice, at(MONDAY, 10, 9), by_hand=choice).planned] == [
        late_at_once.membership_id
    ]


def test_the_list_waits_for_the_undo_and_then_goes_on_the_same_day(practice, clinician, manager, small):
    told(clinician, small)
    other = person("ben@elm.example", "Ben Soon")
    Membership.objects.create(user=other, practice=practice, started=ASKED)
    ask(other, small, due=MONDAY + days(3), asked=MONDAY)
    assert [mail.purpose for mail in go(at(MONDAY, 10, 5))] == ["due"]  # hers is older
    assert "digest" in [mail.purpose for mail in go(at(MONDAY, 10, 10))]
