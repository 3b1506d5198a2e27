"""The job: each reminder once whatever happens, one mail a day for a person, and exactly what the dry run said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.operations import outbox
from courses.operations.models import Delivery, Mail
from courses.oversight.reminders import sending
from courses.oversight.reminders.cases import desk_of
from courses.oversight.reminders.models import Reminder
from courses.people.models import Membership, Practice, User
from courses.training.models import Assignment, Duty, Exemption, Standing
from tests.actors import person
from tests.learning.small_course import release_of, small_folder
from tests.oversight.reminders.clock import (
    ASKED,
    DUE,
    ask,
    at,
    days,
    finish,
    go,
    go_daily,
    planned,
    settle,
    subjects,
    switch,
    told,
)  # fmt: skip

pytestmark = [pytest.mark.web, pytest.mark.django_db]

WEEK_BEFORE = DUE - days(7)


@pytest.fixture
def second(db):
    return release_of(small_folder(("course.md", "title: A small course", "title: Another course"), slug="another"))


def test_courses_that_are_due_are_merged_into_one_mail(clinician, small, second):
    told(clinician, small)
    told(clinician, second, due=WEEK_BEFORE - days(2))
    (mail,) = go(at(WEEK_BEFORE))
    assert mail.subject == "2 courses are due, 1 of them overdue: Another course, A small course"
    assert mail.text.count("/courses/") == 2
    assert Reminder.objects.filter(mail=mail).count() == 2


def test_a_person_in_two_practices_gets_one_mail_a_day(clinician, stranger, small, second):
    oak = Membership.objects.get(user=stranger).practice
    Membership.objects.create(user=clinician, practice=oak, started=ASKED)
    elm = Membership.objects.get(user=clinician, practice__slug="elm-street").practice
    ask(clinician, small, practice=elm)
    ask(clinician, second, practice=oak)
    (first,) = go(at(ASKED, 11))
    assert "Elm Street Surgery" in first.text
    found = planned(oak, at(ASKED, 11))
    assert [one.reason for one in found.left_out] == ["had a mail today"]
    (other,) = go(at(ASKED + days(1), 11))
    assert "Oak Lane" in other.text


def test_the_day_is_that_of_the_person_when_their_practices_lie_far_apart(clinician, small, second):
    auckland = Practice.objects.create(name="Kauri", slug="kauri", timezone="Pacific/Auckland")
    Membership.objects.create(user=clinician, practice=auckland, started=ASKED)
    elm = Membership.objects.get(user=clinician, practice__slug="elm-street").practice
    ask(clinician, small, practice=elm)
    ask(clinician, second, practice=auckland, asked=ASKED + days(1))
    assert len(go(at(ASKED, 11))) == 1
    evening = at(ASKED + days(1), 11, zone="Pacific/Auckland")  # ten in the evening of the same day in London
    assert go(evening) == []


def test_nothing_goes_in_quiet_hours_at_weekends_or_in_a_pause(practice, clinician, small):
    told(clinician, small)
    assert go(at(WEEK_BEFORE, 6, 59)) == []
    assert go(at(WEEK_BEFORE + days(1))) == []
    switch(practice, paused_until=WEEK_BEFORE + days(5))
    assert go(at(WEEK_BEFORE + days(4))) == []
    assert len(go(at(WEEK_BEFORE + days(5)))) == 1


def test_auckland_gets_its_mails_in_its_own_morning(practice, clinician, small):
    Practice.objects.filter(pk=practice.pk).update(timezone="Pacific/Auckland")
    User.objects.filter(pk=clinician.pk).update(timezone="Pacific/Auckland")
    told(clinician, small)
    assert go(at(WEEK_BEFORE, 10)) == []  # eleven in the evening there
    assert len(go(at(WEEK_BEFORE + days(3), 8, zone="Pacific/Auckland"))) == 1


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/London", date(2027, 3, 28)), ("America/New_York", date(2027, 11, 7))]
)
def test_a_day_of_23_or_25_hours_brings_one_mail(practice, clinician, small, zone, day):
    Practice.objects.filter(pk=practice.pk).update(timezone=zone)
    User.objects.filter(pk=clinician.pk).update(timezone=zone)
    switch(practice, weekends=True)
    told(clinician, small, due=day + days(7))
    start = at(day - days(1), 20, zone=zone)
    mails = [mail for step in range(48) for mail in go(start + timedelta(hours=step))]
    assert len(mails) == 1
    assert Reminder.objects.get(mail=mails[0]).day == day


def test_a_clock_that_jumps_a_day_forward_and_back_sends_nothing_twice(clinician, small, second):
    told(clinician, small)
    told(clinician, second, due=DUE + days(3))
    assert len(go(at(WEEK_BEFORE))) == 1
    assert len(go(at(WEEK_BEFORE + days(3)))) == 1  # jumped: the other one is due in a week now
    for day in (WEEK_BEFORE, WEEK_BEFORE - days(1), WEEK_BEFORE + days(3), WEEK_BEFORE + days(4)):
        assert go(at(day)) == []


def test_a_kill_between_ledger_and_mail_leaves_neither_and_the_next_run_sends(clinician, small, monkeypatch):
    told(clinician, small)
    rows = Reminder.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(Reminder.objects, "bulk_create", _killed)
        assert go(at(WEEK_BEFORE)) == []
    assert (Reminder.objects.count(), Mail.objects.count()) == (rows, 0)
    assert not Delivery.objects.filter(event="mail.queued").exists()
    assert len(go(at(WEEK_BEFORE, 10, 10))) == 1


def _killed(*_args, **_more):
    raise RuntimeError("killed")


def test_one_person_whose_mail_fails_keeps_nobody_else_waiting(practice, clinician, small, monkeypatch):
    other = person("ben@elm.example", "Ben")
    Membership.objects.create(user=other, practice=practice, started=ASKED)
    told(clinician, small)
    told(other, small)
    letter = sending.letter
    monkeypatch.setattr(sending, "letter", lambda desk, one, now, by=None: _only_ben(letter, desk, one, now))
    assert [mail.to for mail in go(at(WEEK_BEFORE))] == ["ben@elm.example"]


def _only_ben(letter, desk, one, now):
    if one.name != "Ben":
        raise ValueError(one.name)
    return letter(desk, one, now)


def test_without_a_broker_the_mail_waits_in_the_outbox_and_goes(clinician, small, monkeypatch):
    def down(*_args, **_more):
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox.current_app, "send_task", down)
    told(clinician, small)
    (mail,) = go(at(WEEK_BEFORE))
    assert Delivery.objects.filter(event="mail.queued").count() == 1
    outbox.drain()
    assert [one.subject for one in django_mail.outbox] == [mail.subject]
    assert django_mail.outbox[0].reply_to == []


def test_a_run_that_has_no_time_left_leaves_the_rest_to_another_task(clinician, small, monkeypatch):
    asked: list[str] = []
    told(clinician, small)
    settle(at(WEEK_BEFORE))
    monkeypatch.setattr(sending.current_app, "send_task", lambda name, **_more: asked.append(name))
    assert sending.run(at(WEEK_BEFORE), seconds=0) == 0
    assert asked == ["courses.tasks.remind"]
    assert sending.run(at(WEEK_BEFORE)) == 1


def test_what_is_done_or_left_between_planning_and_sending_is_not_sent(practice, clinician, small, monkeypatch):
    duty = told(clinician, small)
    found = planned(practice, at(WEEK_BEFORE)).planned[0]
    desk = desk_of(practice)

    def send() -> int:
        return sending._send(desk, found.membership_id, found.person_id, at(WEEK_BEFORE))

    Exemption.objects.create(membership=duty.membership, course=small.course, reason="leave", began=ASKED)
    assert send() == 0
    Exemption.objects.all().delete()
    Membership.objects.update(ended=WEEK_BEFORE)
    assert send() == 0
    Membership.objects.update(ended=None)
    Duty.objects.update(ended=WEEK_BEFORE)
    assert send() == 0
    Duty.objects.update(ended=None)
    enrolment = finish(clinician, small, WEEK_BEFORE)
    assert send() == 0
    enrolment.delete()
    assert send() == 1
    assert send() == 0


def test_a_mailbox_that_refused_gets_nothing_by_itself_until_it_takes_something(practice, clinician, small):
    told(clinician, small)
    row = Mail.objects.create(
        to=clinician.email, purpose="complete", key="1", subject="x", refused_at=at(WEEK_BEFORE - days(2)),
        refusal="5.2.2 mailbox full",
    )  # fmt: skip
    assert go(at(WEEK_BEFORE)) == []
    assert [one.reason for one in planned(practice, at(WEEK_BEFORE)).left_out] == ["the mailbox refused our last mail"]
    row.pk, row.key, row.refused_at, row.sent_at = None, "2", None, at(WEEK_BEFORE - days(1))
    row.save()
    assert len(go(at(WEEK_BEFORE))) == 1


def test_a_refusal_is_forgotten_after_thirty_days_or_with_another_address(clinician, small):
    told(clinician, small)
    Mail.objects.create(
        to=clinician.email, purpose="complete", key="1", subject="x", refused_at=at(WEEK_BEFORE - days(31))
    )
    assert len(go(at(WEEK_BEFORE))) == 1


@pytest.mark.parametrize("title", ["Hello\\nBcc: all@elm.example", "x\u2028Bcc: y", "\u202eevil", "<b>Bold</b> & “co”"])
def test_a_hostile_title_stays_in_its_line(clinician, small, title):
    structure = {**small.structure, "title": title.replace("\\n", "\n")}
    type(small).objects.filter(pk=small.pk).update(structure=structure)
    told(clinician, small)
    (mail,) = go(at(WEEK_BEFORE))
    assert mail.subject.startswith("Due 19 March: ")
    assert len(mail.subject.splitlines()) == 1
    assert "\u202e" not in mail.subject
    assert "<b>" not in mail.html
    outbox.drain()
    assert set(django_mail.outbox[0].message().keys()) <= {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
    }  # fmt: skip


def test_no_colleague_is_named_to_a_colleague(practice, clinician, manager, small):
    for name in ("Ben", "Ceri"):
        one = person(f"{name}@elm.example".lower(), f"{name} Colleague")
        Membership.objects.create(user=one, practice=practice, started=ASKED)
        told(one, small)
    told(clinician, small)
    mails = {mail.to: mail.text + mail.html for mail in go(at(WEEK_BEFORE))}
    assert len(mails) == 3
    assert "Colleague" not in mails["amara@elm.example"]


def crowd_of(practice: Practice, small, count: int) -> None:
    """So many more members who were told of a duty, as rows."""
    begin = Membership.objects.count()
    users = [
        User(email=f"crowd{number}@elm.example", display_name=f"Crowd {number}", password="!")
        for number in range(begin, begin + count)
    ]
    members = Membership.objects.bulk_create(
        [Membership(user=one, practice=practice, started=ASKED) for one in User.objects.bulk_create(users)]
    )
    rule = Assignment.objects.create(practice=practice, due=DUE, created_at=at(ASKED))
    where = {"course": small.course, "due": DUE, "began": ASKED, "created_at": at(ASKED)}
    Duty.objects.bulk_create([Duty(membership=one, assignment=rule, **where) for one in members])


def test_the_plan_costs_as_many_queries_for_a_thousand_people_as_for_a_hundred(practice, small):
    def count() -> int:
        settle(at(WEEK_BEFORE))
        desk = desk_of(practice)
        with CaptureQueriesContext(connection) as caught:
            found = sending.plan(desk, at(WEEK_BEFORE))
        assert len(found.planned) == Membership.objects.count()
        return len(caught)

    crowd_of(practice, small, 100)
    few = count()
    crowd_of(practice, small, 900)
    assert count() == few <= 20


def test_a_day_on_which_nothing_is_to_be_said_costs_four_queries_a_practice(practice, small):
    crowd_of(practice, small, 20)
    settle(at(ASKED))
    desk = desk_of(practice)
    with CaptureQueriesContext(connection) as caught:
        assert sending.plan(desk, at(ASKED + days(20))).planned == ()
    assert len(caught) == 4


def test_a_first_run_after_a_year_reminds_everybody_once_and_then_falls_silent(practice, clinician, small, second):
    told(clinician, small)
    told(clinician, second)
    later = DUE.replace(year=2028)
    assert len(subjects(go(at(later + days(2))))) == 1
    assert go_daily(later + days(3), later + days(9)) == []
    assert Standing.objects.exists()
