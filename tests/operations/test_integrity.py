"""`manage.py integrity`: each rule is found when it is broken by hand, and what is on its way is no fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from courses.authoring.models import Release
from courses.certificates.integrity import lines, report
from courses.certificates.models import Certificate, CertificateEvent
from courses.learning import services
from courses.learning.models import Attempt, Enrolment, Grade
from courses.operations.models import Delivery
from courses.people.models import User
from courses.people.services import note_confirmed
from tests.actors import answer_all, begin_quiz, pass_course

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def passed(clinician: User, sample: Release) -> Attempt:
    return pass_course(clinician, sample)


def broken() -> list[tuple[str, str, list[int]]]:
    return [(fault.rule, fault.table, fault.ids) for fault in report().faults]


def test_a_whole_chain_has_no_fault_and_is_counted(passed: Attempt) -> None:
    found = report()
    assert found.good
    assert found.in_flight == 0
    assert found.counts == {
        "attempts submitted": 1,
        "grades": 1,
        "courses completed": 1,
        "certificates": 1,
        "deliveries parked": 0,
    }


def test_an_empty_site_holds() -> None:
    assert report().good


def test_a_lost_grade_is_found(passed: Attempt) -> None:
    Grade.objects.all().delete()
    assert broken() == [("submitted, but without a grade", "attempt", [passed.pk])]


def test_an_attempt_that_waits_for_a_person_or_is_void_needs_no_grade(passed: Attempt) -> None:
    Grade.objects.all().delete()
    for state in (Attempt.State.WAITING, Attempt.State.VOID):
        Attempt.objects.update(state=state)
        assert broken() == []


def test_a_graded_attempt_still_marked_as_submitted_is_found(passed: Attempt) -> None:
    Attempt.objects.update(state=Attempt.State.SUBMITTED)
    assert broken() == [("graded, but still marked as submitted", "attempt", [passed.pk])]


def test_a_lost_receipt_is_found(passed: Attempt) -> None:
    Attempt.objects.update(receipt="")
    assert broken() == [("submitted, but without a receipt", "attempt", [passed.pk])]


def test_an_open_attempt_with_a_grade_is_found(passed: Attempt) -> None:
    Attempt.objects.update(state=Attempt.State.OPEN, submitted_at=None)
    assert broken() == [("open, but with a grade", "attempt", [passed.pk])]


def test_a_lost_certificate_is_found(passed: Attempt) -> None:
    Certificate.objects.all().delete()
    assert broken() == [("completed, but without a certificate", "enrolment", [passed.enrolment_id])]


def test_a_withdrawn_certificate_is_somebodys_decision_and_no_fault(passed: Attempt) -> None:
    end(Certificate.objects.get())
    assert broken() == []


def test_a_replaced_certificate_without_its_successor_is_found(passed: Attempt) -> None:
    end(Certificate.objects.get(), CertificateEvent.Kind.REPLACED)
    assert broken() == [("completed, but without a certificate", "enrolment", [passed.enrolment_id])]


def test_two_current_certificates_are_found_and_a_replaced_one_is_none(passed: Attempt) -> None:
    first = Certificate.objects.get()
    second = Certificate.objects.get()
    second.pk, second.issue, second.code = None, 2, "0" * 26
    second.save()
    assert broken() == [("completed, but with several current certificates", "enrolment", [passed.enrolment_id])]
    end(first, CertificateEvent.Kind.REPLACED)
    assert broken() == []


def test_a_certificate_of_an_unfinished_course_is_found(passed: Attempt) -> None:
    Enrolment.objects.update(completed_at=None)
    certificate = Certificate.objects.get()
    assert broken() == [("a certificate without a completed course", "certificate", [certificate.pk])]


def test_a_delivery_that_was_given_up_is_found(passed: Attempt) -> None:
    row = Delivery.objects.filter(event="attempt.submitted").get()
    Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.PARKED)
    assert broken() == [("given up after eight tries", "delivery", [row.pk])]


def test_a_certificate_held_back_for_an_unconfirmed_address_is_no_fault(clinician: User, sample: Release) -> None:
    EmailAddress.objects.update(verified=False)
    attempt = pass_course(clinician, sample)
    assert not Certificate.objects.exists()
    assert broken() == []
    EmailAddress.objects.update(verified=True)  # by hand, so nobody is told
    assert broken() == [("completed, but without a certificate", "enrolment", [attempt.enrolment_id])]
    note_confirmed_now(clinician)
    assert broken() == []
    assert report().in_flight == 1


def test_what_was_handed_in_a_moment_ago_is_in_flight_for_five_minutes(clinician: User, sample: Release) -> None:
    attempt = begin_quiz(clinician, sample)
    answer_all(clinician, attempt)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    assert broken() == []
    assert report().in_flight > 0
    Delivery.objects.filter(event="attempt.submitted").update(created_at=timezone.now() - timedelta(minutes=6))
    assert broken() == [("submitted, but without a grade", "attempt", [attempt.pk])]


def test_a_submit_while_the_report_is_made_is_no_fault(clinician: User, sample: Release) -> None:
    """The report reads what is on its way first and the attempts afterwards; here one is submitted in between."""
    attempt = begin_quiz(clinician, sample)
    Delivery.objects.all().delete()
    from_now = SubmitsAfterTheFirstQuery(clinician, attempt)
    with from_now:
        assert report().good
    assert from_now.done


class SubmitsAfterTheFirstQuery:
    """Hands in right after the first query of the block."""

    def __init__(self, person: User, attempt: Attempt) -> None:
        self.person, self.attempt, self.done = person, attempt, False

    def __enter__(self) -> None:
        self.hook = connection.execute_wrapper(self)
        self.hook.__enter__()

    def __exit__(self, *what: object) -> None:
        self.hook.__exit__(None, None, None)

    def __call__(self, execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        result = execute(sql, params, many, context)
        if not self.done:
            self.done = True
            services.submit_attempt(person=self.person, attempt_id=self.attempt.pk)
        return result


def test_the_command_says_it_in_words_and_ends_with_code_1(passed: Attempt) -> None:
    assert run_command() == (0, "Everything holds.")
    Grade.objects.all().delete()
    code, last = run_command()
    assert (code, last) == (1, "1 rules are broken.")
    assert f"FAULT  attempt: submitted, but without a grade: {passed.pk}" in list(lines(report()))


def test_the_command_says_it_in_json(passed: Attempt) -> None:
    Grade.objects.all().delete()
    code, last = run_command("--json")
    found = json.loads(last)
    assert (code, found["good"]) == (1, False)
    assert found["faults"] == [{"rule": "submitted, but without a grade", "table": "attempt", "ids": [passed.pk]}]
    assert found["counts"]["grades"] == 0


def run_command(*options: str) -> tuple[int, str]:
    """Exit code and last line."""
    out, code = StringIO(), 0
    try:
        call_command("integrity", *options, stdout=out)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    return code, out.getvalue().splitlines()[-1]


def end(certificate: Certificate, kind: str = CertificateEvent.Kind.REVOKED) -> None:
    CertificateEvent.objects.create(certificate=certificate, kind=kind, at=timezone.now())


def note_confirmed_now(person: User) -> None:
    with transaction.atomic():
        note_confirmed(person=person, email=person.email)
