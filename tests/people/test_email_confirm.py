from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.operations.models import Delivery, Mail
from courses.people.models import User
from courses.people.queries import email_is_confirmed
from courses.people.services import open_account
from tests.people.conftest import PASSWORD, code_in, last_mail, other_code

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PAGE = "/account/confirm/"


@pytest.fixture
def waiting(client: Client, newcomer: User) -> Client:
    client.force_login(newcomer)
    return client


def ask(client: Client) -> str:
    assert client.post(PAGE, {"send": "1"}).status_code == 302
    return code_in(Mail.objects.latest("pk"))


def test_the_right_code_confirms_and_tells_the_site_once(waiting, newcomer):
    code = ask(waiting)
    assert waiting.post(PAGE, {"code": f"{code[:3]} {code[3:]}"})["Location"] == reverse("account")
    assert email_is_confirmed(newcomer)
    delivery = Delivery.objects.get(event="email.confirmed")
    assert delivery.ids == {"person_id": newcomer.pk}


def test_the_longest_address_can_be_confirmed(client):
    labels = ".".join(["surgery" * 8] * 3)
    newcomer = open_account(email=f"{'n' * 64}@{labels}.example", password=PASSWORD, display_name="Nia Bell")
    client.force_login(newcomer)
    client.post(PAGE, {"code": ask(client)})
    assert email_is_confirmed(newcomer)
    longest = Delivery._meta.get_field("key").max_length
    assert len(Delivery.objects.get(event="email.confirmed").key) <= longest  # SQLite would take any length


def test_confirming_and_telling_happen_together(waiting, newcomer, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError("killed")

    code = ask(waiting)
    monkeypatch.setattr("courses.people.services.note_confirmed", fail)
    with pytest.raises(RuntimeError):
        waiting.post(PAGE, {"code": code})
    assert not email_is_confirmed(newcomer)


def test_a_person_stays_signed_in_and_keeps_the_password(waiting, newcomer):
    waiting.post(PAGE, {"code": ask(waiting)})
    assert waiting.get(reverse("account")).status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)


def test_the_code_is_not_in_the_session_and_not_on_the_page(waiting):
    code = ask(waiting)
    assert code not in str(dict(waiting.session))
    assert code not in waiting.get(PAGE).content.decode()


def test_five_wrong_codes_void_the_right_one(waiting, newcomer):
    code = ask(waiting)
    for _ in range(5):
        answer = waiting.post(PAGE, {"code": other_code(code)})
    assert b"That code can no longer be used." in answer.content
    waiting.post(PAGE, {"code": code})
    assert not email_is_confirmed(newcomer)


def test_tries_that_the_session_did_not_count_end_too(waiting, newcomer):
    """Of requests that come together only the last is counted in the session: here none is."""
    code, before = ask(waiting), dict(waiting.session["email_code"])
    for _ in range(30):
        waiting.post(PAGE, {"code": other_code(code)})
        session = waiting.session
        session["email_code"] = before
        session.save()
    assert waiting.post(PAGE, {"code": code}).status_code == 429
    assert not email_is_confirmed(newcomer)


def test_a_wrong_code_is_said_in_words(waiting):
    answer = waiting.post(PAGE, {"code": other_code(ask(waiting))})
    page = answer.content.decode()
    assert page.count("This is not the code we sent.") == 2
    assert "<title>Error:" in page


def test_a_code_is_over_after_a_quarter_of_an_hour(waiting, newcomer):
    code = ask(waiting)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=5)):
        assert b"no longer be used" in waiting.post(PAGE, {"code": code}).content
    assert not email_is_confirmed(newcomer)


def test_a_newer_code_voids_the_older(waiting, newcomer):
    first = ask(waiting)
    cache.clear()  # half a minute later
    second = ask(waiting)
    if first != second:
        waiting.post(PAGE, {"code": first})
        assert not email_is_confirmed(newcomer)
    waiting.post(PAGE, {"code": second})
    assert email_is_confirmed(newcomer)


def test_a_code_of_another_browser_is_not_accepted(waiting, newcomer):
    code = ask(waiting)
    elsewhere = Client()
    elsewhere.force_login(newcomer)
    elsewhere.post(PAGE, {"code": code})
    assert not email_is_confirmed(newcomer)


def test_a_second_request_within_half_a_minute_gets_429_and_keeps_the_code(waiting, newcomer):
    code = ask(waiting)
    assert waiting.post(PAGE, {"send": "1"}).status_code == 429
    assert Mail.objects.count() == 1
    waiting.post(PAGE, {"code": code})
    assert email_is_confirmed(newcomer)


def test_an_address_that_another_account_holds_gets_no_code_and_the_same_page(client, amara):
    stranger = open_account(email=amara.email, password=PASSWORD, display_name="Not Amara")
    client.force_login(stranger)
    assert client.post(PAGE, {"send": "1"}).status_code == 302
    assert last_mail(amara.email).subject == "You already have an account"
    assert b"We have sent a message to amara@surgery.example" in client.get(PAGE).content
    assert EmailAddress.objects.get(user=amara).verified
    assert not email_is_confirmed(stranger)


def test_afterwards_the_person_goes_on_where_they_were(waiting):
    code = ask(waiting)
    assert waiting.post(PAGE, {"code": code, "next": "/courses/"})["Location"] == "/courses/"


def test_looking_at_the_page_sends_nothing(waiting):
    assert waiting.get(PAGE).status_code == 200
    assert not Mail.objects.exists()


def test_a_confirmed_person_reads_that_nothing_is_left_to_do(signed_in):
    assert b"Your email address is confirmed" in signed_in.get(PAGE).content
