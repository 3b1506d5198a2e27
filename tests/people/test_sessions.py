from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.people.services import open_account
from tests.people.conftest import PASSWORD

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


def browser(email: str, agent: str) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


@pytest.fixture
def two(amara) -> tuple[Client, Client]:
    return browser(amara.email, FIREFOX), browser(amara.email, IPHONE)


def test_the_list_names_each_device_and_the_one_at_hand(two):
    page = two[0].get(PAGE).content.decode()
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count("This device") == 1


def test_one_place_can_be_signed_out(two):
    here, there = two
    places = {place.device: place.number for place in here.get(PAGE).context["places"]}
    here.post(PAGE, {"place": places["Safari on iPhone"]})
    assert there.get(reverse("account")).status_code == 302
    assert here.get(reverse("account")).status_code == 200
    assert "Safari on iPhone" not in here.get(PAGE).content.decode()


def test_everywhere_else_leaves_only_this_device(two):
    here, there = two
    here.post(PAGE)
    assert there.get(reverse("account")).status_code == 302
    assert here.get(reverse("account")).status_code == 200


def test_a_session_of_somebody_else_cannot_be_ended(two):
    open_account(email="sam@surgery.example", password=PASSWORD, confirmed=True, display_name="Sam Lee")
    number = two[0].get(PAGE).context["places"][0].number
    browser("sam@surgery.example", FIREFOX).post(PAGE, {"place": number})
    assert [one.get(reverse("account")).status_code for one in two] == [200, 200]


@pytest.mark.parametrize("place", ["x", "-1", "1; drop", "9" * 30])
def test_a_place_that_is_no_number_is_not_found(two, place):
    assert two[0].post(PAGE, {"place": place}).status_code == 404


def test_looking_ends_nothing(two):
    two[0].get(PAGE)
    assert two[1].get(reverse("account")).status_code == 200


def test_signing_out_is_a_post_and_clears_the_device(two):
    here, _there = two
    assert here.get(reverse("account_logout")).status_code == 200
    assert here.get(reverse("account")).status_code == 200
    key = here.session.session_key
    answer = here.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    here.cookies["session"] = key
    assert here.get(reverse("account")).status_code == 302


def test_deactivating_a_person_ends_every_session(two, amara):
    amara.is_active = False
    amara.save()
    assert [one.get(reverse("account")).status_code for one in two] == [302, 302]


def test_a_shared_computer_that_ran_out_and_a_session_older_than_the_password_are_not_listed(two, amara):
    shared = Client(headers={"User-Agent": FIREFOX})
    shared.post(reverse("account_login"), {"login": amara.email, "password": PASSWORD, "shared": "on"})
    assert len(two[0].get(PAGE).context["places"]) == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert len(two[0].get(PAGE).context["places"]) == 2
    new = "lantern marble sixpence"
    two[0].post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [place.here for place in two[0].get(PAGE).context["places"]] == [True]


def test_two_places_and_eight_cost_the_same(two, amara):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert two[0].get(PAGE).status_code == 200
        return len(queries)

    few = cost()
    for _ in range(6):
        browser(amara.email, IPHONE)
    assert cost() == few
