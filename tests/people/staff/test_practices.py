"""Several practices for a person, several managers for a practice; what ends when somebody moves."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from courses.people.models import Membership, Practice
from courses.people.staff import leaving
from courses.people.staff.leaving import end_membership
from courses.people.staff.services import Outcome, save_member

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def quay(db) -> Practice:
    return Practice.objects.create(name="Quay Practice", slug="quay")


def test_with_one_practice_the_navigation_leads_there(as_user, manager, elm):
    page = as_user(manager).get("/courses/").content.decode()
    assert 'href="/practice/elm-street/"' in page
    assert 'href="/practice/"' not in page


def test_with_several_the_navigation_leads_to_the_list(as_user, manager, elm, quay):
    Membership.objects.create(user=manager, practice=quay, started=date(2024, 1, 1), is_manager=True)
    client = as_user(manager)
    assert 'href="/practice/"' in client.get("/courses/").content.decode()
    listed = client.get("/practice/").content.decode()
    assert 'href="/practice/elm-street/"' in listed
    assert 'href="/practice/quay/"' in listed
    assert "Switch practice" in client.get(reverse("practice-people", args=["quay"])).content.decode()


def test_the_roles_of_somebody_with_two_practices_cost_no_query_more(
    as_user, manager, elm, quay, django_assert_num_queries
):
    client = as_user(manager)
    client.get("/practice/")
    with django_assert_num_queries(2):  # the person with their roles, the practices; the session is in the cache
        client.get("/practice/")
    Membership.objects.create(user=manager, practice=quay, started=date(2024, 1, 1), is_manager=True)
    with django_assert_num_queries(2):
        client.get("/practice/")


def test_the_list_shows_nothing_to_somebody_who_manages_nothing(as_user, clinician, elm):
    page = as_user(clinician).get("/practice/").content.decode()
    assert "You do not manage a practice." in page
    assert "Elm Street" not in page


def test_two_managers_both_see_the_practice_and_one_may_go(as_user, manager, clinician, elm, amara, sam):
    values = {"job_role": "gp", "team_id": None, "needs_training": True}
    assert save_member(practice=elm, member_id=amara.pk, by=manager, is_manager=True, **values) is Outcome.DONE
    assert as_user(clinician).get(reverse("practice-people", args=[elm.slug])).status_code == 200
    assert end_membership(practice=elm, member_id=sam.pk, by=manager) is Outcome.DONE
    assert as_user(manager).get(reverse("practice-people", args=[elm.slug])).status_code == 404


def test_a_manager_who_moves_loses_the_old_practice_on_the_next_request(
    as_user, manager, clinician, elm, quay, amara, sam
):
    Membership.objects.filter(pk=amara.pk).update(is_manager=True)
    client = as_user(manager)
    names = ("practice", "practice-people", "practice-settings", "practice-teams", "practice-leavers")
    pages = [reverse(name, args=[elm.slug]) for name in names]
    assert {client.get(page).status_code for page in pages} == {200}
    leaving.end_membership(practice=elm, member_id=sam.pk, by=clinician)
    Membership.objects.create(user=manager, practice=quay, started=date(2026, 1, 1), is_manager=True)
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.get(reverse("practice-people", args=["quay"])).status_code == 200
    assert 'href="/practice/quay/"' in client.get("/courses/").content.decode()
    assert "elm-street" not in client.get("/practice/").content.decode()
