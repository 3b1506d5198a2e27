"""A final quiz that asks a role nothing: mails count what the course page counts, and speak of no quiz."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client

from courses.authoring.models import Release
from courses.learning.queries import reader_of
from courses.learning.rules import graded_quizzes, minutes_left
from courses.people.models import Membership, Practice, User
from tests.actors import person
from tests.learning.small_course import release_of, small_folder
from tests.oversight.reminders.clock import ASKED, DUE, ask, at, days, finish, go, subjects
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def narrowed(db: None) -> Release:
    """The final quiz asks reception nothing."""
    return release_of(small_folder(("04-final.md", "draw: 2", "draw: 2\ndraw-for: reception 0")))


@pytest.fixture
def desk(practice: Practice) -> User:
    user = person("desk@elm.example", "Dana Desk", job_role="reception", region="uk")
    Membership.objects.create(user=user, practice=practice, job_role="reception", started=date(2026, 1, 1))
    return user


def minutes(release: Release, user: User) -> int:
    return minutes_left(release.structure, reader_of(user), finished=(), passed=())


def test_what_is_assigned_counts_the_minutes_of_the_course_page(desk, clinician, narrowed):
    for user in (desk, clinician):
        ask(user, narrowed)
    quiz = sum(one["minutes"] for one in graded_quizzes(narrowed.structure))
    assert quiz
    sent = {mail.person_id: mail for mail in go(at(ASKED, 11))}
    with time_machine.travel(at(ASKED, 11), tick=False):
        for user in (desk, clinician):
            count = minutes(narrowed, user)
            assert f"A small course ({count} minutes) by" in sent[user.pk].subject
            client = Client()
            client.force_login(user)
            assert f"{count} minutes" in words(client.get("/courses/small/").content.decode())


def test_to_renew_without_a_quiz_is_to_go_through_the_units(desk, narrowed):
    ask(desk, narrowed, due=DUE + days(365))
    finish(desk, narrowed, DUE - days(365) + days(7))
    (mail,) = go(at(DUE))
    count = minutes(narrowed, desk)
    assert subjects([mail]) == [f"Renew by 26 March: A small course ({count} minutes)"]
    assert f"To renew it, go through its units again: about {count} minutes." in mail.text
    assert "quiz" not in mail.text


def test_to_renew_with_a_quiz_is_that_quiz(clinician, narrowed):
    ask(clinician, narrowed, due=DUE + days(365))
    finish(clinician, narrowed, DUE - days(365) + days(7))
    (mail,) = go(at(DUE))
    quiz = sum(one["minutes"] for one in graded_quizzes(narrowed.structure))
    assert f"Renewing it is the final quiz: about {quiz} minute" in mail.text
