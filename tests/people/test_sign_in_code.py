from __future__ import annotations

import copy
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.operations.models import Delivery
from tests.people.conftest import PASSWORD, code_in, last_mail, other_code

pytestmark = [pytest.mark.web, pytest.mark.django_db]
CONFIRM = "/accounts/login/code/confirm/"


def ask(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email})


def test_a_code_signs_in_once(client, amara):
    ask(client, "amara@surgery.example")
    code = code_in(last_mail("amara@surgery.example"))
    assert client.post(CONFIRM, {"code": code})["Location"] == reverse("today")
    assert int(client.session["_auth_user_id"]) == amara.pk
    client.logout()
    assert client.post(CONFIRM, {"code": code})["Location"] == reverse("account_request_login_code")
    assert "_auth_user_id" not in client.session


def test_a_code_with_spaces_is_understood(client, amara):
    ask(client, "amara@surgery.example")
    code = code_in(last_mail("amara@surgery.example"))
    client.post(CONFIRM, {"code": f" {code[:3]} {code[3:]} "})
    assert "_auth_user_id" in client.session


def test_known_and_unknown_addresses_see_the_same_page(client, amara):
    pages = []
    for email in ("amara@surgery.example", "nobody@surgery.example"):
        browser = Client()
        assert ask(browser, email)["Location"] == CONFIRM
        page = browser.get(CONFIRM).content.decode().replace(email, "X")
        pages.append(page[page.index("<h1") : page.index("</h1>")] + page[page.index("standfirst") :][:200])
    assert pages[0] == pages[1]


def test_the_fifth_wrong_code_ends_it(client, amara):
    ask(client, "amara@surgery.example")
    code = code_in(last_mail("amara@surgery.example"))
    for _ in range(4):
        assert client.post(CONFIRM, {"code": other_code(code)}).status_code == 200
    assert client.post(CONFIRM, {"code": other_code(code)}).status_code == 302
    assert client.post(CONFIRM, {"code": code})["Location"] == reverse("account_request_login_code")
    assert "_auth_user_id" not in client.session


def test_tries_that_the_session_did_not_count_end_too(client, amara):
    """Of requests that come together only the last is counted in the session: here none is."""
    ask(client, "amara@surgery.example")
    code, before = code_in(last_mail("amara@surgery.example")), copy.deepcopy(dict(client.session.items()))
    for _ in range(25):
        client.post(CONFIRM, {"code": other_code(code)})
        session = client.session
        session.update(copy.deepcopy(before))
        session.save()
    assert client.post(CONFIRM, {"code": code}).status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_code_is_over_after_a_quarter_of_an_hour(client, amara):
    ask(client, "amara@surgery.example")
    code = code_in(last_mail("amara@surgery.example"))
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=5)):
        client.post(CONFIRM, {"code": code})
    assert "_auth_user_id" not in client.session


def test_another_browser_cannot_use_the_code(client, amara):
    ask(client, "amara@surgery.example")
    code = code_in(last_mail("amara@surgery.example"))
    thief = Client()
    ask(thief, "amara@surgery.example")
    newer = code_in(last_mail("amara@surgery.example"))
    thief.post(CONFIRM, {"code": code if code != newer else other_code(newer)})
    assert "_auth_user_id" not in thief.session


def test_the_sixth_request_in_a_quarter_of_an_hour_is_refused(client, amara):
    for _ in range(5):
        Client().post(reverse("account_request_login_code"), {"email": amara.email})
    page = Client().post(reverse("account_request_login_code"), {"email": amara.email})
    assert page.status_code == 200
    assert b"There were too many tries." in page.content


def test_a_code_confirms_a_new_address_and_shuts_out_whoever_opened_the_account(client, newcomer):
    squatter = Client()
    squatter.force_login(newcomer)
    ask(client, newcomer.email)
    client.post(CONFIRM, {"code": code_in(last_mail(newcomer.email))})
    assert int(client.session["_auth_user_id"]) == newcomer.pk
    assert client.get(reverse("account")).status_code == 200
    assert EmailAddress.objects.get(user=newcomer).verified
    assert Delivery.objects.filter(event="email.confirmed", ids={"person_id": newcomer.pk}).exists()
    newcomer.refresh_from_db()
    assert not newcomer.check_password(PASSWORD)
    assert squatter.get(reverse("account")).status_code == 302


def test_a_code_leaves_the_password_of_a_confirmed_account_alone(client, amara):
    ask(client, amara.email)
    client.post(CONFIRM, {"code": code_in(last_mail(amara.email))})
    amara.refresh_from_db()
    assert amara.check_password(PASSWORD)
