"""The pages: who would get what, what was sent, what was refused, the switches, and reminding by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.operations.models import AuditEntry, Mail
from courses.oversight.reminders import queries
from courses.oversight.reminders.models import Reminder, ReminderSettings
from courses.people.models import Leave, Membership
from courses.training.models import Exemption
from tests.actors import person
from tests.learning.small_course import release_of, small_folder
from tests.oversight.reminders.clock import ask, go, settle, switch

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def late(practice, clinician, small):
    """A duty that is three days late now."""
    today = timezone.localdate(timezone=practice.zone)
    duty = ask(clinician, small, due=today - timedelta(days=3), asked=today - timedelta(days=60))
    settle(timezone.now())
    return duty


@pytest.fixture
def client(as_user, manager):
    return as_user(manager)


PAGE, REMIND = (reverse(name, args=["elm-street"]) for name in ("practice-reminders", "practice-remind"))


def usual(**changes) -> dict[str, object]:
    return {
        "assigned": "on", "reminder": "on", "expiring": "on", "weekly": "on", "quiet_from": "20", "quiet_until": "7",
        "paused_until": "", **changes,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["practice-reminders", "practice-remind"])
def test_nobody_but_the_manager_has_these_pages(as_user, clinician, stranger, practice, name):
    for somebody in (clinician, stranger):
        for method in ("get", "post"):
            assert getattr(as_user(somebody), method)(reverse(name, args=["elm-street"])).status_code == 404


def test_the_page_shows_who_would_get_what_word_for_word(client, late):
    page = client.get(PAGE).content.decode()
    assert "<bdi>Dr Amara Osei</bdi>" in page
    assert "Overdue since" in page
    assert "amara@elm.example" in page
    assert "It was due on" in page


def test_a_page_without_anything_says_so(client, practice):
    page = client.get(PAGE).content.decode()
    for words in ("Nobody gets a mail.", "No mail was refused", "Nothing yet."):
        assert words in page


def test_looking_changes_nothing(client, late):
    client.get(PAGE)
    client.get(REMIND)
    assert not Mail.objects.exists()
    assert not ReminderSettings.objects.exists()


def test_somebody_without_an_address_is_named_with_the_reason(client, late, clinician):
    type(clinician).objects.filter(pk=clinician.pk).update(email=None)
    assert "no email address" in client.get(PAGE).content.decode()


def test_who_is_on_leave_or_exempt_is_named_with_the_reason(client, late, small):
    leave = Leave.objects.create(membership=late.membership, started=late.due - timedelta(days=1))
    settle(timezone.now())
    assert "on leave" in client.get(PAGE).content.decode()
    leave.delete()
    Exemption.objects.create(membership=late.membership, course=small.course, reason="wrong role", began=late.began)
    settle(timezone.now())
    page = client.get(PAGE).content.decode()
    assert "exempt, wrong role" in page
    assert "Nobody gets a mail." in page


def test_who_is_left_out_of_two_courses_for_one_reason_stands_there_once(client, late, clinician):
    other = release_of(small_folder(slug="other"))
    ask(clinician, other, due=late.due, asked=late.began)
    Leave.objects.create(membership=late.membership, started=late.due - timedelta(days=1))
    settle(timezone.now())
    page = client.get(PAGE).content.decode()
    assert page.count(">on leave<") == 1
    assert "<p>A small course, A small course</p>" in page


def test_saving_the_switches_is_noted_and_saving_them_again_is_not(client, practice, manager):
    for _ in range(2):
        assert client.post(PAGE, usual(day_before="on", quiet_from="18")).status_code == 302
    kept = ReminderSettings.objects.get(practice=practice)
    assert (kept.day_before, kept.overdue, kept.quiet_from, kept.paused_until) == (True, False, 18, None)
    entry = AuditEntry.objects.get(action="reminders.changed")
    assert (entry.actor, entry.practice_id, entry.detail) == (
        manager, practice.pk, {"day_before": True, "quiet_from": 18},
    )  # fmt: skip


def test_a_pause_can_be_set_and_taken_back(client, practice):
    client.post(PAGE, usual(paused_until="2099-03-01"))
    assert "when the pause is over" in client.get(PAGE).content.decode()
    client.post(PAGE, usual())
    assert ReminderSettings.objects.get().paused_until is None


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_from": "24"}, {"quiet_until": "x"}, {"paused_until": "32 March"}, {"paused_until": "9999-12-31"}],
)
def test_what_makes_no_sense_is_refused_with_a_summary(client, practice, wrong):
    reply = client.post(PAGE, usual(**wrong))
    assert reply.status_code == 422
    assert "There is a problem" in reply.content.decode()
    assert not ReminderSettings.objects.exists()


def test_a_manager_sees_the_names_first_and_sends_with_one_button(client, late, manager):
    page = client.get(REMIND).content.decode()
    assert "Remind 1 person" in page
    assert f'value="{late.membership_id}" checked' in page
    client.post(REMIND, {"member": late.membership_id})
    mail = Mail.objects.get()
    assert mail.subject.startswith("Overdue since ")
    assert mail.reply_to == "sam@elm.example"
    assert "Sam Lee at Elm Street Surgery asks you" in mail.text
    assert Reminder.objects.get(reason="").by == manager
    assert set(Reminder.objects.exclude(reason="").values_list("purpose", "reason")) == {
        ("week-before", "a manager sent one instead")
    }
    entry = AuditEntry.objects.get(action="reminder.sent")
    assert (entry.subject, entry.detail) == ("Dr Amara Osei", {"courses": ["A small course"]})


def test_a_second_click_sends_nothing_and_the_page_says_why(client, late):
    for _ in range(2):
        client.post(REMIND, {"member": late.membership_id})
    assert Mail.objects.count() == 1
    page = client.get(REMIND).content.decode()
    assert "had a mail today" in page
    assert "Nobody is to be reminded" in page


def test_what_was_sent_by_hand_is_the_one_mail_of_the_day(client, practice, late):
    switch(practice, quiet_from=0, quiet_until=0, weekends=True)
    client.post(REMIND, {"member": late.membership_id})
    assert go(timezone.now()) == []


def test_quiet_hours_do_not_hold_a_button_and_the_page_says_so(client, practice, late):
    switch(practice, paused_until=timezone.localdate() + timedelta(days=30))
    assert "outside the hours" in client.get(REMIND).content.decode()
    client.post(REMIND, {"member": late.membership_id})
    assert Mail.objects.count() == 1


def test_only_who_is_ticked_gets_a_mail(client, practice, late, small):
    other = person("ben@elm.example", "Ben")
    Membership.objects.create(user=other, practice=practice, started=late.began)
    ask(other, small, due=late.due, asked=late.began)
    settle(timezone.now())
    assert "Remind 2 people" in client.get(REMIND).content.decode()
    client.post(REMIND, {"member": late.membership_id})
    assert list(Mail.objects.values_list("to", flat=True)) == ["amara@elm.example"]


def test_nobody_ticked_sends_nothing(client, late):
    reply = client.post(REMIND, {}, follow=True)
    assert "Nobody was chosen" in reply.content.decode()
    assert not Mail.objects.exists()


def test_one_person_can_be_reminded_of_what_is_not_late_yet(client, practice, clinician, small):
    today = timezone.localdate(timezone=practice.zone)
    duty = ask(clinician, small, due=today + timedelta(days=30), asked=today - timedelta(days=30))
    settle(timezone.now())
    assert "Nobody is to be reminded" in client.get(REMIND).content.decode()
    for query in (f"?member={duty.membership_id}", "?course=small"):
        assert "Due " in client.get(REMIND + query).content.decode()
    client.post(f"{REMIND}?member={duty.membership_id}", {"member": duty.membership_id})
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("query", ["?member=999999", "?course=nothing-like-it"])
def test_a_person_or_course_that_is_not_there_is_a_404(client, practice, query):
    assert client.get(REMIND + query).status_code == 404


def test_a_member_of_another_practice_cannot_be_reminded(client, practice, stranger, small):
    theirs = ask(stranger, small, due=timezone.localdate() - timedelta(days=3), asked=timezone.localdate())
    settle(timezone.now())
    assert client.get(f"{REMIND}?member={theirs.membership_id}").status_code == 404
    for members in (theirs.membership_id, "9" * 30, "x"):
        client.post(REMIND, {"member": members})
    assert not Mail.objects.exists()


def test_a_mail_that_was_refused_is_shown_with_the_servers_words_until_one_is_taken(client, practice, late):
    client.post(REMIND, {"member": late.membership_id})
    Mail.objects.update(refused_at=timezone.now(), refusal="5.1.1 <no such> person")
    page = client.get(PAGE).content.decode()
    assert "5.1.1 &lt;no such&gt; person" in page
    assert queries.refused_count(practice) == 1
    Mail.objects.create(to="amara@elm.example", purpose="complete", key="9", subject="x", sent_at=timezone.now())
    assert queries.refused_count(practice) == 0


def test_an_address_that_was_changed_is_not_called_refused(client, practice, late, clinician):
    client.post(REMIND, {"member": late.membership_id})
    Mail.objects.update(refused_at=timezone.now(), refusal="gone")
    clinician.email = "new@elm.example"
    clinician.save()
    assert queries.refused(practice) == []


def test_other_pages_can_ask_when_somebody_was_last_reminded_and_of_what(client, late, practice):
    assert queries.last_reminded([late.membership_id]) == {}
    client.post(REMIND, {"member": late.membership_id})
    today = timezone.localdate(timezone=practice.zone)
    assert queries.last_reminded([late.membership_id]) == {late.membership_id: today}
    (one,) = queries.mails_about(late.membership_id, late.course_id)
    assert (one.purpose, one.by, one.sent, one.refusal) == ("Sent by hand", "Sam Lee", False, "")


def test_the_page_costs_as_many_queries_for_twenty_people_as_for_two(client, practice, late, small):
    def count() -> int:
        settle(timezone.now())
        with CaptureQueriesContext(connection) as caught:
            assert client.get(PAGE).status_code == 200
        return len(caught)

    def more(begin: int, end: int) -> None:
        for number in range(begin, end):
            one = person(f"p{number}@elm.example", f"Person {number}")
            Membership.objects.create(user=one, practice=practice, started=late.began)
            ask(one, small, due=late.due, asked=late.began)

    more(0, 1)
    count()  # the first page of a session writes that it was here
    few = count()
    more(1, 19)
    assert count() == few
