from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.people.models import Leave, Membership, Team
from courses.people.staff.queries import today_in

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def url(practice, query: str = "") -> str:
    return reverse("practice-people", args=[practice.slug]) + query


def names(page: bytes) -> set[str]:
    text = page.decode()
    return {one for one in ("Amara", "Sam Lee", "Ben Reed", "Ceri Pugh") if f"{one}" in text.partition("<tbody>")[2]}


def test_everybody_who_works_here_is_listed_and_leavers_are_not(as_user, manager, elm, add):
    add("Ben Reed")
    add("Ceri Pugh", ended=today_in(elm))
    page = as_user(manager).get(url(elm))
    assert names(page.content) == {"Amara", "Sam Lee", "Ben Reed"}
    assert b"3 people" in page.content
    assert b"manages this practice" in page.content
    assert b"not needed" in page.content


def test_role_team_and_name_narrow_the_list_in_the_address(as_user, manager, elm, add):
    morning = Team.objects.create(practice=elm, name="Morning")
    add("Ben Reed", job_role="reception", team=morning)
    add("Ceri Pugh", job_role="")
    client = as_user(manager)
    assert names(client.get(url(elm, "?role=reception")).content) == {"Ben Reed"}
    assert names(client.get(url(elm, f"?team={morning.pk}")).content) == {"Ben Reed"}
    assert names(client.get(url(elm, "?team=none&q=e")).content) == {"Amara", "Sam Lee", "Ceri Pugh"}
    assert names(client.get(url(elm, "?role=manager")).content) == {"Sam Lee"}
    assert b"Nobody matches these filters." in client.get(url(elm, "?q=zz")).content


@pytest.mark.parametrize(
    "query", ["?team=x", "?team=" + "9" * 30, "?role=%00", "?q=%3Cscript%3E", "?page=-3", "?page=x"]
)
def test_nonsense_in_the_address_does_no_harm(as_user, manager, elm, query):
    page = as_user(manager).get(url(elm, query))
    assert page.status_code == 200
    assert b"<script>" not in page.content


def test_leave_is_said_now_and_to_come(as_user, manager, elm, add):
    day = today_in(elm)
    Leave.objects.create(membership=add("Ben Reed"), started=day - timedelta(days=3), until=day)
    Leave.objects.create(membership=add("Ceri Pugh"), started=day + timedelta(days=3))
    Leave.objects.create(membership=add("Dan Old"), started=day - timedelta(days=9), until=day - timedelta(days=1))
    page = as_user(manager).get(url(elm)).content.decode()
    assert page.count("on leave until") == 1
    assert page.count("on leave from") == 1


def test_hostile_names_are_text(as_user, manager, elm, add):
    add("<script>alert(1)</script>")
    add("שרה לוי")
    add("N" * 120)
    page = as_user(manager).get(url(elm)).content.decode()
    assert "<script>alert" not in page
    assert "<bdi>שרה לוי</bdi>" in page


def test_thirty_people_cost_as_many_queries_as_three(queries, elm, add):
    add("Ben Reed", team=Team.objects.create(practice=elm, name="Morning"))
    few = queries(url(elm))
    for number in range(27):
        one = add(f"Person {number}", team=Team.objects.create(practice=elm, name=f"Team {number}"))
        Leave.objects.create(membership=one, started=today_in(elm))
    assert queries(url(elm)) == few


def test_more_than_fifty_are_paged_and_the_filter_stays(as_user, manager, elm, add):
    for number in range(60):
        add(f"Person {number:02}")
    page = as_user(manager).get(url(elm, "?role=gp")).content.decode()
    assert "Page 1 of 2" in page
    assert 'href="?role=gp&amp;page=2"' in page
    assert "Page 2 of 2" in as_user(manager).get(url(elm, "?role=gp&page=2")).content.decode()


def test_the_pages_exist_for_managers_of_this_practice_only(as_user, stranger, clinician, elm, amara):
    addresses = [
        url(elm),
        reverse("practice-teams", args=[elm.slug]),
        reverse("practice-leavers", args=[elm.slug]),
        reverse("practice-settings", args=[elm.slug]),
        reverse("practice-person", args=[elm.slug, amara.pk]),
        reverse("practice-leave", args=[elm.slug, amara.pk]),
        reverse("practice-left", args=[elm.slug, amara.pk]),
    ]
    before = list(Membership.objects.values())
    for address in addresses:
        for somebody in (stranger, clinician):
            client = as_user(somebody)
            assert client.get(address).status_code in (404, 405), address
            assert client.post(address, {"undo": amara.pk, "is_manager": "on"}).status_code in (404, 405), address
        assert Client().get(address).status_code == 302
    assert list(Membership.objects.values()) == before


@pytest.mark.parametrize("name", ["practice-person", "practice-left", "practice-leave"])
def test_a_member_of_another_practice_does_not_exist_under_ones_own(as_user, manager, stranger, elm, name):
    foreign = Membership.objects.get(user=stranger)
    for number in (foreign.pk, 10**18, 10**25):
        address = reverse(name, args=[elm.slug, number])
        client = as_user(manager)
        assert client.post(address, {"started": "2026-01-01"}).status_code == 404
        assert client.get(address).status_code in (404, 405)
    foreign.refresh_from_db()
    assert foreign.ended is None
