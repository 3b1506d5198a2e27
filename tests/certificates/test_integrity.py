"""`manage.py integrity`: what must not be, what is only on its way, and what a withdrawal changes."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.certificates.integrity import report
from courses.certificates.models import Certificate, CertificateEvent
from courses.learning import services
from courses.learning.models import Attempt, Enrolment, Grade
from courses.operations import outbox
from courses.operations.models import Delivery
from courses.people.services import note_confirmed
from tests.actors import answer_all, begin_quiz, person
from tests.certificates.conftest import another_issue
from tests.training.situations import complete, take_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def rules() -> list[str]:
    return [fault.rule for fault in report().faults]


def settle() -> None:
    """Everything that follows has happened or is long forgotten."""
    Delivery.objects.update(state="done")


@pytest.fixture
def attempt(clinician, small) -> Attempt:
    attempt = begin_quiz(clinician, small)
    answer_all(clinician, attempt)
    return attempt


def test_a_finished_course_with_its_certificate_is_good(certificate):
    settle()
    assert rules() == []
    assert report().good


def test_a_submitted_attempt_without_a_grade_is_a_fault_once_nothing_is_on_its_way(clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    assert rules() == []
    settle()
    found = report().faults
    assert [(fault.rule, fault.table, fault.ids) for fault in found] == [
        ("submitted, but without a grade", "attempt", [attempt.pk])
    ]


def test_what_has_been_on_its_way_for_long_is_a_fault(clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    Delivery.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert rules() == ["submitted, but without a grade"]


def test_an_attempt_that_waits_for_a_person_is_no_fault(clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    settle()
    Attempt.objects.filter(pk=attempt.pk).update(state="waiting")
    assert rules() == []


def test_a_submitted_attempt_without_a_receipt_is_a_fault(clinician, small):
    take_quiz(clinician, small)
    settle()
    Attempt.objects.update(receipt="")
    assert "submitted, but without a receipt" in rules()


def test_a_grade_of_an_open_attempt_is_a_fault(clinician, small, attempt):
    Grade.objects.create(
        attempt=attempt, revision=1, score=1, out_of=2, passed=True, key_release=small, at=timezone.now()
    )
    settle()
    assert rules() == ["open, but with a grade"]


def test_a_finished_course_without_a_certificate_is_a_fault(clinician, small):
    complete(clinician, small, certificate=False)
    assert rules() == []  # on its way
    settle()
    assert rules() == ["completed, but without a certificate"]


def test_a_certificate_that_is_held_for_the_address_is_no_fault(small):
    newcomer = person("new@elm.example", "Nia Bell", confirmed=False, job_role="gp")
    complete(newcomer, small, certificate=False)
    settle()
    assert rules() == []


def test_what_follows_a_confirmed_address_is_on_its_way(small):
    newcomer = person("new@elm.example", "Nia Bell", confirmed=True, job_role="gp")
    complete(newcomer, small, certificate=False)
    settle()
    note_confirmed(person=newcomer, email=newcomer.email)
    assert rules() == []
    outbox.drain()
    assert rules() == []
    assert Certificate.objects.filter(enrolment__person=newcomer).count() == 1


def test_two_current_certificates_are_a_fault_until_one_is_replaced(certificate):
    settle()
    another_issue(certificate)
    assert rules() == ["completed, but with several current certificates"]
    CertificateEvent.objects.create(certificate=certificate, kind="replaced", at=timezone.now())
    assert rules() == []


def test_a_withdrawn_certificate_is_a_decision_and_no_fault(certificate):
    settle()
    CertificateEvent.objects.create(certificate=certificate, kind="revoked", at=timezone.now())
    assert rules() == []


def test_a_replaced_certificate_without_a_new_one_is_a_fault(certificate):
    settle()
    CertificateEvent.objects.create(certificate=certificate, kind="replaced", at=timezone.now())
    assert rules() == ["completed, but without a certificate"]


def test_a_certificate_of_an_unfinished_course_is_a_fault(certificate):
    settle()
    Enrolment.objects.filter(pk=certificate.enrolment_id).update(completed_at=None)
    assert "a certificate without a completed course" in rules()


def test_a_parked_delivery_is_a_fault(certificate):
    settle()
    Delivery.objects.filter(event="certificate.issued", handler="mail").update(state="parked")
    assert rules() == ["given up after eight tries"]


def test_the_command_says_so_in_words_and_ends_with_1(certificate):
    settle()
    out = StringIO()
    call_command("integrity", stdout=out)
    assert "Everything holds." in out.getvalue()
    another_issue(certificate)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("integrity", stdout=out)
    assert ended.value.code == 1
    assert f"FAULT  enrolment: completed, but with several current certificates: {certificate.enrolment_id}" in (
        out.getvalue()
    )


def test_the_command_speaks_json(certificate):
    settle()
    out = StringIO()
    call_command("integrity", json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert found["good"] is True
    assert found["faults"] == []
    assert found["counts"]["certificates"] == 1
    assert found["in_flight"] == 0


def test_looking_changes_nothing(certificate):
    before = list(Delivery.objects.values()), list(Certificate.objects.values())
    report()
    assert (list(Delivery.objects.values()), list(Certificate.objects.values())) == before
