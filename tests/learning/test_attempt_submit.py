"""Handing in a quiz: the receipt, the grade, and whatever might do it twice."""

from __future__ import annotations

import pytest
from django.urls import reverse

from courses.learning import grading, services
from courses.learning.models import Attempt, Grade
from courses.operations import outbox
from courses.operations.models import Delivery
from tests.actors import answer_all, begin_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def attempt(clinician, sample) -> Attempt:
    attempt = begin_quiz(clinician, sample)
    answer_all(clinician, attempt)
    return attempt


def test_a_submit_makes_a_receipt_before_it_answers(as_user, clinician, attempt):
    reply = as_user(clinician).post(reverse("attempt-submit", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert reply.url == reverse("attempt-result", args=[attempt.pk])
    assert attempt.state == Attempt.State.SUBMITTED
    assert len(attempt.receipt) == 9


def test_a_second_submit_returns_the_same_receipt(clinician, attempt):
    first = services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    second = services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    assert first.receipt == second.receipt
    assert first.submitted_at == second.submitted_at
    assert Delivery.objects.filter(event="attempt.submitted").count() == 1


def test_a_double_click_leads_to_one_grade(as_user, clinician, attempt):
    client, url = as_user(clinician), reverse("attempt-submit", args=[attempt.pk])
    client.post(url)
    client.post(url)
    outbox.drain()
    assert Grade.objects.filter(attempt=attempt).count() == 1


def test_the_grade_follows_and_the_page_shows_it(as_user, clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    url = reverse("attempt-result", args=[attempt.pk])
    client = as_user(clinician)
    waiting = client.get(url)
    assert "Your answers are in" in waiting.content.decode()
    outbox.drain()
    assert "You passed: 3 of 3 (100%)" in client.get(url).content.decode()


def test_the_waiting_page_polls_and_is_told_to_reload(as_user, clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    client, url = as_user(clinician), reverse("attempt-result", args=[attempt.pk])
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 204
    outbox.drain()
    assert client.get(url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_grading_called_twice_grades_once(clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    grading.grade_attempt(attempt_id=attempt.pk)
    grading.grade_attempt(attempt_id=attempt.pk)
    assert Grade.objects.filter(attempt=attempt).count() == 1


def test_an_open_attempt_is_not_graded(attempt):
    grading.grade_attempt(attempt_id=attempt.pk)
    assert not Grade.objects.filter(attempt=attempt).exists()


def test_the_back_button_after_a_submit_leads_to_the_result(as_user, clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    client = as_user(clinician)
    for url in (reverse("attempt-question", args=[attempt.pk, 1]), reverse("attempt-review", args=[attempt.pk])):
        assert client.get(url).url == reverse("attempt-result", args=[attempt.pk])


def test_nothing_is_accepted_after_a_submit(as_user, clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    before = list(attempt.answers.values_list("slot", "response", "version"))
    reply = as_user(clinician).post(
        reverse("answer-save", args=[attempt.pk, 1]), {"answer": attempt.layout[0]["options"][0], "version": "1"}
    )
    assert reply.status_code == 409
    assert list(attempt.answers.values_list("slot", "response", "version")) == before


def test_a_stranger_cannot_submit_somebody_elses_attempt(as_user, stranger, attempt):
    assert as_user(stranger).post(reverse("attempt-submit", args=[attempt.pk])).status_code == 404
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN


def test_a_get_submits_nothing(as_user, clinician, attempt):
    assert as_user(clinician).get(reverse("attempt-submit", args=[attempt.pk])).status_code == 405
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN


def test_posted_scores_and_states_change_nothing(as_user, clinician, attempt):
    as_user(clinician).post(
        reverse("attempt-submit", args=[attempt.pk]),
        {"score": "99", "passed": "1", "state": "graded", "submitted_at": "2020-01-01", "receipt": "MINE"},
    )
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.SUBMITTED
    assert attempt.receipt != "MINE"
    assert attempt.submitted_at.year > 2020
