"""The list of invitations, sending again, taking back, and what the mail server refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.operations import audit
from courses.operations.models import AuditEntry, Mail
from courses.people.joining import invitations
from courses.people.joining.invitations import Again
from courses.people.joining.models import Invitation
from courses.people.models import Membership
from tests.people.joining.conftest import invite, page, token_for

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def rest(minutes: int = 2) -> None:
    Invitation.objects.update(sent_at=timezone.now() - timedelta(minutes=minutes))


def press(client, practice, button, invitation=None):
    number = (invitation or Invitation.objects.latest("pk")).pk
    return client.post(page("practice-invitation", practice.slug, number), {button: "1"}, follow=True)


def listed(client, practice, show=""):
    return client.get(page("practice-invitations", practice.slug), {"show": show} if show else {})


def test_an_empty_list_offers_to_invite(boss, practice):
    assert "No invitation is waiting." in listed(boss, practice).content.decode()


def test_each_state_is_told_in_words(boss, practice, manager, clinician):
    now = timezone.now()
    for name in ("waits", "late", "refused", "gone", "joined"):
        invite(practice, manager, f"{name}@elm.example")
    Invitation.objects.filter(email="late@elm.example").update(expires_at=now - timedelta(days=1))
    Mail.objects.filter(to="refused@elm.example").update(refused_at=now, refusal="550 no such user")
    Invitation.objects.filter(email="gone@elm.example").update(cancelled_at=now)
    Invitation.objects.filter(email="joined@elm.example").update(accepted_at=now, accepted_by=clinician)
    answer = listed(boss, practice)
    assert {one.email: one.state for one in answer.context["listed"]} == {
        "waits@elm.example": "waiting",
        "late@elm.example": "run-out",
        "refused@elm.example": "refused",
    }
    text = answer.content.decode()
    assert "Could not be delivered" in text
    assert "550 no such user" in text
    done = listed(boss, practice, "done")
    assert {one.state for one in done.context["listed"]} == {"cancelled", "accepted"}
    assert "joined as Dr Amara Osei" in done.content.decode()


def test_sent_again_a_new_link_works_and_the_old_one_is_dead(boss, client, practice, manager):
    old = invite(practice, manager)
    rest()
    Invitation.objects.update(expires_at=timezone.now())
    assert "Sent again" in press(boss, practice, "again").content.decode()
    new = token_for("nia@elm.example")
    assert new != old
    assert client.get(page("join", old)).status_code == 404
    assert client.get(page("join", new)).status_code == 200
    row = Invitation.objects.get()
    assert row.times_sent == 2
    assert row.expires_at > timezone.now() + timedelta(days=6)
    assert Mail.objects.count() == 2


def test_it_is_sent_at_most_once_a_minute_and_five_times(boss, practice, manager):
    invite(practice, manager)
    assert "Wait a minute" in press(boss, practice, "again").content.decode()
    for _time in range(4):
        rest()
        press(boss, practice, "again")
    rest()
    assert "was sent five times" in press(boss, practice, "again").content.decode()
    assert Invitation.objects.get().times_sent == 5
    assert Mail.objects.count() == 5


def test_a_refusal_of_an_older_mail_does_not_stick_to_the_newer_one(boss, practice, manager):
    invite(practice, manager)
    Mail.objects.update(refused_at=timezone.now(), refusal="550 full")
    rest()
    press(boss, practice, "again")
    assert [one.state for one in listed(boss, practice).context["listed"]] == ["waiting"]


def test_a_cancelled_link_says_so_and_makes_no_account(boss, client, practice, manager):
    token = invite(practice, manager)
    assert "is cancelled" in press(boss, practice, "cancel").content.decode()
    answer = client.get(page("join", token))
    assert answer.status_code == 410
    assert "This invitation was cancelled" in answer.content.decode()
    assert "had been answered or cancelled already" in press(boss, practice, "cancel").content.decode()
    assert AuditEntry.objects.filter(action="invitation.cancelled").count() == 1


def test_what_was_accepted_is_not_sent_again(practice, manager, clinician):
    invite(practice, manager)
    Invitation.objects.update(accepted_at=timezone.now(), sent_at=timezone.now() - timedelta(hours=1))
    row = Invitation.objects.get()
    outcome = invitations.send_again(practice=practice, invitation_id=row.pk, by=manager, now=timezone.now())
    assert outcome is Again.GONE
    assert not invitations.cancel(practice=practice, invitation_id=row.pk, by=manager, now=timezone.now())


def test_an_invitation_of_another_practice_is_not_there(boss, practice, stranger):
    other = stranger.memberships.get().practice
    invite(other, stranger)
    for button in ("again", "cancel"):
        number = Invitation.objects.get().pk
        answer = boss.post(page("practice-invitation", practice.slug, number), {button: "1"})
        assert answer.status_code == 404
    assert Invitation.objects.get().cancelled_at is None
    assert "nia@elm.example" not in listed(boss, practice).content.decode()


def test_the_list_costs_the_same_for_three_and_for_thirty(boss, practice, manager, django_assert_num_queries):
    for number in range(3):
        invite(practice, manager, f"p{number}@elm.example", team="Early")
    listed(boss, practice)
    with django_assert_num_queries(20, exact=False) as few:
        listed(boss, practice)
    for number in range(3, 24):
        invite(practice, manager, f"p{number}@elm.example", team="Early")
    with django_assert_num_queries(len(few)):
        listed(boss, practice)


def test_while_nothing_is_assigned_the_list_of_invitations_leads_on_to_that(boss, practice, manager):
    assert "Next: assign courses" not in listed(boss, practice).content.decode()
    invite(practice, manager)
    text = listed(boss, practice).content.decode()
    assert "Next: assign courses" in text
    assert f'href="{page("practice-assign", practice.slug)}"' in text
    assert f'href="{page("practice-first-steps", practice.slug)}"' in text
    audit.note(actor=manager, action="assignment.made", subject="A small course", practice_id=practice.pk)
    assert "Next: assign courses" not in listed(boss, practice).content.decode()


def test_what_another_practice_has_assigned_does_not_end_the_first_steps_here(boss, practice, manager, stranger):
    invite(practice, manager)
    other = Membership.objects.get(user=stranger).practice
    audit.note(actor=stranger, action="assignment.made", subject="A small course", practice_id=other.pk)
    assert "Next: assign courses" in listed(boss, practice).content.decode()
