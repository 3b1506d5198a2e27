"""A group session: recorded once, for who was there on that day; corrected; never a certificate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.certificates.models import Certificate
from courses.operations import outbox
from courses.operations.models import AuditEntry
from courses.people.models import Membership
from courses.training.models import Credit, GroupSession, Standing
from tests.actors import person
from tests.training.reading import section, states, words
from tests.training.situations import ask

pytestmark = [pytest.mark.web, pytest.mark.django_db]
LIST, NEW = "/practice/elm-street/sessions/", "/practice/elm-street/sessions/new/"


def member(learner) -> int:
    return Membership.objects.get(user=learner).pk


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def step_two(release, day: date) -> str:
    return f"{NEW}?course={release.course_id}&held_on={day.isoformat()}"


def page(client: Client, url: str = LIST) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return words(reply.content.decode())


@pytest.fixture
def held(as_user, clinician, manager, small) -> GroupSession:
    """Yesterday, led by Kim Park, the clinician was there."""
    values = {"led_by": "Kim Park", "members": [member(clinician)], "note": ""}
    reply = as_user(manager).post(step_two(small, yesterday()), values)
    assert reply.status_code == 302
    return GroupSession.objects.get()


def test_it_counts_at_once_without_a_test_and_without_a_certificate(as_user, clinician, manager, small):
    ask(clinician, small, days=5)
    client = as_user(manager)
    client.post(step_two(small, yesterday()), {"led_by": "Kim Park", "members": [member(clinician)]})
    outbox.drain()
    day = yesterday()
    home = section(as_user(clinician).get("/courses/small/").content.decode(), "Yours")
    assert states(home)[0][0] == "Complete"
    assert f"group session {day.day} {day:%b}, no test" in states(home)[0][1]
    assert Standing.objects.get(membership__user=clinician).detail == states(home)[0][1]
    assert not Certificate.objects.exists()
    assert AuditEntry.objects.get(action="session.recorded").detail["people"] == 1
    assert "1 person · led by Kim Park" in page(client)


def test_recorded_twice_it_is_one_session_to_which_names_are_added(as_user, clinician, manager, small, held):
    values = {"led_by": "Kim Park", "members": [member(clinician), member(manager)]}
    as_user(manager).post(step_two(small, yesterday()), values)
    assert GroupSession.objects.count() == 1
    assert Credit.objects.count() == 2


def test_it_lasts_as_long_as_the_courses_own_certificate(as_user, clinician, manager, small):
    as_user(manager).post(step_two(small, date(2024, 2, 29)), {"members": [member(clinician)]})
    assert Credit.objects.get().valid_until == date(2025, 2, 28)


def test_a_day_to_come_cannot_be_recorded_but_its_sheet_printed(as_user, clinician, manager, small):
    client, day = as_user(manager), timezone.localdate() + timedelta(days=9)
    reply = client.get(step_two(small, day))
    assert reply.status_code == 422
    assert "print the sheet" in words(reply.content.decode())
    assert client.post(step_two(small, day), {"members": [member(clinician)]}).status_code == 422
    assert not GroupSession.objects.exists()
    sheet = page(client, f"{step_two(small, day)}&sheet=1")
    assert "Dr Amara Osei" in sheet
    assert "Signature" in sheet


def test_the_list_names_who_worked_there_on_that_day(as_user, clinician, manager, practice, small):
    gone = person("gone@elm.example", "Gil Gone")
    Membership.objects.create(user=gone, practice=practice, started=date(2020, 1, 1), ended=date(2024, 5, 5))
    client = as_user(manager)
    assert "Gil Gone" in page(client, step_two(small, date(2024, 5, 5)))
    assert "Gil Gone" not in page(client, step_two(small, date(2024, 5, 6)))
    assert "Dr Amara Osei" not in page(client, step_two(small, date(2019, 12, 31)))


def test_somebody_of_another_practice_cannot_be_named(as_user, manager, stranger, small):
    client = as_user(manager)
    assert client.post(step_two(small, yesterday()), {"members": [member(stranger)]}).status_code == 422
    assert client.post(step_two(small, yesterday()), {"members": []}).status_code == 422
    assert not GroupSession.objects.exists()


@pytest.mark.parametrize("query", ["course=&held_on=2026-01-01", "course=x&held_on=2026-01-01", "held_on=never"])
def test_a_course_and_a_day_are_asked_for_first(as_user, manager, small, query):
    assert as_user(manager).get(f"{NEW}?{query}").status_code == 422
    assert as_user(manager).get(NEW).status_code == 200


def test_one_can_be_taken_out_and_put_back(as_user, clinician, manager, small, held):
    client, url = as_user(manager), f"{LIST}{held.pk}/"
    client.post(url, {"remove": member(clinician)})
    assert Credit.objects.get().withdrawn_at is not None
    assert "Nobody." in page(client, url)
    client.post(url, {"add": member(clinician)})
    credit = Credit.objects.get()
    assert credit.withdrawn_at is None
    assert AuditEntry.objects.filter(action__startswith="attendance.").count() == 2


def test_somebody_left_out_is_added(as_user, manager, held):
    client, url = as_user(manager), f"{LIST}{held.pk}/"
    client.post(url, {"add": member(manager)})
    client.post(url, {"add": member(manager)})
    assert Credit.objects.filter(membership__user=manager, accepted=True).count() == 1


def test_somebody_who_was_not_there_cannot_be_added(as_user, manager, stranger, held):
    client, url = as_user(manager), f"{LIST}{held.pk}/"
    for made_up in (member(stranger), "x", ""):
        assert client.post(url, {"add": made_up}).status_code == 404
    assert Credit.objects.count() == 1


def test_the_whole_session_is_withdrawn_after_a_question(as_user, clinician, manager, small, held):
    ask(clinician, small, days=5)
    client, url = as_user(manager), f"{LIST}{held.pk}/"
    assert "Withdraw the whole session?" in page(client, f"{url}?withdraw=1")
    assert GroupSession.objects.get().withdrawn_at is None
    client.post(url, {"withdraw": "1"})
    client.post(url, {"withdraw": "1"})
    outbox.drain()
    assert GroupSession.objects.get().withdrawn_at is not None
    assert Standing.objects.get(membership__user=clinician).word == "due-soon"
    assert AuditEntry.objects.filter(action="session.withdrawn").count() == 1
    client.post(url, {"add": member(manager)})
    assert not Credit.objects.filter(withdrawn_at=None).exists()


def test_the_signed_sheet_is_kept_and_given_back(as_user, manager, held, photograph):
    client, url = as_user(manager), f"{LIST}{held.pk}/"
    assert client.get(f"{url}file/").status_code == 404
    assert client.post(url, {"upload": "1"}).status_code == 422
    assert client.post(url, {"upload": "1", "sheet": photograph()}).status_code == 302
    assert client.get(f"{url}file/").headers["Content-Type"] == "image/jpeg"


def test_for_everybody_else_there_are_no_sessions(as_user, clinician, stranger, held):
    for other in (clinician, stranger):
        client = as_user(other)
        for url in (LIST, NEW, f"{LIST}{held.pk}/", f"{LIST}{held.pk}/file/"):
            assert client.get(url).status_code == 404
        assert client.post(f"{LIST}{held.pk}/", {"withdraw": "1"}).status_code == 404
    own = reverse("practice-session", args=["oak-lane", held.pk])
    assert as_user(stranger).get(own).status_code == 404
    assert GroupSession.objects.get().withdrawn_at is None


def test_a_visitor_signs_in_first(small):
    assert Client().get(LIST).url.startswith(reverse("account_login"))
