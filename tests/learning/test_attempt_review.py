"""Before handing in: every question, what was chosen, how sure, and nothing of the key."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.learning import services
from courses.learning.models import Attempt
from tests.actors import answer_all, begin_quiz
from tests.learning.small_course import OF_QUIZ
from tests.learning.test_attempt_question import with_questions

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def attempt(clinician, small) -> Attempt:
    return with_questions(begin_quiz(clinician, small), "when-to-look", "whom-to-ask")


def review(attempt: Attempt) -> str:
    return reverse("attempt-review", args=[attempt.pk])


def test_unanswered_questions_are_counted_and_said_to_count_as_wrong(as_user, clinician, attempt):
    client = as_user(clinician)
    assert "2 questions are not answered. They count as wrong." in client.get(review(attempt)).content.decode()
    services.save_answer(
        person=clinician, attempt_id=attempt.pk, slot=0, response={"choice": "before"}, sure="", version=0
    )
    text = client.get(review(attempt)).content.decode()
    assert "1 question is not answered. It counts as wrong." in text
    assert text.count("Not answered") == 1


def test_answers_are_shown_in_words_with_how_sure_one_was(as_user, clinician, attempt):
    services.save_answer(
        person=clinician, attempt_id=attempt.pk, slot=0, response={"choice": "before"}, sure="guess", version=0
    )
    text = as_user(clinician).get(review(attempt)).content.decode()
    assert "Before anything else" in text
    assert "A guess" in text


def test_when_everything_is_answered_it_says_so(as_user, clinician, attempt):
    answer_all(clinician, attempt)
    text = as_user(clinician).get(review(attempt)).content.decode()
    assert "Everything is answered and saved." in text
    assert "Finish and see result" in text
    assert f'action="{reverse("attempt-submit", args=[attempt.pk])}"' in text


def test_each_question_can_be_changed(as_user, clinician, attempt):
    text = as_user(clinician).get(review(attempt)).content.decode()
    for number in (1, 2):
        assert f'href="{reverse("attempt-question", args=[attempt.pk, number])}' in text


def test_the_review_tells_nothing_of_the_key(as_user, clinician, attempt):
    answer_all(clinician, attempt, wrong=1)
    text = as_user(clinician).get(review(attempt)).content.decode()
    assert not [word for word in OF_QUIZ if word in text]


def test_after_handing_in_the_review_leads_to_the_result(as_user, clinician, attempt):
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    assert as_user(clinician).get(review(attempt)).url == reverse("attempt-result", args=[attempt.pk])


def test_somebody_elses_review_is_a_404_and_a_visitor_is_asked_to_sign_in(as_user, stranger, manager, attempt):
    assert as_user(stranger).get(review(attempt)).status_code == 404
    assert as_user(manager).get(review(attempt)).status_code == 404
    assert Client().get(review(attempt)).status_code == 302
