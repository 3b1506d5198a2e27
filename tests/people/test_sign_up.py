from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outgoing
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from courses.people import services
from courses.people.models import User
from tests.people.conftest import PASSWORD, code_in, last_mail

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FORM = {
    "email": "Nia.Bell@Surgery.example",
    "display_name": "  Nia   Bell ",
    "password1": PASSWORD,
    "region": "us",
    "job_role": "pharmacist",
}


def sign_up(client: Client, **changes: str):
    return client.post(reverse("account_signup"), {**FORM, **changes})


def test_a_newcomer_is_let_in_at_once(client):
    answer = sign_up(client)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("today")
    person = User.objects.get()
    assert int(client.session["_auth_user_id"]) == person.pk
    assert (person.email, person.display_name) == ("nia.bell@surgery.example", "Nia Bell")
    assert (person.region, person.timezone, person.job_role) == ("us", "America/New_York", "pharmacist")
    address = EmailAddress.objects.get()
    assert (address.email, address.primary, address.verified) == (person.email, True, False)


@pytest.mark.parametrize(
    ("region", "zone"),
    [("uk", "Europe/London"), ("us", "America/New_York"), ("eu", "Europe/Brussels"), ("any", "UTC")],
)
def test_the_place_of_work_sets_the_time_zone(client, region, zone):
    sign_up(client, region=region)
    assert User.objects.get().timezone == zone


def test_a_code_is_queued_and_nothing_is_sent_in_the_request(client):
    sign_up(client)
    message = last_mail("nia.bell@surgery.example")
    assert message.subject == "Your code to confirm your email address"
    assert message.purpose == "account/email/email_confirmation_signup"
    assert message.person == User.objects.get()
    assert code_in(message) in message.html
    assert outgoing.outbox == []
    assert message.sent_at is None


def test_person_and_address_are_made_together_or_not_at_all(monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError("no room")

    monkeypatch.setattr(EmailAddress.objects, "create", refuse)
    with pytest.raises(IntegrityError):
        services.open_account(email="nia@surgery.example", password=PASSWORD, display_name="Nia Bell")
    assert not User.objects.exists()


def test_a_taken_address_is_answered_like_a_free_one(client, amara):
    free, taken = Client(), Client()
    answers = [sign_up(free), sign_up(taken, email="AMARA@surgery.example")]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, reverse("today"))] * 2
    pages = [one.get(reverse("email-confirm")) for one in (free, taken)]
    assert [page.status_code for page in pages] == [200, 200]
    words = [
        page.content.decode().replace("nia.bell@surgery.example", "X").replace("amara@surgery.example", "X")
        for page in pages
    ]
    assert [b"We have sent a message to" in page.content for page in pages] == [True, True]
    assert words[0].count("<form") == words[1].count("<form")


def test_the_owner_of_a_taken_address_is_told_and_nothing_of_theirs_changes(client, amara):
    sign_up(client, email="amara@surgery.example")
    message = last_mail("amara@surgery.example")
    assert message.subject == "You already have an account"
    assert reverse("account_login") in message.text
    amara.refresh_from_db()
    assert amara.email == "amara@surgery.example"
    assert amara.check_password(PASSWORD)
    stranger = User.objects.exclude(pk=amara.pk).get()
    assert stranger.email is None
    assert not EmailAddress.objects.get(user=stranger).verified


def test_two_accounts_can_wait_for_one_address_and_the_proof_decides(client, newcomer):
    sign_up(client, email=newcomer.email)
    second = User.objects.exclude(pk=newcomer.pk).get()
    assert second.email is None
    client.post(reverse("email-confirm"), {"code": code_in(last_mail(newcomer.email))})
    second.refresh_from_db()
    newcomer.refresh_from_db()
    assert (second.email, newcomer.email) == ("new@surgery.example", None)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("display_name", "\U0001f600 Nia", "cannot"),
        ("display_name", "   ", "Write your name."),
        ("email", "nobody", "Write a whole address"),
        ("password1", "short", "at least 12 characters"),
        ("password1", "SecondLook2026!", "easy to guess here"),
        ("region", "", "Choose where you work."),
    ],
)
def test_what_cannot_be_used_is_said_twice_with_a_link_to_the_field(client, field, value, words):
    answer = sign_up(client, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not User.objects.exists()
    assert "There is a problem" in page
    assert "<title>Error:" in page
    assert f'href="#id_{field}' in page
    assert page.count(words) >= 2 or field == "display_name"


def test_looking_at_the_form_makes_nobody(client):
    assert client.get(reverse("account_signup")).status_code == 200
    assert not User.objects.exists()
