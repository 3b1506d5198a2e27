"""What managers are told: on Mondays what is late, and, where it is switched on, who is late for a week."""

from __future__ import annotations

from datetime import date

import pytest

from courses.operations.models import Mail
from courses.oversight.reminders.models import Reminder
from courses.people.models import Membership
from tests.actors import person
from tests.oversight.reminders.clock import ASKED, DUE, at, days, finish, go, go_daily, switch, told

pytestmark = [pytest.mark.web, pytest.mark.django_db]

MONDAY = DUE + days(3)


def mails(found: list[Mail], purpose: str) -> list[Mail]:
    return [mail for mail in found if mail.purpose == purpose]


@pytest.fixture
def deputy(practice):
    one = person("kit@elm.example", "Kit Deputy")
    Membership.objects.create(user=one, practice=practice, started=ASKED, is_manager=True)
    return one


def test_on_monday_every_manager_gets_the_list_overdue_first(practice, clinician, manager, deputy, small):
    told(clinician, small)
    soon = person("ben@elm.example", "Ben Soon")
    Membership.objects.create(user=soon, practice=practice, started=ASKED)
    told(soon, small, due=MONDAY + days(3))
    found = mails(go(at(MONDAY, 7)), "digest")
    assert {mail.to for mail in found} == {"sam@elm.example", "kit@elm.example"}
    assert {mail.subject for mail in found} == {"1 overdue, 1 due soon at Elm Street Surgery"}
    text = found[0].text
    assert text.index("Dr Amara Osei: A small course. Overdue since 19 March") < text.index("Ben Soon: A small course")
    assert "/practice/elm-street/" in text
    assert mails(go(at(MONDAY, 15)), "digest") == []


def test_a_manager_is_told_once_a_week(clinician, manager, small):
    told(clinician, small)
    found = [day for day, mail in go_daily(MONDAY, MONDAY + days(14)) if mail.purpose == "digest"]
    assert found == [MONDAY, MONDAY + days(7), MONDAY + days(14)]


def test_nothing_overdue_is_no_mail(clinician, manager, small):
    told(clinician, small, due=MONDAY + days(3))
    assert mails(go(at(MONDAY)), "digest") == []


def test_the_list_can_be_switched_off(practice, clinician, manager, small):
    switch(practice, weekly=False)
    told(clinician, small)
    assert mails(go(at(MONDAY)), "digest") == []


def test_a_week_around_new_year_is_one_week(clinician, manager, small):
    told(clinician, small)
    assert len(mails(go(at(date(2029, 1, 1))), "digest")) == 1  # the first week of 2029
    assert len(mails(go(at(date(2029, 12, 31))), "digest")) == 1  # the first week of 2030


def test_a_manager_who_learns_gets_one_mail_of_their_own_besides(deputy, small):
    told(deputy, small)
    found = go(at(MONDAY))
    assert sorted(mail.purpose for mail in found) == ["digest", "due"]
    assert mails(found, "due")[0].reply_to == ""  # nobody is their own manager


def test_escalation_is_off_unless_switched_on(clinician, manager, small):
    told(clinician, small)
    assert all(mail.purpose != "escalation" for _day, mail in go_daily(DUE, DUE + days(14)))


def test_managers_hear_once_of_somebody_who_is_late_for_a_week(practice, clinician, manager, deputy, small):
    switch(practice, escalation=True)
    told(clinician, small)
    found = [(day, mail) for day, mail in go_daily(DUE, DUE + days(20)) if mail.purpose == "escalation"]
    assert [day for day, _mail in found] == [DUE + days(7)] * 2
    assert {mail.to for _day, mail in found} == {"sam@elm.example", "kit@elm.example"}
    assert found[0][1].subject == "1 course is overdue by a week at Elm Street Surgery"
    assert "Dr Amara Osei: A small course. Overdue since 19 March" in found[0][1].text
    assert Reminder.objects.filter(purpose="escalation").count() == 1


def test_those_who_get_late_on_the_same_day_share_a_mail_and_the_done_are_not_in_it(
    practice, clinician, manager, small
):
    switch(practice, escalation=True)
    for name in ("Ben", "Ceri"):
        one = person(f"{name}@elm.example".lower(), name)
        Membership.objects.create(user=one, practice=practice, started=ASKED)
        told(one, small)
        if name == "Ceri":
            finish(one, small, DUE)
    told(clinician, small)
    (mail,) = mails(go(at(DUE + days(7))), "escalation")
    assert mail.subject == "2 courses are overdue by a week at Elm Street Surgery"
    assert "Ben" in mail.text
    assert "Ceri" not in mail.text


def test_without_a_manager_who_has_an_address_it_is_noted_and_over(practice, clinician, small):
    switch(practice, escalation=True)
    told(clinician, small)
    assert mails(go(at(DUE + days(7))), "escalation") == []
    assert Reminder.objects.get(purpose="escalation").reason == "no manager has an address"
