"""What a stranger, a changed role, an old page or a change of the course may try with a start check."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.learning.completion import complete_enrolments_of, finished_units
from courses.learning.models import Enrolment, UnitProgress
from courses.management.commands.demo import do_unit
from courses.people.models import User
from courses.training.starting import queries
from courses.training.starting.models import StartCheck
from tests.learning.small_course import release_of, small_folder
from tests.training.starting.small_path import form, sheet, skip, take
from tests.training.starting.test_skip import take_course

pytestmark = [pytest.mark.web, pytest.mark.django_db]
CHECK, SKIP = "/paths/small-path/check/", "/paths/small-path/skip/"
FOR_GPS = ("01-first.md", "objectives: [o1]\n", "objectives: [o1]\naudience: [gp]\n")


@pytest.fixture
def client(as_user, clinician, small, small_path) -> Client:
    return as_user(clinician)


def become(person: User, role: str) -> None:
    person.job_role = role
    person.save()


def test_a_page_from_before_the_questions_changed_is_not_taken_for_answers_to_the_new_ones(
    client, clinician, monkeypatch
):
    page = client.get(CHECK).content.decode()
    old = sheet()
    assert f'name="version" value="{old.version}"' in page
    monkeypatch.setattr(queries, "sheet_of", lambda _path: replace(old, version="another"))
    text = client.post(CHECK, form() | {"version": old.version}, follow=True).content.decode()
    assert "The questions have changed since you opened them." in text
    assert not StartCheck.objects.exists()
    client.post(CHECK, form() | {"version": "another"})
    assert StartCheck.objects.get().version == "another"


def test_a_role_that_changes_after_the_check_skips_nothing_that_is_not_asked_of_it(clinician, small_path):
    release_of(small_folder(FOR_GPS))
    take(clinician)
    become(clinician, "practice-nurse")
    assert skip(clinician, "first") == []
    assert not UnitProgress.objects.exists()


def test_a_role_that_changes_after_the_skip_does_what_the_new_role_is_asked(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    become(clinician, "practice-nurse")  # of whom the extra unit is asked
    do_unit(clinician, small, "second")
    complete_enrolments_of(person_id=clinician.pk)
    assert Enrolment.objects.get().completed_at is None
    take_course(clinician, small, "extra")
    assert Enrolment.objects.get().completed_at is not None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("course.md", "order: free", "order: in-order"), id="in order"),
        pytest.param(("02-second.md", "objectives: [o1]\n", "objectives: [o1]\nrequires: [first]\n"), id="requires"),
    ],
)
def test_what_is_skipped_opens_what_waits_for_it_and_taking_it_up_closes_that_again(
    as_user, clinician, small_path, change
):
    small = release_of(small_folder(change))
    client = as_user(clinician)
    take(clinician)
    assert skip(clinician, "second") == ["small/second"]  # known, though what it builds on is not done
    do_unit(clinician, small, "first")
    assert finished_units(Enrolment.objects.get()) == {"first", "second"}
    skipped = Enrolment.objects.get().progress.get(unit_id="second")
    assert (skipped.finished_at, skipped.opened_at) == (None, None)
    client.post("/courses/small/units/second/after-all/")
    assert finished_units(Enrolment.objects.get()) == {"first"}


def test_a_skip_of_the_last_cycle_and_its_check_do_not_count_in_a_renewal(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    take_course(clinician, small, "second")
    then = timezone.now() - timedelta(days=330)
    Enrolment.objects.update(completed_at=then, started_at=then)
    client.post("/courses/small/renew/")
    assert skip(clinician, "first") == []  # it wants a check of this cycle
    assert finished_units(Enrolment.objects.get(cycle=2)) == {"second"}
    take(clinician, cycle=2)
    assert skip(clinician, "first", "second") == ["small/first"]
    assert finished_units(Enrolment.objects.get(cycle=2)) == {"first", "second"}


def test_who_is_erased_leaves_no_check_behind(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    clinician.delete()
    assert not StartCheck.objects.exists()
    assert not UnitProgress.objects.exists()


def test_nobody_but_the_person_reads_what_was_answered(as_user, client, clinician, manager, practice, small):
    take(clinician, "qa")
    member = clinician.memberships.get().pk
    pages: list[Any] = [f"/practice/elm-street/people/{member}/", f"/practice/elm-street/people/{member}/small/"]
    for url in (*pages, "/practice/elm-street/", CHECK):
        text = as_user(manager).get(url, follow=True).content.decode()
        for told in ("Feedback-", "Explanation-", "start check showed", "of 5 right"):
            assert told not in text, (url, told)
