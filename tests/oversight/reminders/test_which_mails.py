"""Which mail goes on which day: two for a course unless more are switched on, and none that is not needed."""

from __future__ import annotations

from datetime import date

import pytest

from courses.operations.models import Mail
from courses.oversight.reminders import sending
from courses.oversight.reminders.models import Reminder
from courses.oversight.reminders.planning import ByHand
from courses.people.models import Leave, Membership, User
from courses.training.models import Assignment, Credit, Exemption
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
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_an_assignment_is_told_ten_minutes_after_it_was_made(clinician, manager, small):
    ask(clinician, small, by=manager, note="Before the pilot, please.")
    assert go(at(ASKED, 10, 9)) == []
    (mail,) = go(at(ASKED, 10, 10))
    assert mail.subject == "Please do: A small course (9 minutes) by 19 March"
    assert (mail.to, mail.reply_to) == ("amara@elm.example", "sam@elm.example")
    for words in ("Elm Street Surgery", "Assigned by Sam Lee", "Before the pilot, please.", "tell Sam Lee why"):
        assert words in mail.text
        assert words in mail.html
    assert "/courses/small/" in mail.text
    assert go(at(ASKED, 10, 20)) == []


def test_an_assignment_that_was_undone_is_never_told(clinician, small):
    duty = ask(clinician, small)
    Assignment.objects.filter(pk=duty.assignment_id).update(undone_at=at(ASKED, 10, 5))
    type(duty).objects.update(ended=ASKED)
    assert go(at(ASKED, 11)) == []


def test_who_holds_what_runs_out_soon_hears_nothing_of_an_assignment_that_can_still_be_undone(clinician, small):
    finish(clinician, small, date(2026, 3, 1))  # holds for twelve months
    ask(clinician, small)
    assert go(at(ASKED, 10, 9)) == []
    assert [mail.subject for mail in go(at(ASKED, 10, 10))] == ["Renew by 1 March: A small course (1 minute)"]


def test_a_button_pressed_again_when_the_persons_next_day_has_begun_sends_the_mail_of_that_day(
    practice, clinician, manager, small
):
    User.objects.filter(pk=clinician.pk).update(timezone="Pacific/Auckland")
    member = Membership.objects.get(user=clinician)
    ask(clinician, small)
    press = {"practice": practice, "by": manager, "members": [member.pk], "choice": ByHand()}
    day = DUE + days(3)
    settle(at(day, 9))
    assert sending.send_by_hand(**press, now=at(day, 9)) == 1
    assert sending.send_by_hand(**press, now=at(day, 9)) == 0
    assert sending.send_by_hand(**press, now=at(day, 15)) == 1  # the same day in London, the next in Auckland
    assert list(Mail.objects.filter(purpose="due").values_list("key", flat=True)) == ["2027-03-22", "2027-03-23"]


def test_an_assignment_is_no_news_after_fourteen_days(clinician, small):
    ask(clinician, small)
    assert go(at(ASKED + days(15))) == []


def test_nobody_is_told_of_what_they_have_done_already(clinician, small):
    finish(clinician, small, date(2027, 1, 4))
    ask(clinician, small)
    assert go(at(ASKED, 11)) == []


def test_by_default_there_are_two_mails_for_a_course_however_late_it_gets(clinician, small):
    ask(clinician, small)
    assert [(day, mail.subject) for day, mail in go_daily(ASKED, DUE + days(40), hour=11)] == [
        (ASKED, "Please do: A small course (9 minutes) by 19 March"),
        (DUE - days(7), "Due 19 March: A small course (9 minutes left)"),
    ]


def test_who_was_asked_in_the_last_week_is_reminded_once_it_is_overdue(clinician, small):
    ask(clinician, small, asked=DUE - days(4))
    assert [(day, mail.subject) for day, mail in go_daily(DUE - days(4), DUE + days(30), hour=11)] == [
        (DUE - days(4), "Please do: A small course (9 minutes) by 19 March"),
        (DUE + days(3), "Overdue since 19 March: A small course"),  # the Monday after
    ]


def test_a_reminder_that_was_missed_goes_later_and_says_what_is_true_then(clinician, small):
    told(clinician, small)
    (mail,) = go(at(DUE - days(3)))
    assert mail.subject == "Due Friday: A small course (9 minutes left)"
    assert subjects(go(at(DUE))) == []


def test_today_and_tomorrow_are_said_in_words(clinician, small):
    told(clinician, small)
    settled = planned(told_practice(clinician), at(DUE))
    assert settled.planned[0].items[0].day == DUE
    assert subjects(go(at(DUE))) == ["Due today: A small course (9 minutes left)"]


def told_practice(person):
    return Membership.objects.get(user=person).practice


def test_everything_can_be_switched_on(practice, clinician, small):
    switch(practice, day_before=True, overdue=True, weekends=True)
    ask(clinician, small)
    assert [(day, mail.subject) for day, mail in go_daily(ASKED, DUE + days(40), hour=11)] == [
        (ASKED, "Please do: A small course (9 minutes) by 19 March"),
        (DUE - days(7), "Due 19 March: A small course (9 minutes left)"),
        (DUE - days(1), "Due tomorrow: A small course (9 minutes left)"),
        (DUE + days(1), "Overdue since 19 March: A small course"),
        (DUE + days(7), "Overdue since 19 March: A small course"),
    ]


def test_everything_can_be_switched_off(practice, clinician, small):
    switch(practice, assigned=False, reminder=False, expiring=False)
    ask(clinician, small)
    assert go_daily(ASKED, DUE + days(10), hour=11) == []


def test_a_server_that_was_off_for_weeks_sends_the_newest_only_and_notes_the_rest(practice, clinician, small):
    switch(practice, day_before=True, overdue=True)
    ask(clinician, small, asked=DUE - days(9))
    (mail,) = go(at(DUE + days(3)))
    assert mail.subject == "Overdue since 19 March: A small course"
    rows = dict(Reminder.objects.values_list("purpose", "reason"))
    assert rows.pop("day-after") == ""
    assert rows == dict.fromkeys(("assigned", "week-before"), "a newer one went instead")
    assert subjects(go(at(DUE + days(4)))) == []


def test_a_certificate_that_runs_out_is_announced_sixty_and_seven_days_before(clinician, small):
    ask(clinician, small, due=date(2026, 3, 19), asked=date(2026, 3, 1))
    finish(clinician, small, date(2026, 3, 19))  # runs out on 19 March 2027
    found = go_daily(DUE - days(70), DUE + days(20))
    assert [(day, mail.subject) for day, mail in found] == [
        (DUE - days(60) + days(0 if (DUE - days(60)).weekday() < 5 else 7 - (DUE - days(60)).weekday()),
         "Renew by 19 March: A small course (1 minute)"),
        (DUE - days(7), "Renew by 19 March: A small course (1 minute)"),
    ]  # fmt: skip


def test_what_ran_out_unseen_is_said_once(clinician, small):
    ask(clinician, small, due=date(2026, 3, 19), asked=date(2026, 3, 1))
    finish(clinician, small, date(2026, 3, 19))
    assert subjects(go(at(DUE + days(10)))) == ["Renew: A small course ran out on 19 March"]
    assert go_daily(DUE + days(11), DUE + days(20)) == []


def test_a_certificate_nobody_asks_for_is_not_announced(clinician, small):
    finish(clinician, small, date(2026, 3, 19))
    assert go_daily(DUE - days(8), DUE + days(5)) == []


def test_a_month_of_renewal_is_announced_though_the_certificate_holds_longer(clinician, small):
    ask(
        clinician, small, due=date(2026, 10, 1), asked=date(2026, 9, 1),
        renewal=Assignment.Renewal.MONTH, renewal_month=3,
    )  # fmt: skip
    finish(clinician, small, date(2026, 9, 10))  # runs out in September 2027, to be renewed in March
    found = planned(told_practice(clinician), at(date(2027, 3, 29))).planned
    assert [(item.purpose, item.day, item.renewal) for item in found[0].items] == [
        ("expiring-7", date(2027, 3, 31), True)
    ]


def test_whoever_is_on_leave_or_exempt_gets_nothing(clinician, small):
    duty = told(clinician, small)
    leave = Leave.objects.create(membership=duty.membership, started=DUE - days(9), until=DUE + days(9))
    assert go_daily(DUE - days(9), DUE + days(9)) == []
    leave.withdrawn_at = at(DUE)
    leave.save()
    Exemption.objects.create(membership=duty.membership, course=small.course, reason="wrong role", began=ASKED)
    assert go_daily(DUE - days(9), DUE + days(9)) == []


def test_after_leave_the_new_due_date_is_reminded_of_anew_and_once(clinician, small):
    duty = told(clinician, small)
    assert len(go(at(DUE - days(7)))) == 1
    Leave.objects.create(membership=duty.membership, started=DUE - days(4), until=DUE + days(9))  # a fortnight
    moved = DUE + days(14)
    found = go_daily(DUE - days(4), moved + days(10))
    assert [(day, mail.subject) for day, mail in found] == [
        (DUE + days(10), "Due Friday: A small course (9 minutes left)")  # the first day back is within the last week
    ]


def test_who_was_on_leave_when_it_was_assigned_is_told_after_it(clinician, small):
    duty = ask(clinician, small, due=date(2027, 6, 30))
    Leave.objects.create(membership=duty.membership, started=ASKED - days(1), until=ASKED + days(39))
    found = go_daily(ASKED, ASKED + days(50), hour=11)
    assert [(day, mail.subject[:9]) for day, mail in found] == [(date(2027, 3, 15), "Please do")]  # the Monday


def test_a_credit_stops_the_reminders(clinician, small):
    duty = told(clinician, small)
    Credit.objects.create(
        membership=duty.membership, course=small.course, kind="prior", completed_on=ASKED, accepted=True,
        created_at=at(ASKED), decided_at=at(ASKED),
    )  # fmt: skip
    assert go_daily(DUE - days(8), DUE + days(8)) == []


def test_somebody_who_has_left_or_whose_account_is_closed_gets_nothing(clinician, small):
    told(clinician, small)
    clinician.is_active = False
    clinician.save()
    assert go(at(DUE - days(7))) == []
    clinician.is_active = True
    clinician.save()
    Membership.objects.update(ended=DUE - days(8))
    assert go(at(DUE - days(7))) == []


def test_somebody_without_an_address_is_left_out_with_the_reason(practice, clinician, small):
    told(clinician, small)
    type(clinician).objects.filter(pk=clinician.pk).update(email=None)
    found = planned(practice, at(DUE - days(7)))
    assert found.planned == ()
    assert [(one.name, one.titles, one.reason) for one in found.left_out] == [
        ("Dr Amara Osei", ("A small course",), "no email address")
    ]
    assert go(at(DUE - days(7))) == []
