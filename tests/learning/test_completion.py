from __future__ import annotations

import pytest

from courses.learning import services
from courses.learning.models import Enrolment
from courses.management.commands.demo import do_unit
from courses.operations import outbox
from courses.operations.models import Delivery
from courses.people.services import save_settings
from tests.actors import answer_all, graded_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def passed_with_one_unit_missing(clinician, small):
    """A doctor begins the quiz, becomes a nurse, who has one unit more, and passes."""
    for unit in ("first", "second"):
        do_unit(clinician, small, unit)
    attempt = services.open_attempt(person=clinician, release=small, quiz_id=graded_quiz(small))
    answer_all(clinician, attempt)
    save_settings(person=clinician, job_role="practice-nurse", region="uk")
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    enrolment = Enrolment.objects.get(person=clinician)
    assert enrolment.completed_at is None
    return enrolment


def test_a_new_role_that_asks_nothing_more_completes_the_course(clinician, passed_with_one_unit_missing):
    save_settings(person=clinician, job_role="gp", region="uk")
    outbox.drain()
    passed_with_one_unit_missing.refresh_from_db()
    assert passed_with_one_unit_missing.completed_at is not None


def test_saving_the_same_settings_again_asks_for_no_look_at_the_courses(clinician):
    save_settings(
        person=clinician, job_role=clinician.job_role, region=clinician.region, display_name=clinician.display_name
    )
    assert not Delivery.objects.filter(event="profile.changed").exists()
