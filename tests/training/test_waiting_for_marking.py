"""Who waits for an educator is never overdue; who has anything left to do is treated as ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.authoring.models import Release
from courses.learning import services
from courses.learning.models import Attempt, UnitProgress
from courses.operations import outbox
from courses.people.models import User
from courses.training.facts import standings
from courses.training.queries import today
from courses.training.state import Facts, Word, state
from tests.actors import person
from tests.learning.marked_course import do_units, hand_in, make_editor, marked_release, post_mark, reflection_of
from tests.learning.small_course import _fresh_caches
from tests.training.situations import ask, today_of

__all__ = ["_fresh_caches"]

pytestmark = pytest.mark.web

ON = timezone.localdate() + timedelta(days=1)  # never before what the tests do now, even at midnight
LATE, SOON = ON - timedelta(days=9), ON + timedelta(days=3)
AGO, LATER = ON - timedelta(days=300), ON + timedelta(days=400)


@pytest.mark.parametrize("due", [None, LATE, SOON, ON + timedelta(days=90)])
def test_whatever_is_due_the_word_is_in_progress(due):
    found = state(Facts(due=due, started=True, units_done=3, units=3, waiting=True), ON)
    assert (found.word, found.detail, found.next_change) == (Word.IN_PROGRESS, "waiting for marking", None)


def test_a_certificate_that_ran_out_stays_expired():
    ran_out = Facts(due=LATE, started=True, completed_on=AGO, valid_until=LATE, waiting=True)
    assert state(ran_out, ON).word == Word.EXPIRED


def test_a_valid_certificate_stays_complete():
    valid = Facts(due=LATE, started=True, completed_on=AGO, valid_until=LATER, waiting=True)
    assert state(valid, ON).word == Word.COMPLETE


def word(user: User, release: Release) -> Word:
    return standings([user], [release], today_of(user))[user.pk, release.course_id].state.word


@pytest.mark.django_db
def test_with_the_quiz_handed_in_nothing_is_overdue_before_it_is_marked(as_user, clinician, manager, educator):
    release = marked_release(unit=False)
    ask(clinician, release, days=-3)
    assert word(clinician, release) == Word.OVERDUE
    attempt = hand_in(clinician, release)
    assert word(clinician, release) == Word.IN_PROGRESS
    for user, url in ((clinician, "/"), (clinician, "/courses/small/"), (manager, "/practice/elm-street/")):
        assert "waiting for marking" in as_user(user).get(url).content.decode(), url
    make_editor(educator)
    post_mark(as_user(educator), f"a{reflection_of(attempt).pk}")
    outbox.drain()
    assert word(clinician, release) == Word.COMPLETE


@pytest.mark.django_db
def test_a_reflection_in_a_unit_is_waited_for_in_the_same_way(clinician):
    release = marked_release(quiz=False)
    ask(clinician, release, days=-3)
    do_units(clinician, release)
    assert word(clinician, release) == Word.OVERDUE, "the quiz is still to be taken"
    hand_in(clinician, release)
    assert word(clinician, release) == Word.IN_PROGRESS


@pytest.mark.django_db
def test_who_has_a_unit_left_is_overdue_although_a_reflection_waits(clinician):
    release = marked_release()
    ask(clinician, release, days=-3)
    hand_in(clinician, release)
    UnitProgress.objects.filter(unit_id="first").update(finished_at=None)
    assert word(clinician, release) == Word.OVERDUE


@pytest.mark.django_db
def test_a_failed_and_a_fresh_attempt_do_not_wait(clinician):
    release = marked_release(unit=False, pass_mark=100)
    ask(clinician, release, days=-3)
    hand_in(clinician, release, text=None)
    assert word(clinician, release) == Word.OVERDUE
    assert isinstance(services.open_attempt(person=clinician, release=release, quiz_id="final"), Attempt)
    assert word(clinician, release) == Word.OVERDUE


@pytest.mark.django_db
def test_what_waits_comes_last_on_today_and_leads_to_the_course(as_user, clinician, sample):
    release = marked_release(unit=False)
    ask(clinician, release, days=-3)
    ask(clinician, sample, days=40)
    hand_in(clinician, release)
    plan = today(clinician)
    assert plan["next"].entry.slug == sample.structure["id"]
    assert [entry.slug for entry in plan["due"]] == ["small"]
    assert plan["due"][0].left == 0
    page = as_user(clinician).get(reverse("course-home", args=["small"])).content.decode()
    assert "An educator reads your reflection" in page
    assert "Take the final quiz" not in page


@pytest.mark.django_db
def test_standings_take_as_many_queries_for_ten_people_as_for_one(clinician, django_assert_num_queries):
    release = marked_release()
    hand_in(clinician, release)
    people = [clinician]
    with django_assert_num_queries(7):
        standings(people, [release], ON)
    for number in range(9):
        people.append(person(f"p{number}@elm.example", f"Person {number}", job_role="gp"))
        hand_in(people[-1], release)
    with django_assert_num_queries(7):
        standings(people, [release], ON)
