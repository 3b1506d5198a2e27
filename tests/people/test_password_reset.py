from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.operations.models import Mail
from tests.people.conftest import last_mail

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NEW = "lantern marble sixpence"


def ask(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def link_for(email, settings):
    found = re.search(r"https?://\S+/password/reset/key/\S+", last_mail(email).text)
    assert found
    assert found.group().startswith(settings.PUBLIC_URL)
    return found.group().removeprefix(settings.PUBLIC_URL)


def test_the_link_sets_a_password_once_and_ends_every_session(client, amara, settings):
    elsewhere = Client()
    elsewhere.force_login(amara)
    ask(client, amara.email)
    link = link_for(amara.email, settings)
    form = client.get(link)["Location"]
    assert "set-password" in form
    assert client.post(form, {"password1": NEW, "password2": NEW})["Location"] == reverse(
        "account_reset_password_from_key_done"
    )
    amara.refresh_from_db()
    assert amara.check_password(NEW)
    assert elsewhere.get(reverse("account")).status_code == 302
    assert last_mail(amara.email).subject == "Your password was changed"
    assert "This link no longer works" in Client().get(link).content.decode()


def test_known_and_unknown_addresses_get_the_same_answer(client, amara):
    answers = [ask(client, email) for email in (amara.email, "nobody@surgery.example")]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, reverse("account_reset_password_done"))}
    assert last_mail("nobody@surgery.example").subject == "There is no account with this address"


def test_a_link_is_over_after_a_day(client, amara, settings):
    ask(client, amara.email)
    link = link_for(amara.email, settings)
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=5)):
        assert "This link no longer works" in client.get(link).content.decode()


def test_the_link_carries_our_own_address_whatever_host_was_asked(client, amara, settings):
    client.post(reverse("account_reset_password"), {"email": amara.email}, headers={"Host": "127.0.0.1:8000"})
    assert settings.PUBLIC_URL in last_mail(amara.email).text
    assert "127.0.0.1" not in last_mail(amara.email).text


def test_the_sixth_request_within_a_minute_gets_429(client, amara):
    answers = [ask(client, amara.email).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


def test_nobodys_mailbox_is_filled_by_asking_again_and_again(client, amara):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        for minute in range(14):
            clock.move_to(now + timedelta(minutes=minute))
            ask(client, amara.email)
            ask(client, amara.email)
        assert Mail.objects.filter(to=amara.email).count() == 5
        clock.move_to(now + timedelta(minutes=16))
        ask(client, amara.email)
        assert Mail.objects.filter(to=amara.email).count() == 6


def test_following_the_link_changes_nothing_yet(client, amara, settings):
    ask(client, amara.email)
    before = amara.password
    client.get(link_for(amara.email, settings), follow=True)
    amara.refresh_from_db()
    assert amara.password == before
    assert Mail.objects.count() == 1
