from __future__ import annotations

import pytest
from django.urls import reverse

from courses.operations.models import AuditEntry, Delivery
from courses.people.models import Membership, Team
from courses.people.staff.services import rename_team

pytestmark = [pytest.mark.web, pytest.mark.django_db]
VALUES = {"name": "Elm Street Surgery", "region": "uk", "timezone": "Europe/London", "retention_years": "6"}


def teams(practice) -> str:
    return reverse("practice-teams", args=[practice.slug])


def settings_of(practice) -> str:
    return reverse("practice-settings", args=[practice.slug])


def test_a_team_is_added_renamed_and_deleted(as_user, manager, elm, amara):
    client = as_user(manager)
    assert b"Morning has been added." in client.post(teams(elm), {"name": " Morning "}, follow=True).content
    team = Team.objects.get()
    Membership.objects.filter(pk=amara.pk).update(team=team)
    page = client.get(teams(elm)).content.decode()
    assert "1 person" in page
    assert "Dr Amara Osei" in page
    client.post(teams(elm), {"rename": team.pk, "name": "Early team"})
    team.refresh_from_db()
    assert team.name == "Early team"
    asked = client.post(teams(elm), {"delete": team.pk})
    assert b"stays in the practice, without a team" in asked.content
    assert Team.objects.exists()
    client.post(teams(elm), {"delete": team.pk, "sure": "1"})
    assert not Team.objects.exists()
    amara.refresh_from_db()
    assert (amara.team, amara.ended) == (None, None)
    assert (
        Delivery.objects.filter(event="membership.changed", ids={"membership_id": amara.pk})
        .values("key")
        .distinct()
        .count()
        == 1
    )
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "team.added",
        "team.renamed",
        "team.deleted",
    ]


def test_a_name_is_taken_whatever_its_case_and_the_error_leads_to_its_field(as_user, manager, elm):
    one = Team.objects.create(practice=elm, name="Morning")
    two = Team.objects.create(practice=elm, name="Evening")
    client = as_user(manager)
    page = client.post(teams(elm), {"name": "MORNING"}).content.decode()
    assert page.count("This practice has a team called MORNING.") == 2
    assert 'href="#id_name"' in page
    page = client.post(teams(elm), {"rename": two.pk, "name": "morning"}).content.decode()
    assert f'href="#team{two.pk}_name"' in page
    assert f'id="team{one.pk}_name"' in page
    assert sorted(Team.objects.values_list("name", flat=True)) == ["Evening", "Morning"]


def test_a_button_pressed_twice_deletes_once_and_says_so(as_user, manager, elm):
    team = Team.objects.create(practice=elm, name="Morning")
    client = as_user(manager)
    client.post(teams(elm), {"delete": team.pk, "sure": "1"})
    answer = client.post(teams(elm), {"delete": team.pk, "sure": "1"}, follow=True)
    assert b"has been deleted already" in answer.content


def test_a_team_of_another_practice_is_out_of_reach(as_user, manager, stranger, elm):
    foreign = Team.objects.create(practice=Membership.objects.get(user=stranger).practice, name="Theirs")
    client = as_user(manager)
    client.post(teams(elm), {"rename": foreign.pk, "name": "Mine"})
    client.post(teams(elm), {"delete": foreign.pk, "sure": "1"})
    assert not rename_team(practice=elm, by=manager, team_id=foreign.pk, name="Mine")
    foreign.refresh_from_db()
    assert foreign.name == "Theirs"


def test_thirty_teams_cost_as_many_queries_as_three(queries, elm, add):
    for number in range(3):
        add(f"Person {number}", team=Team.objects.create(practice=elm, name=f"Team {number}"))
    few = queries(teams(elm))
    for number in range(3, 30):
        add(f"Person {number}", team=Team.objects.create(practice=elm, name=f"Team {number}"))
    assert queries(teams(elm)) == few


def test_settings_are_stored_and_noted_and_the_address_stays(as_user, manager, elm):
    new = {"name": "Elm & Oak Surgery", "region": "us", "timezone": "America/Denver", "retention_years": "10"}
    answer = as_user(manager).post(settings_of(elm), new, follow=True)
    assert b"The settings are saved." in answer.content
    assert b"Elm &amp; Oak Surgery" in answer.content
    elm.refresh_from_db()
    assert (elm.name, elm.region, elm.timezone) == ("Elm & Oak Surgery", "us", "America/Denver")
    assert (elm.retention_years, elm.slug) == (10, "elm-street")
    assert AuditEntry.objects.get(action="practice.changed").detail["retention_years"] == 10


def test_settings_saved_unchanged_are_not_noted(as_user, manager, elm):
    as_user(manager).post(settings_of(elm), VALUES)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Write the name of the practice."),
        ({"retention_years": "0"}, "Write at least 1 year."),
        ({"retention_years": "51"}, "Write at most 50 years."),
        ({"retention_years": "six"}, "Write a whole number of years."),
        ({"timezone": "Mars/Base"}, "Mars/Base"),
    ],
)
def test_settings_that_cannot_be_are_said_with_a_link(as_user, manager, elm, changes, words):
    page = as_user(manager).post(settings_of(elm), {**VALUES, **changes}).content.decode()
    assert words in page
    assert f'href="#id_{next(iter(changes))}"' in page
    elm.refresh_from_db()
    assert (elm.name, elm.retention_years, elm.timezone) == ("Elm Street Surgery", 6, "Europe/London")


def test_uk_and_us_rules_are_explained_and_the_managers_listed(as_user, manager, elm):
    page = as_user(manager).get(settings_of(elm)).content.decode()
    assert "45 CFR 164.530(j)" in page
    assert "United Kingdom" in page
    assert "count from their last day" in page
    assert "Sam Lee" in page
