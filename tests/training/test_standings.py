"""From rows to facts: whose duties count, until when, and what was so on a past day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.learning.models import Enrolment
from courses.management.commands.demo import do_unit
from courses.people.models import Membership
from courses.training.facts import standings
from courses.training.services import assign_course
from courses.training.state import Word
from tests.actors import person
from tests.training.situations import ask, complete, today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def row_of(somebody, release, *, days: int = 0, practice=None):
    on = today_of(somebody) + timedelta(days=days)
    return standings([somebody], [release], on, practice=practice)[somebody.pk, release.course_id]


def word_of(somebody, release, **more) -> Word:
    return row_of(somebody, release, **more).state.word


def test_nothing_known_is_not_assigned(clinician, small):
    assert word_of(clinician, small) is Word.NOT_ASSIGNED


def test_the_earlier_of_two_duties_counts(clinician, small):
    ask(clinician, small, days=40)
    early = ask(clinician, small, days=20)
    assert row_of(clinician, small).facts.due == early.due


def test_an_ended_duty_counts_no_more_from_the_day_it_ended(clinician, small):
    duty = ask(clinician, small, days=-1)
    duty.began = today_of(clinician) - timedelta(days=5)
    duty.ended = today_of(clinician)
    duty.save()
    assert word_of(clinician, small) is Word.NOT_ASSIGNED
    assert word_of(clinician, small, days=-1) is Word.DUE_SOON
    assert word_of(clinician, small, days=-6) is Word.NOT_ASSIGNED


def test_a_duty_of_a_practice_one_has_left_counts_no_more(clinician, small):
    ask(clinician, small, days=-5)
    Membership.objects.filter(user=clinician).update(ended=today_of(clinician) - timedelta(days=1))
    assert word_of(clinician, small) is Word.NOT_ASSIGNED


def test_each_practice_sees_its_own_duties_only(clinician, stranger, practice, small):
    elsewhere = Membership.objects.get(user=stranger).practice
    second = Membership.objects.create(user=clinician, practice=elsewhere, started=today_of(clinician))
    ask(clinician, small, days=-5, membership=second)
    assert word_of(clinician, small) is Word.OVERDUE
    assert word_of(clinician, small, practice=elsewhere) is Word.OVERDUE
    assert word_of(clinician, small, practice=practice) is Word.NOT_ASSIGNED


def test_what_ran_out_after_the_duty_ended_is_not_expired(clinician, small):
    duty = ask(clinician, small, days=-380)
    complete(clinician, small, days_ago=400, certificate=False)
    assert word_of(clinician, small) is Word.EXPIRED
    duty.ended = today_of(clinician)
    duty.save()
    assert word_of(clinician, small) is Word.NOT_ASSIGNED


def test_units_are_counted_as_they_are_asked_of_the_reader(clinician, small):
    do_unit(clinician, small, "first")
    do_unit(clinician, small, "extra")  # optional for a doctor
    facts = row_of(clinician, small).facts
    assert (facts.units_done, facts.units) == (1, 2)
    clinician.job_role = "practice-nurse"
    facts = row_of(clinician, small).facts
    assert (facts.units_done, facts.units) == (2, 3)


def test_before_it_was_finished_it_was_in_progress(clinician, small):
    complete(clinician, small, days_ago=10, certificate=False)
    Enrolment.objects.update(started_at=timezone.now() - timedelta(days=20))
    assert word_of(clinician, small) is Word.COMPLETE
    assert word_of(clinician, small, days=-10) is Word.COMPLETE
    assert word_of(clinician, small, days=-11) is Word.IN_PROGRESS
    assert word_of(clinician, small, days=-21) is Word.NOT_ASSIGNED


def test_a_second_cycle_does_not_hide_a_certificate_that_is_valid(clinician, small):
    first = complete(clinician, small, days_ago=330, certificate=False)
    Enrolment.objects.create(
        person=clinician, course=small.course, cycle=2, rules_release=small,
        rules_until=timezone.now() + timedelta(days=90), started_at=timezone.now(),
    )  # fmt: skip
    found = row_of(clinician, small).state
    assert found.word is Word.COMPLETE
    assert found.detail.startswith("renew by")
    assert first.completed_at is not None


def test_a_second_cycle_does_not_hide_that_the_certificate_ran_out(clinician, small):
    complete(clinician, small, days_ago=400, certificate=False)
    Enrolment.objects.create(
        person=clinician, course=small.course, cycle=2, rules_release=small,
        rules_until=timezone.now() + timedelta(days=90), started_at=timezone.now(),
    )  # fmt: skip
    assert word_of(clinician, small) is Word.EXPIRED


def test_nobody_is_asked_on_behalf_of_another_practice(clinician, stranger, practice, small):
    foreign = Membership.objects.get(user=stranger)
    rule = assign_course(
        practice=practice, course=small.course, due=today_of(clinician), memberships=[foreign], by=None
    )
    assert not rule.duties.exists()


def test_the_queries_are_as_many_for_one_person_as_for_twenty(clinician, small):
    def count(people) -> int:
        with CaptureQueriesContext(connection) as caught:
            standings(people, [small], today_of(clinician))
        return len(caught)

    do_unit(clinician, small, "first")
    ask(clinician, small, days=3)
    one = count([clinician])
    crowd = [person(f"p{n}@elm.example", f"Person {n}", job_role="gp") for n in range(20)]
    for somebody in crowd[:4]:
        complete(somebody, small, certificate=False)
    assert count([clinician, *crowd]) == one <= 6
