from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from courses.operations.models import Mail
from courses.people.queries import holder_of
from courses.people.services import open_account
from tests.people.conftest import PASSWORD, last_mail

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def test_a_password_signs_in_with_a_new_session_key(client, amara):
    client.get(reverse("account_login"))
    client.session["x"] = 1
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["session"] = before = session.session_key
    answer = sign_in(client, "Amara@Surgery.example")
    assert answer["Location"] == reverse("today")
    assert int(client.session["_auth_user_id"]) == amara.pk
    assert client.session.session_key != before
    assert not type(session)(before).exists(before)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, amara):
    wrong = sign_in(client, "amara@surgery.example", "teapot harbour yellow")
    unknown = sign_in(client, "nobody@surgery.example", "teapot harbour yellow")
    assert wrong.status_code == unknown.status_code == 200
    words = "The email address or the password is not right."
    assert words in wrong.content.decode()
    assert words in unknown.content.decode()


def test_the_second_button_sends_a_code_whoever_asks(client, amara):
    known = sign_in(client, "amara@surgery.example", "", by_code="1")
    assert known["Location"] == reverse("account_confirm_login_code")
    assert last_mail("amara@surgery.example").subject == "Your sign-in code"
    client.logout()
    unknown = sign_in(client, "nobody@surgery.example", "", by_code="1")
    assert unknown["Location"] == known["Location"]
    assert last_mail("nobody@surgery.example").subject == "There is no account with this address"


def test_neither_password_nor_code_is_a_problem_in_words(client, amara):
    page = sign_in(client, "amara@surgery.example", "").content.decode()
    assert page.count("Write your password, or ask for a code by email.") == 2


def test_the_sixth_wrong_password_for_one_address_is_refused_even_when_right(client, amara):
    for _ in range(5):
        sign_in(client, "amara@surgery.example", "teapot harbour yellow")
    page = sign_in(client, "amara@surgery.example").content.decode()
    assert "There were too many tries." in page
    assert "_auth_user_id" not in client.session


def test_many_tries_from_one_place_get_429(client, amara):
    answers = [sign_in(client, f"p{n}@surgery.example").status_code for n in range(31)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_forged_forwarded_address_does_not_lift_the_limit(client, amara):
    for n in range(31):
        answer = client.post(
            reverse("account_login"),
            {"login": f"p{n}@surgery.example", "password": "x"},
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        )
    assert answer.status_code == 429


def test_a_closed_account_cannot_sign_in(client, amara):
    amara.is_active = False
    amara.save()
    assert sign_in(client, "amara@surgery.example")["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_signing_in_mails_nobody(client, amara):
    sign_in(client, "amara@surgery.example")
    assert not Mail.objects.exists()


def test_a_stranger_who_signs_up_with_my_address_cannot_push_my_account_aside(client, newcomer):
    stranger = open_account(email="new@surgery.example", password="another long password", display_name="Pat Stranger")
    assert holder_of("new@surgery.example") == newcomer
    EmailAddress.objects.filter(user=stranger).update(verified=True)  # even if the stranger had proved it
    sign_in(client, "new@surgery.example")
    assert int(client.session["_auth_user_id"]) == newcomer.pk


def test_a_password_opens_only_the_account_it_belongs_to(client, newcomer):
    stranger = open_account(email="new@surgery.example", password="another long password", display_name="Pat Stranger")
    sign_in(client, "new@surgery.example", "another long password")
    assert int(client.session["_auth_user_id"]) == stranger.pk
