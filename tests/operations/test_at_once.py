"""Several workers at the same time: real threads, each with a database connection of its own, on either database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction

from courses.authoring.models import Release
from courses.certificates import services as certificates
from courses.certificates.models import Certificate
from courses.learning import services
from courses.learning.completion import complete_enrolment
from courses.learning.grading import grade_attempt
from courses.learning.models import Attempt, Enrolment, Grade
from courses.operations import mail, outbox
from courses.operations.models import Delivery, Mail
from courses.people.models import User
from courses.people.services import ask_for_address
from tests.actors import answer_all, begin_quiz
from tests.operations.conftest import Listen

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]

AT_ONCE = 5


def at_once(run: Callable[[], Any], times: int = AT_ONCE) -> list[Any]:
    """Call `run` in several threads that begin together; returns what they gave, raises what they raised."""
    gate = threading.Barrier(times)

    def one() -> Any:
        try:
            gate.wait(10)
            return run()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(times)]]


@pytest.fixture
def attempt(clinician: User, sample: Release) -> Attempt:
    attempt = begin_quiz(clinician, sample)
    answer_all(clinician, attempt)
    return attempt


def test_drains_at_once_run_each_delivery_once(listen: Listen) -> None:
    heard: list[int] = []

    def slowly(number: int) -> None:
        time.sleep(0.005)
        heard.append(number)

    listen("tested", slowly)
    with transaction.atomic():
        for number in range(40):
            outbox.emit("tested", key=number, ids={"number": number})
    ran = at_once(outbox.drain)
    assert sorted(heard) == list(range(40))
    assert sum(ran) == 40
    assert set(Delivery.objects.values_list("state", "tries")) == {("done", 1)}


def test_submits_at_once_make_one_receipt_and_one_event(clinician: User, attempt: Attempt) -> None:
    submitted = at_once(lambda: services.submit_attempt(person=clinician, attempt_id=attempt.pk))
    assert len({one.receipt for one in submitted}) == 1
    assert Delivery.objects.filter(event="attempt.submitted").count() == 1


def test_starts_at_once_open_one_attempt(clinician: User, sample: Release, attempt: Attempt) -> None:
    opened = at_once(lambda: services.open_attempt(person=clinician, release=sample, quiz_id=attempt.item_id))
    assert {one.pk for one in opened} == {attempt.pk}


def test_each_step_run_by_five_workers_at_once_has_one_effect(clinician: User, attempt: Attempt) -> None:
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    at_once(lambda: grade_attempt(attempt_id=attempt.pk))
    assert Grade.objects.count() == 1
    at_once(lambda: complete_enrolment(enrolment_id=attempt.enrolment_id))
    assert Enrolment.objects.get().completed_at is not None
    at_once(lambda: certificates.issue_certificate(enrolment_id=attempt.enrolment_id))
    certificate = Certificate.objects.get()
    at_once(lambda: certificates.mail_certificate(certificate_id=certificate.pk))
    assert Mail.objects.count() == 1
    at_once(lambda: certificates.write_pdf(certificate_id=certificate.pk), times=2)
    assert certificates.pdf_of(certificate).startswith(b"%PDF")
    for event in ("attempt.graded", "course.completed", "mail.queued"):
        sent = Delivery.objects.filter(event=event)
        assert sent.values("key").distinct().count() == 1, event


def test_the_same_message_queued_at_once_is_one_message() -> None:
    message = mail.Message("Hello", "Text")
    at_once(lambda: mail.queue(to="amara@elm.example", purpose="p", key="1", message=message))
    assert Mail.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_a_double_click_on_a_new_address_asks_for_it_once(clinician: User) -> None:
    at_once(lambda: ask_for_address(person=clinician, email="new@elm.example"))
    assert EmailAddress.objects.filter(user=clinician, email="new@elm.example").count() == 1
