"""Two requests at one moment: real threads, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from courses.people.models import Membership
from courses.training.assigning import exemptions, rules, services
from courses.training.assigning.choice import Choice, Target, Timing
from courses.training.models import Assignment, Duty, Exemption
from tests.learning.small_course import release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all of them from one starting line; their answers in order."""
    line = threading.Barrier(len(acts), timeout=30)
    answers: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            line.wait()
            answers[place] = act()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.fixture
def ask(practice, clinician, manager):
    release = release_of(small_folder())

    def make(form: str = "page") -> Assignment | None:
        due = timezone.localdate() + timedelta(days=30)
        choice = Choice((release,), Target("everybody", future=True), Timing(due=due, days=None))
        return services.assign(practice=practice, choice=choice, by=manager, form=form)

    return make


def test_two_submits_of_one_page_at_one_moment_make_one_assignment(ask):
    first, second = at_once(ask, ask)
    assert isinstance(first, Assignment)
    assert first == second
    assert (Assignment.objects.count(), Duty.objects.count()) == (1, 1)


def test_somebody_who_joins_while_a_rule_is_made_is_asked_once(ask, practice, educator):
    def join() -> None:
        member = Membership.objects.create(user=educator, practice=practice, started=timezone.localdate())
        rules.apply_rules(membership_id=member.pk)

    made, joined = at_once(ask, join)
    assert (isinstance(made, Assignment), joined) == (True, None)
    assert Duty.objects.filter(membership__user=educator).count() == 1


def test_a_rule_that_ends_while_somebody_joins_leaves_no_open_duty(ask, practice, educator, manager):
    rule = ask()
    member = Membership.objects.create(user=educator, practice=practice, started=timezone.localdate())
    answers = at_once(
        lambda: services.end(assignment=rule, by=manager), lambda: rules.apply_rules(membership_id=member.pk)
    )
    assert answers == [True, None]
    assert not Duty.objects.filter(ended=None).exists()


def test_undo_and_end_at_one_moment_one_of_them_counts(ask, manager):
    rule = ask()
    answers = at_once(
        lambda: services.end(assignment=rule, by=manager), lambda: services.undo(assignment=rule, by=manager)
    )
    assert sorted(map(str, answers)) == ["False", "True"]
    rule.refresh_from_db()
    assert (rule.ended is None) != (rule.undone_at is None)


def test_two_exemptions_at_one_moment_make_one(ask, clinician, manager):
    course = ask().courses.get()
    member = Membership.objects.select_related("practice", "user").get(user=clinician)

    def exempt() -> Exemption | None:
        return exemptions.exempt(member=member, course=course, reason="wrong role", until=None, by=manager)

    answers = at_once(exempt, exempt)
    assert sorted(type(one).__name__ for one in answers) == ["Exemption", "NoneType"]
    assert Exemption.objects.count() == 1
