from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.people.sessions import is_over
from tests.people.conftest import PASSWORD, code_in, last_mail

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def sign_in(client: Client, email: str, **more: str) -> None:
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD, **more})


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_the_cookie_of_a_shared_computer_ends_with_the_browser(client, amara):
    sign_in(client, amara.email, shared="on")
    assert client.cookies["session"]["max-age"] == ""
    other = Client()
    sign_in(other, amara.email)
    assert other.cookies["session"]["max-age"] == 30 * 24 * 3600


def test_half_an_hour_without_a_click_ends_it(client, amara):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        sign_in(client, amara.email, shared="on")
        clock.move_to(now + timedelta(minutes=29))
        assert is_in(client)
        clock.move_to(now + timedelta(minutes=58))
        assert is_in(client)
        clock.move_to(now + timedelta(minutes=90))
        answer = client.get(reverse("account"))
        assert answer["Location"].startswith(reverse("account_login"))
        assert "You were signed out" in client.get(answer["Location"]).content.decode()


def test_twelve_hours_end_it_however_busy(client, amara):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        sign_in(client, amara.email, shared="on")
        for step in range(1, 25):
            clock.move_to(now + timedelta(minutes=29 * step))
            assert is_in(client)
        clock.move_to(now + timedelta(hours=12, seconds=1))
        assert not is_in(client)


def test_the_old_session_is_dead_on_the_server(client, amara):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        sign_in(client, amara.email, shared="on")
        key = client.session.session_key
        clock.move_to(now + timedelta(minutes=31))
        assert not is_in(client)
        client.cookies["session"] = key
        assert not is_in(client)


def test_ones_own_device_stays_signed_in_while_it_is_used(client, amara):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        sign_in(client, amara.email)
        for days in (20, 45, 70):
            clock.move_to(now + timedelta(days=days))
            assert is_in(client)
        clock.move_to(now + timedelta(days=101))
        assert not is_in(client)


def test_a_code_and_a_new_account_can_be_for_a_shared_computer_too(client, amara):
    client.post(reverse("account_request_login_code"), {"email": amara.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail(amara.email)), "shared": "on"})
    assert client.session["lifetime"]["shared"]
    assert client.cookies["session"]["max-age"] == ""


def test_a_quick_second_page_writes_nothing(client, amara, django_assert_max_num_queries):
    sign_in(client, amara.email, shared="on")
    client.get(reverse("account"))
    seen = client.session["lifetime"]["seen"]
    client.get(reverse("account"))
    assert client.session["lifetime"]["seen"] == seen


def test_a_clock_that_jumps_back_ends_nothing():
    assert not is_over({"shared": True, "began": 1000.0, "seen": 1000.0}, now=10.0)
