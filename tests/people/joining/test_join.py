"""Accepting an invitation, by whoever opens its link."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.utils import timezone

from courses.operations.models import AuditEntry, Delivery
from courses.people import services
from courses.people.joining import invitations
from courses.people.joining.models import Invitation
from courses.people.models import Membership, Practice, Team, User
from tests.actors import person
from tests.people.joining.conftest import PASSWORD, invite, page

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FORM = {"display_name": "Nia Bell", "password1": PASSWORD}


def accept(client, token, person=None, **data):
    fields = {"me": person.pk} if person else FORM
    return client.post(page("join", token), {**fields, **data})


def open_members(practice, email="nia@elm.example"):
    return Membership.objects.filter(practice=practice, user__email=email, ended=None)


def test_opening_the_link_changes_nothing(client, practice, manager):
    token = invite(practice, manager, name="Nia Bell")
    for _time in range(3):  # mail scanners open links
        answer = client.get(page("join", token))
        assert client.head(page("join", token)).status_code == 200
    text = answer.content.decode()
    assert "Join Elm Street Surgery" in text
    assert "Sam Lee invites you" in text
    assert 'value="Nia Bell"' in text
    assert not User.objects.filter(email="nia@elm.example").exists()
    assert Invitation.objects.get().accepted_at is None
    assert answer.headers["Cache-Control"].count("no-store")


def test_somebody_new_sets_up_the_account_on_the_same_page(client, practice, manager):
    Practice.objects.update(region="us", timezone="America/New_York")
    practice.refresh_from_db()
    token = invite(practice, manager, role="practice-nurse", team="Early team")
    answer = accept(client, token)
    assert answer.status_code == 302
    nia = User.objects.get(email="nia@elm.example")
    assert int(client.session["_auth_user_id"]) == nia.pk
    assert (nia.region, nia.timezone, nia.job_role) == ("us", "America/New_York", "practice-nurse")
    assert EmailAddress.objects.get(user=nia).verified
    member = Membership.objects.get(user=nia)
    assert (member.practice, member.job_role, member.team.name) == (practice, "practice-nurse", "Early team")
    assert (member.is_manager, member.needs_training) == (False, True)
    assert Delivery.objects.filter(event="membership.started", key=str(member.pk)).exists()
    row = Invitation.objects.get()
    assert row.accepted_by == nia
    assert AuditEntry.objects.filter(action="person.joined", actor=nia, practice_id=practice.pk).exists()
    assert "You now belong to Elm Street Surgery." in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"password1": ""}, "Choose a password."),
        ({"password1": "short"}, "too short"),
        ({"password1": "secondlook26"}, "easy to guess"),
        ({"password1": "nia@elm.example"}, "too similar"),
        ({"display_name": ""}, "Write your name."),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_made(client, practice, manager, data, words):
    token = invite(practice, manager)
    answer = accept(client, token, **data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not User.objects.filter(email="nia@elm.example").exists()


def test_no_field_but_name_and_password_is_taken_from_the_form(client, practice, manager):
    token = invite(practice, manager)
    accept(client, token, email="boss@elm.example", is_staff="on", is_manager="on", is_educator="on", practice="9")
    nia = User.objects.get(email="nia@elm.example")
    assert (nia.is_staff, nia.is_educator, nia.memberships.get().is_manager) == (False, False, False)


def test_a_shared_computer_is_asked_about(client, practice, manager):
    accept(client, invite(practice, manager), shared="on")
    assert client.session["lifetime"]["shared"]


def test_an_invited_manager_manages(client, practice, manager):
    accept(client, invite(practice, manager, manager="yes"))
    assert client.get(page("practice-invitations", practice.slug)).status_code == 200


def test_the_link_works_once(client, practice, manager):
    token = invite(practice, manager)
    accept(client, token)
    assert "You belong to Elm Street Surgery" in client.get(page("join", token)).content.decode()
    other = Client()
    assert "This invitation has been used" in other.get(page("join", token)).content.decode()
    assert accept(other, token).status_code == 410
    assert Membership.objects.filter(user__email="nia@elm.example").count() == 1


def test_a_double_click_on_setting_up_ends_in_one_account(client, practice, manager):
    token = invite(practice, manager)
    row = Invitation.objects.select_related("practice").get()
    invitations.accept_as_new(invitation=row, password=PASSWORD, display_name="Nia Bell", now=timezone.now())
    answer = accept(client, token)
    assert answer.status_code == 410
    assert User.objects.filter(email="nia@elm.example").count() == 1


def test_account_and_membership_are_made_together_or_not_at_all(practice, manager):
    invite(practice, manager)
    row = Invitation.objects.select_related("practice").get()
    Invitation.objects.update(cancelled_at=timezone.now())  # after the page was shown
    with pytest.raises(invitations.Used):
        invitations.accept_as_new(invitation=row, password=PASSWORD, display_name="Nia", now=timezone.now())
    assert not User.objects.filter(email="nia@elm.example").exists()
    assert not EmailAddress.objects.filter(email="nia@elm.example").exists()


def test_a_link_that_has_run_out_says_whom_to_ask(client, practice, manager):
    token = invite(practice, manager)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = accept(client, token)
    assert answer.status_code == 410
    assert "Ask a manager of Elm Street Surgery to send it again." in answer.content.decode()
    assert not User.objects.filter(email="nia@elm.example").exists()


def test_whoever_has_an_account_signs_in_first_and_comes_back(client, practice, manager):
    services.open_account(email="nia@elm.example", password=PASSWORD, confirmed=True, display_name="Nia Bell")
    token = invite(practice, manager)
    text = client.get(page("join", token)).content.decode()
    assert "Sign in, and you come back here" in text
    assert accept(client, token).status_code == 200  # no second account, no new password
    answer = client.post(
        page("account_login"), {"login": "nia@elm.example", "password": PASSWORD, "next": page("join", token)}
    )
    assert answer["Location"] == page("join", token)
    nia = User.objects.get(email="nia@elm.example")
    assert "Join as Nia Bell" in client.get(page("join", token)).content.decode()
    assert accept(client, token, nia).status_code == 302
    assert open_members(practice).count() == 1


def test_an_account_that_only_claims_the_address_is_not_handed_over(client, practice, manager):
    """Somebody signed up with the invited address. The link proves the mailbox, not that account."""
    services.open_account(email="nia@elm.example", password="the squatter knows this", display_name="Mallory")
    token = invite(practice, manager)
    answer = accept(client, token)
    assert answer.status_code == 200
    assert "Sign in" in answer.content.decode()
    assert not open_members(practice).exists()


def test_a_wrong_token_gets_the_same_page_whatever_is_behind_the_right_one(client, practice, manager):
    invite(practice, manager)
    known, unknown = (client.get(page("join", letter * 32)) for letter in "ab")
    assert known.status_code == unknown.status_code == 404
    assert re.sub(rb'value="[^"]*"', b"", known.content) == re.sub(rb'value="[^"]*"', b"", unknown.content)
    assert "elm" not in known.content.decode().lower()


def test_signed_in_as_somebody_else_it_says_so_and_asks(as_user, practice, manager, stranger):
    token = invite(practice, manager)
    client = as_user(stranger)
    text = client.get(page("join", token)).content.decode()
    assert "The invitation went to another address" in text
    assert "nia@elm.example" in text
    assert "Join as Pat Stranger" in text
    assert client.post(page("join", token), {}).status_code == 200
    assert not Membership.objects.filter(user=stranger, practice=practice).exists()
    assert accept(client, token, stranger).status_code == 302
    assert Membership.objects.filter(user=stranger, practice=practice, ended=None).count() == 1
    assert Invitation.objects.get().accepted_by == stranger
    assert not EmailAddress.objects.filter(email="nia@elm.example").exists()


def test_a_page_opened_by_somebody_who_has_since_signed_out_does_nothing(as_user, practice, manager, stranger):
    token = invite(practice, manager)
    answer = as_user(stranger).post(page("join", token), {"me": manager.pk})
    assert "Somebody else has signed in" in answer.content.decode()
    assert not Membership.objects.filter(user=stranger, practice=practice).exists()


def test_joining_with_a_claimed_address_confirms_it(as_user, practice, manager):
    nia = person("nia@elm.example", "Nia Bell", confirmed=False)
    nia.set_password(PASSWORD)
    nia.save()
    token = invite(practice, manager)
    client = as_user(nia)
    accept(client, token, nia)
    assert EmailAddress.objects.get(user=nia).verified
    nia.refresh_from_db()
    assert nia.has_usable_password()


def test_a_member_who_accepts_stays_as_they_are(as_user, practice, manager, clinician):
    token = invite(practice, manager, "another@elm.example", role="reception", manager="yes")
    client = as_user(clinician)
    assert "You belong to Elm Street Surgery already" in client.get(page("join", token)).content.decode()
    accept(client, token, clinician)
    member = Membership.objects.get(user=clinician)
    assert (member.job_role, member.is_manager) == ("gp", False)
    assert Invitation.objects.get().accepted_by == clinician


def test_who_comes_back_after_leaving_begins_anew(as_user, practice, manager, clinician):
    Membership.objects.filter(user=clinician).update(ended="2021-05-01")
    token = invite(practice, manager, clinician.email)
    accept(as_user(clinician), token, clinician)
    assert Membership.objects.filter(user=clinician, practice=practice).count() == 2
    assert Membership.objects.filter(user=clinician, practice=practice, ended=None).count() == 1


def test_the_first_day_is_that_of_the_practice(practice, manager):
    Practice.objects.update(timezone="Pacific/Auckland")
    practice.refresh_from_db()
    invite(practice, manager)
    row = Invitation.objects.select_related("practice").get()
    late = row.sent_at.replace(hour=20, minute=0)  # the next day in Auckland
    Invitation.objects.update(expires_at=late + timedelta(days=1))
    nia = invitations.accept_as_new(invitation=row, password=PASSWORD, display_name="Nia", now=late)
    assert nia.memberships.get().started == late.date() + timedelta(days=1)


def test_the_team_of_an_invitation_may_be_gone_by_then(client, practice, manager):
    token = invite(practice, manager, team="Early team")
    Team.objects.all().delete()
    accept(client, token)
    assert open_members(practice).get().team is None


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00" * 8, "..%2f..%2fetc", "é" * 32, "a" * 500])
def test_a_made_up_link_is_not_found(client, token):
    assert client.get(f"/join/{token}/").status_code == 404
    assert client.get(f"/join/with/{token}/").status_code == 404


def test_guessing_links_is_stopped_while_good_ones_go_on_working(client, practice, manager):
    token = invite(practice, manager)
    codes = [client.get(page("join", f"{number:032d}")).status_code for number in range(35)]
    assert codes[:30] == [404] * 30
    assert codes[-1] == 429
    assert client.get(page("join", token)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_the_same_moment_get_one_membership_between_them(practice, manager):
    people = [person(f"p{number}@elm.example", f"Person {chr(65 + number)}") for number in range(4)]
    invite(practice, manager)
    row = Invitation.objects.select_related("practice", "team", "by").get()

    def one(who: User) -> bool:
        try:
            return invitations.accept(invitation=row, person=who, now=timezone.now()) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, people)) == [False, False, False, True]
    assert Membership.objects.filter(practice=practice, user__in=people).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_set_up_the_account_at_once_make_one(practice, manager):
    token = invite(practice, manager)

    def one(_number: int) -> int:
        try:
            return accept(Client(), token).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        codes = list(pool.map(one, range(3)))
    assert set(codes) <= {302, 410, 200}
    assert User.objects.filter(email="nia@elm.example").count() == 1
    assert Membership.objects.filter(user__email="nia@elm.example").count() == 1
