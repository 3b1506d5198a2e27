"""Two tabs at one moment, and a process that ends in between: real threads, each with a connection of its own."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from courses.learning import services, skipping
from courses.learning.completion import complete_enrolment, finished_units
from courses.learning.enrolments import ensure_enrolment
from courses.learning.grading import grade_attempt
from courses.learning.models import Enrolment, UnitProgress
from courses.management.commands.demo import do_unit
from courses.operations.models import Delivery
from courses.training.starting.models import StartCheck
from tests.actors import answer_all
from tests.learning.small_course import release_of, small_folder
from tests.training.assigning.test_at_once import at_once
from tests.training.starting.small_path import skip, take

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def course(small_path: Any) -> Any:
    return release_of(small_folder())


def test_two_tabs_that_answer_at_one_moment_store_one_check(clinician, course):
    first, second = at_once(lambda: take(clinician), lambda: take(clinician, "qa"))
    assert isinstance(first, StartCheck)
    assert first == second
    assert StartCheck.objects.count() == 1


def test_two_tabs_that_skip_at_one_moment_skip_once(clinician, course):
    take(clinician)
    answers = at_once(lambda: skip(clinician, "first"), lambda: skip(clinician, "first"))
    assert sorted(map(str, answers)) == ["['small/first']", "[]"]
    assert (Enrolment.objects.count(), UnitProgress.objects.count()) == (1, 1)
    assert Delivery.objects.filter(event="unit.skipped", handler="complete").count() == 1


def test_taking_back_a_skip_and_completing_at_one_moment_leave_no_unit_out(clinician, course):
    take(clinician)
    skip(clinician, "first")
    do_unit(clinician, course, "second")
    attempt = services.open_attempt(person=clinician, release=course, quiz_id="final")
    answer_all(clinician, attempt)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    grade_attempt(attempt_id=attempt.pk)
    enrolment = Enrolment.objects.get()
    undone, _done = at_once(
        lambda: skipping.take_after_all(person=clinician, course_id=course.course_id, unit="first"),
        lambda: complete_enrolment(enrolment_id=enrolment.pk),
    )
    enrolment.refresh_from_db()
    assert undone is (enrolment.completed_at is None)
    assert ("first" in finished_units(enrolment)) is not undone


def test_what_ends_in_between_leaves_nothing_behind(clinician, course, monkeypatch):
    take(clinician)

    def die(*_args: object, **_more: object) -> None:
        raise RuntimeError("the process ended")

    monkeypatch.setattr(skipping.outbox, "emit", die)
    with pytest.raises(RuntimeError):
        skip(clinician, "first")
    assert not UnitProgress.objects.exists()
    assert not Enrolment.objects.exists()


def test_opening_a_unit_in_one_tab_and_skipping_it_in_another_do_not_block_each_other(clinician, course):
    take(clinician)
    enrolment = ensure_enrolment(person=clinician, release=course)
    opened = threading.Event()

    def open_slowly() -> str:
        with transaction.atomic():
            UnitProgress.objects.create(enrolment=enrolment, unit_id="first", opened_at=timezone.now())
            opened.set()
            time.sleep(0.5)  # the other one comes as far as it can
        return "opened"

    def skip_meanwhile() -> list[str]:
        opened.wait(10)
        return skip(clinician, "first")

    assert at_once(open_slowly, skip_meanwhile) == ["opened", ["small/first"]]
    assert UnitProgress.objects.get().skipped_at
