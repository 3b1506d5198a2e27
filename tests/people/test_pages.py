"""Every account page: for whom it is, whom it sends away, and that looking changes nothing."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.urls import reverse

from courses.operations.models import Delivery, Mail
from courses.people.models import User

pytestmark = [pytest.mark.web, pytest.mark.django_db]
OPEN = [
    "account_login",
    "account_signup",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_email_verification_sent",
]
OWN = [
    "account",
    "email-confirm",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "account_logout",
    "usersessions_list",
]


def rows() -> list[int]:
    return [model.objects.count() for model in (User, EmailAddress, Mail, Delivery, UserSession)]


def check(page: str) -> None:
    assert page.count("<h1") == 1
    assert "Second Look</title>" in page
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|placeholder=", page)
    for found in re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.DOTALL):
        assert "csrfmiddlewaretoken" in found


@pytest.mark.parametrize("name", OPEN)
def test_anybody_sees_the_way_in_and_looking_changes_nothing(client, amara, name):
    before = rows()
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert rows() == before
    check(answer.content.decode())


@pytest.mark.parametrize("name", OWN)
def test_the_signed_in_person_sees_their_account_and_looking_changes_nothing(signed_in, name):
    before = rows()
    answer = signed_in.get(reverse(name))
    assert answer.status_code == 200
    assert rows() == before
    assert "no-store" in answer["Cache-Control"]
    check(answer.content.decode())


@pytest.mark.parametrize("name", [name for name in OWN if name != "account_logout"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in_first(client, name, method):
    answer = getattr(client, method)(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login") + "?next=")


def test_a_link_for_confirming_or_resetting_that_is_invented_says_so(client):
    for url in ("/accounts/confirm-email/abc/", "/accounts/password/reset/key/1-abc/"):
        answer = client.get(url)
        assert answer.status_code == 200
        check(answer.content.decode())


def test_the_page_for_the_code_keeps_its_words_in_our_frame(client, amara):
    client.post(reverse("account_request_login_code"), {"email": amara.email})
    check(client.get(reverse("account_confirm_login_code")).content.decode())


def test_a_signed_in_person_is_led_past_the_ways_in(signed_in):
    for name in ("account_login", "account_signup", "account_request_login_code"):
        assert signed_in.get(reverse(name))["Location"] == reverse("today")
