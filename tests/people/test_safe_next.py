from __future__ import annotations

import pytest
from django.urls import reverse

from tests.people.conftest import PASSWORD, code_in, last_mail

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "\t//evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "http://127.0.0.1/",  # an allowed host, but not the one that was asked
    "ftp://testserver/",
]


def own(location: str) -> bool:
    return location.startswith("/") and not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("url", HOSTILE)
def test_signing_in_never_leads_to_another_site(client, amara, url):
    answer = client.post(reverse("account_login"), {"login": amara.email, "password": PASSWORD, "next": url})
    assert answer.status_code == 302
    assert own(answer["Location"])


@pytest.mark.parametrize("url", HOSTILE)
def test_no_other_account_page_leads_to_another_site(client, amara, newcomer, url):
    client.force_login(newcomer)
    client.post(reverse("email-confirm"), {"send": "1"})
    code = code_in(last_mail(newcomer.email))
    answers = [
        client.post(reverse("email-confirm"), {"code": code, "next": url}),
        client.post(reverse("theme"), {"theme": "dark", "next": url}),
        client.post(reverse("account_logout"), {"next": url}),
        client.post(reverse("demo-sign-in"), {"demo": "clinician", "next": url}),
    ]
    assert all(answer.status_code == 302 and own(answer["Location"]) for answer in answers)


def test_a_page_of_our_own_is_reached(client, amara):
    page = "/courses/automation-bias/?step=2"
    answer = client.post(reverse("account_login"), {"login": amara.email, "password": PASSWORD, "next": page})
    assert answer["Location"] == page


def test_a_code_leads_on_to_the_page_that_was_wanted(client, amara):
    answer = client.post(reverse("account_request_login_code"), {"email": amara.email, "next": "/courses/"})
    assert client.post(answer["Location"], {"code": code_in(last_mail(amara.email))})["Location"] == "/courses/"
