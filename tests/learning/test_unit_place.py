"""The bookmark in a unit: the last word wins, and nothing hangs on it."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.learning.models import UnitProgress

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PLACE = "/courses/small/units/first/place/"


def keep(client: Client, place: str, url: str = PLACE) -> int:
    return client.post(url, {"place": place}).status_code


def test_the_last_place_wins(as_user, clinician, small):
    client = as_user(clinician)
    assert keep(client, "look-first") == 204
    assert keep(client, "look-again") == 204
    row = UnitProgress.objects.get()
    assert (row.place, row.finished_at) == ("look-again", None)


def test_a_place_is_shown_again_on_another_device(as_user, clinician, small):
    keep(as_user(clinician), "look-again")
    assert 'data-place="look-again"' in as_user(clinician).get("/courses/small/units/first/").content.decode()


@pytest.mark.parametrize("place", ['"><script>alert(1)</script>', "x" * 5000, "a\x00b", "\u202egnp", ""])
def test_a_hostile_place_is_cut_and_escaped(as_user, clinician, small, place):
    client = as_user(clinician)
    assert keep(client, place) == 204
    assert len(UnitProgress.objects.get().place) <= 80
    page = client.get("/courses/small/units/first/")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert client.get("/").status_code == 200


def test_an_unknown_unit_is_a_404(as_user, clinician, small):
    assert keep(as_user(clinician), "x", "/courses/small/units/nothing/place/") == 404


def test_a_visitor_keeps_no_place(small):
    assert keep(Client(), "x") == 302
    assert not UnitProgress.objects.exists()
