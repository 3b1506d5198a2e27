from __future__ import annotations

import pytest
from django.urls import reverse

from courses.people.demo_accounts import DEMO_ACCOUNTS
from courses.people.services import open_account

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/accounts/demo/"


@pytest.fixture
def people():
    return {
        role: open_account(email=email, password=password, confirmed=True, display_name=role.title())
        for role, (email, password) in DEMO_ACCOUNTS.items()
    }


@pytest.mark.parametrize("role", list(DEMO_ACCOUNTS))
def test_one_click_opens_the_demo_as_each_of_them(client, people, role):
    page = client.get(reverse("account_login")).content.decode()
    assert f'name="demo" value="{role}"' in page
    assert client.post(URL, {"demo": role})["Location"] == reverse("today")
    assert int(client.session["_auth_user_id"]) == people[role].pk


def test_outside_the_demo_it_does_not_exist(client, people, settings):
    settings.DEMO = False
    assert client.post(URL, {"demo": "clinician"}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert 'name="demo"' not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("role", ["", "admin", "clinician@demo.example", "CLINICIAN"])
def test_another_word_signs_nobody_in(client, people, role):
    assert client.post(URL, {"demo": role})["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_it_starts_a_new_session_and_leaves_the_last_person_behind(client, people):
    client.post(URL, {"demo": "manager"})
    first = client.session.session_key
    session = client.session
    session["left-behind"] = "note"
    session.save()
    client.post(URL, {"demo": "clinician"})
    assert client.session.session_key != first
    assert "left-behind" not in client.session
    assert int(client.session["_auth_user_id"]) == people["clinician"].pk


def test_it_leads_on_to_the_page_that_was_wanted(client, people):
    assert client.post(URL, {"demo": "clinician", "next": "/courses/"})["Location"] == "/courses/"


def test_a_get_signs_nobody_in(client, people):
    assert client.get(URL, {"demo": "clinician"}).status_code == 405
