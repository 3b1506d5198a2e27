"""`manage.py demo`: an invented practice with people in every state, the same after every run."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from courses.certificates.integrity import report
from courses.certificates.models import Certificate
from courses.operations import outbox
from courses.people.demo_accounts import DEMO_ACCOUNTS
from courses.people.models import User
from courses.training.facts import standings
from courses.training.models import Standing
from courses.training.state import Word
from tests.actors import publish_shipped
from tests.learning.small_course import for_module
from tests.training.situations import today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The shipped courses and the demo practice; what the command printed."""

    def build() -> str:
        publish_shipped("automation-bias")
        publish_shipped("sample-reviewed-course")
        out = StringIO()
        call_command("demo", stdout=out)
        return out.getvalue()

    yield from for_module(django_db_blocker, build)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in apps.get_app_config("courses").get_models()}


def test_it_says_what_it_made(filled):
    assert "Elm Street Surgery" in filled
    assert "11 invented people" in filled


def test_a_second_run_adds_nothing(filled):
    before = counts()
    call_command("demo", stdout=StringIO())
    assert counts() == before
    assert before["Certificate"] >= 4


def test_everything_it_made_holds(filled):
    assert report().faults == []
    assert outbox.drain() == 0


def test_there_are_people_in_almost_every_state(filled):
    people = list(User.objects.filter(memberships__practice__slug="elm-street"))
    releases = [course.current for course in apps.get_model("courses", "Course").objects.exclude(current=None)]
    found = {row.state.word for row in standings(people, releases, today_of(people[0])).values()}
    assert found >= {Word.NOT_ASSIGNED, Word.IN_PROGRESS, Word.DUE_SOON, Word.OVERDUE, Word.COMPLETE, Word.EXPIRED}


def test_both_a_certificate_and_a_record_can_be_shown(filled):
    assert set(Certificate.objects.values_list("kind", flat=True)) == {"certificate", "record"}
    assert Certificate.objects.filter(enrolment__person__email=DEMO_ACCOUNTS["clinician"][0]).exists()


@pytest.mark.parametrize(
    ("role", "url"), [("clinician", "/"), ("manager", "/practice/elm-street/"), ("educator", "/"), ("reviewer", "/")]
)
def test_each_demo_account_finds_its_page(as_user, filled, role, url):
    reply = as_user(User.objects.get(email=DEMO_ACCOUNTS[role][0])).get(url)
    assert reply.status_code == 200
    if role == "manager":
        assert "people up to date" in reply.content.decode()
        assert Standing.objects.filter(practice__slug="elm-street").count() > 10


def test_every_address_of_an_invented_person_can_be_written(filled):
    for email in User.objects.values_list("email", flat=True):
        local, _at, domain = email.partition("@")
        assert domain.endswith(".example")
        assert local.strip(".") == local
        assert ".." not in local


def test_production_is_left_alone(settings, db):
    settings.DEMO = False
    before = counts()
    with pytest.raises(CommandError, match="not a demo"), transaction.atomic():
        call_command("demo", stdout=StringIO())
    assert counts() == before


def test_without_courses_there_are_people_and_no_error(db):
    apps.get_model("courses", "Course").objects.update(current=None)
    call_command("demo", stdout=StringIO())
    assert User.objects.filter(email=DEMO_ACCOUNTS["manager"][0]).exists()
