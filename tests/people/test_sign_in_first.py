from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.people.conftest import PASSWORD

pytestmark = [pytest.mark.web, pytest.mark.django_db]
BUTTON = "/attempts/1/submit/"


def after_signing_in(client, email: str, answer) -> str:
    sign_in = answer["Location"]
    wanted = parse_qs(urlsplit(sign_in).query)["next"][0]
    return client.post(reverse("account_login"), {"login": email, "password": PASSWORD, "next": wanted})["Location"]


def test_who_pressed_a_button_after_the_session_ended_returns_to_its_page(client, amara):
    answer = client.post(BUTTON, headers={"referer": "http://testserver/account/?from=mail"})
    back = after_signing_in(client, amara.email, answer)
    assert back == "/account/?from=mail"
    assert client.get(back).status_code == 200


@pytest.mark.parametrize("page", ["", "https://evil.example/x", "http://[", "javascript:alert(1)"])
def test_a_button_on_no_page_of_ours_leads_to_today(client, amara, page):
    answer = client.post(BUTTON, headers={"referer": page})
    assert after_signing_in(client, amara.email, answer) == "/"


def test_a_page_that_asks_to_sign_in_is_shown_afterwards(client, amara):
    answer = client.get("/me/learning/?year=2026")
    assert after_signing_in(client, amara.email, answer) == "/me/learning/?year=2026"


def test_nothing_happens_before_signing_in(client):
    answer = client.post("/courses/small/start/", headers={"referer": "http://testserver/courses/small/"})
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == reverse("account_login")
