"""The result: what may be told, and when."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.learning import services
from courses.learning.models import Attempt
from courses.operations import outbox
from tests.actors import finish_units
from tests.learning.small_course import quiz_with, release_of, small_folder
from tests.learning.test_attempt_question import with_questions

pytestmark = [pytest.mark.web, pytest.mark.django_db]
RIGHT = {"when-to-look": {"choice": "after"}, "whom-to-ask": {"choice": "colleague"}}
WRONG = {"when-to-look": {"choice": "never"}, "whom-to-ask": {"choice": "kettle"}}
Sit = Callable[..., Attempt]


@pytest.fixture
def sit(clinician) -> Sit:
    """Open an attempt at the same two questions, answer some of them, and hand in when asked."""

    def begin(release, answers=None, *, hand_in: bool = True) -> Attempt:
        finish_units(clinician, release)
        attempt = services.open_attempt(person=clinician, release=release, quiz_id="final")
        with_questions(attempt, "when-to-look", "whom-to-ask")
        for slot, place in enumerate(attempt.layout):
            if place["question"] in (answers or {}):
                services.save_answer(
                    person=clinician,
                    attempt_id=attempt.pk,
                    slot=slot,
                    response=answers[place["question"]],
                    sure="70",
                    version=0,
                )
        if hand_in:
            services.submit_attempt(person=clinician, attempt_id=attempt.pk)
            outbox.drain()
        return attempt

    return begin


@pytest.fixture
def result(as_user, clinician) -> Callable[[Attempt], str]:
    def read(attempt: Attempt) -> str:
        reply = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk]))
        assert reply.status_code == 200
        return reply.content.decode()

    return read


def test_a_pass_shows_everything(small, sit, result):
    text = result(sit(small, {**RIGHT, "whom-to-ask": WRONG["whom-to-ask"]}))
    assert "You passed: 1 of 2 (50%)" in text
    assert "You met the pass mark." in text
    assert all(word in text for word in ("Feedback-after", "Feedback-kettle", "Explanation-when", "Explanation-whom"))
    assert re.search(r"Right answer</dt><dd>\s*A colleague", text)
    assert "Get certificate" in text


def test_a_fail_with_attempts_left_tells_what_was_chosen_and_no_more(small, sit, result):
    text = result(sit(small, WRONG))
    assert "Not yet: 0 of 2 (0%)" in text
    assert "You need 1 of 2." in text
    assert "Feedback-never" in text
    assert "Feedback-kettle" in text
    assert 'href="/courses/small/quizzes/final/"' in text
    assert "The right answers stay closed while you can try again" in text
    for closed in ("Explanation-", "Feedback-after", "Feedback-colleague", "Feedback-before", "Right answer",
                   "After my own decision", "A colleague"):  # fmt: skip
        assert closed not in text


def test_an_unanswered_question_of_a_failed_attempt_tells_nothing(small, sit, result):
    text = result(sit(small))
    assert text.count("not answered") >= 2
    assert "Feedback-" not in text
    assert "Explanation-" not in text


def test_when_the_attempts_are_used_up_everything_is_told(db, sit, result):
    text = result(sit(release_of(small_folder(*quiz_with(attempts="1"), slug="once")), WRONG))
    assert "No attempts are left." in text
    assert "Explanation-when" in text
    assert re.search(r"Right answer</dt><dd>\s*After my own decision", text)


def test_the_answers_stay_closed_while_the_last_attempt_is_open(db, sit, result):
    release = release_of(small_folder(*quiz_with(attempts="2"), slug="twice"))
    first = sit(release, WRONG)
    last = sit(release, hand_in=False)
    assert Attempt.objects.count() == 2
    text = result(first)
    assert "Explanation-" not in text
    assert "Right answer" not in text
    assert "After my own decision" not in text
    assert last.state == "open"


def test_a_failed_attempt_tells_everything_once_the_quiz_is_passed(small, sit, result):
    first = sit(small, WRONG)
    second = sit(small, RIGHT)
    text = result(first)
    assert "Explanation-when" in text
    assert "stay closed" not in text
    assert re.search(r"Right answer</dt><dd>\s*After my own decision", text)
    assert f'href="{reverse("attempt-result", args=[second.pk])}"' in text


def test_the_receipt_and_the_time_stay_on_the_page(small, sit, result):
    attempt = sit(small, RIGHT)
    attempt.refresh_from_db()
    assert attempt.receipt in result(attempt)


def test_the_waiting_time_is_said_after_a_fail(db, sit, result):
    text = result(sit(release_of(small_folder(*quiz_with(wait_hours=48), slug="wait")), WRONG))
    assert "You can try again from" in text
    assert 'href="/courses/wait/quizzes/final/"' not in text


def test_an_open_attempt_leads_to_its_review(as_user, clinician, small, sit):
    attempt = sit(small, hand_in=False)
    reply = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk]))
    assert reply.url == reverse("attempt-review", args=[attempt.pk])


def test_while_it_is_being_marked_nothing_of_the_key_is_told(as_user, clinician, small, sit):
    attempt = sit(small, WRONG, hand_in=False)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    reply = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk]))
    text = reply.content.decode()
    assert "Your answers are in" in text
    assert "Feedback-" not in text
    assert "Explanation-" not in text


def test_points_of_half_right_answers_are_exact(as_user, clinician, small, result):
    finish_units(clinician, small)
    attempt = services.open_attempt(person=clinician, release=small, quiz_id="final")
    with_questions(attempt, "what-helps", "whom-to-ask")
    for slot, response in enumerate(({"choices": ["time"]}, {"choice": "kettle"})):
        services.save_answer(person=clinician, attempt_id=attempt.pk, slot=slot, response=response, sure="", version=0)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    text = result(attempt)
    assert "Not yet: 0.5 of 2 (25%)" in text
    assert "partly right" in text


def test_a_result_survives_a_release_without_its_quiz(small, sit, result):
    attempt = sit(small, WRONG)
    pool = ("pools/final.md", "`when-to-look`", "`when`")
    release_of(small_folder(("04-final.md", "## Quiz `final`", "## Quiz `last`"), pool))
    assert "Not yet: 0 of 2 (0%)" in result(attempt)


def test_somebody_elses_result_is_a_404_and_a_visitor_is_asked_to_sign_in(as_user, stranger, manager, small, sit):
    url = reverse("attempt-result", args=[sit(small, RIGHT).pk])
    assert as_user(stranger).get(url).status_code == 404
    assert as_user(manager).get(url).status_code == 404
    assert Client().get(url).status_code == 302
