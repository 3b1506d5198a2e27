"""Private calendar addresses: shown once, ended at will, one's own dates or those of a practice one manages."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.operations import outbox
from courses.people.models import Membership
from courses.training.calendar import views
from courses.training.calendar.models import CalendarFeed
from tests.training.reading import words
from tests.training.situations import ask, complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]
MINE = "/me/calendar/"


def made(client: Client, **values: str) -> str:
    """The path of a new address."""
    reply = client.post(MINE, {"make": "1", **values})
    assert reply.status_code == 200
    found = re.search(r"(/calendar/[\w-]+\.ics)", reply.content.decode())
    assert found
    return found.group(1)


def fetched(url: str) -> str:
    reply = Client().get(url)
    assert reply.status_code == 200
    return reply.content.decode().replace("\r\n ", "")


def test_ones_own_due_days_are_in_it(as_user, clinician, small):
    duty = ask(clinician, small, days=20)
    text = fetched(made(as_user(clinician)))
    assert "SUMMARY:Due: A small course" in text
    assert f"DTSTART;VALUE=DATE:{duty.due:%Y%m%d}" in text


def test_what_is_done_stands_with_the_day_by_which_to_renew_it(as_user, clinician, small):
    ask(clinician, small, days=20)
    complete(clinician, small)
    text = fetched(made(as_user(clinician)))
    assert "SUMMARY:Renew: A small course" in text
    assert "Due:" not in text


def test_what_nobody_asks_for_is_not_in_it(as_user, clinician, small):
    assert "BEGIN:VEVENT" not in fetched(made(as_user(clinician)))


def test_an_event_keeps_its_uid_when_its_day_moves(as_user, clinician, small):
    duty = ask(clinician, small, days=20)
    url = made(as_user(clinician))
    before = re.findall(r"UID:.*", fetched(url))
    duty.due = duty.due.replace(year=duty.due.year + 1)
    duty.save()
    assert re.findall(r"UID:.*", fetched(url)) == before


def test_the_address_is_shown_once_and_kept_as_a_digest(as_user, clinician, small):
    client = as_user(clinician)
    url = made(client)
    token = url.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in client.get(MINE).content.decode()
    assert token not in CalendarFeed.objects.get().token_sha256


def test_a_new_address_ends_the_old_one(as_user, clinician, small):
    client = as_user(clinician)
    first, second = made(client), made(client)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert CalendarFeed.objects.filter(ended_at=None).count() == 1


def test_an_ended_address_a_made_up_one_and_that_of_somebody_gone_lead_nowhere(as_user, clinician, small):
    client = as_user(clinician)
    url = made(client)
    clinician.is_active = False
    clinician.save()
    assert Client().get(url).status_code == 404
    clinician.is_active = True
    clinician.save()
    assert client.post(MINE, {"end": "1"}).status_code == 302
    assert Client().get(url).status_code == 404
    assert Client().get("/calendar/made-up.ics").status_code == 404


def test_a_manager_sees_who_and_what_until_they_manage_no_more(as_user, clinician, manager, practice, small):
    ask(clinician, small, days=20)
    outbox.drain()
    url = made(as_user(manager), practice=practice.slug)
    assert "SUMMARY:Due: Dr Amara Osei\\, A small course" in fetched(url)
    Membership.objects.filter(user=manager).update(is_manager=False)
    assert "BEGIN:VEVENT" not in fetched(url)


def test_nobody_else_makes_an_address_for_a_practice(as_user, clinician, stranger, practice, small):
    for other in (clinician, stranger):
        assert as_user(other).post(MINE, {"make": "1", "practice": practice.slug}).status_code == 404
        assert practice.name not in words(as_user(other).get(MINE).content.decode()).split("Who has to do")[0][-40:]
    assert not CalendarFeed.objects.exists()


def test_it_is_private_to_caches_and_to_search_engines(as_user, clinician, small):
    reply = Client().get(made(as_user(clinician)))
    assert reply.headers["Cache-Control"].startswith("private")
    assert reply.headers["Content-Type"].startswith("text/calendar")
    assert "noindex" in reply.headers["X-Robots-Tag"]


def test_guessing_is_slowed_down(monkeypatch, small):
    monkeypatch.setattr(views, "FETCHES_A_MINUTE", 2)
    url = reverse("calendar-feed", args=["guess"])
    assert 429 in [Client().get(url).status_code for _ in range(6)]


def test_a_visitor_signs_in_first(small):
    assert Client().get(MINE).url.startswith(reverse("account_login"))
