"""Before a reflection is kept its writer is shown what in it looks as if it could identify a patient."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.learning import services
from courses.learning.identifying import asked_about, highlighted
from courses.learning.models import Answer, Attempt, CompletionNote, ExerciseAnswer
from tests.learning.marked_course import (
    NAMES_A_PATIENT,
    QUIZ_TEXT,
    UNIT_TEXT,
    hand_in,
    marked_release,
    open_quiz,
    write_in_unit,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]

SAYS = "This looks as if it could identify a patient: “Mrs Smith”, “4 March 1961”."
CHECKBOX = 'name="identifies_nobody"'


@pytest.fixture
def release(db):
    return marked_release()


@pytest.fixture
def attempt(clinician, release) -> Attempt:
    return open_quiz(clinician, release)


def number_of(attempt: Attempt) -> int:
    return next(n for n, place in enumerate(attempt.layout, start=1) if place["question"] == "story")


def stored(attempt: Attempt) -> dict | None:
    answer = Answer.objects.filter(attempt=attempt, slot=number_of(attempt) - 1).first()
    return answer.response if answer else None


def write(client: Client, attempt: Attempt, text: str, **more: str):
    return client.post(reverse("attempt-question", args=[attempt.pk, number_of(attempt)]), {"answer": text, **more})


def autosave(client: Client, attempt: Attempt, text: str, **more: str):
    return client.post(reverse("answer-save", args=[attempt.pk, number_of(attempt)]), {"answer": text, **more})


def test_a_quiz_answer_is_asked_about_in_place_with_every_word_kept(as_user, clinician, attempt):
    reply = write(as_user(clinician), attempt, NAMES_A_PATIENT)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert SAYS in page
    assert CHECKBOX in page
    assert NAMES_A_PATIENT in page
    assert stored(attempt) is None


def test_saved_anyway_it_is_saved_and_not_asked_about_again(as_user, clinician, attempt):
    client = as_user(clinician)
    assert write(client, attempt, NAMES_A_PATIENT, identifies_nobody="1").status_code == 302
    assert stored(attempt) == {"text": NAMES_A_PATIENT}
    longer = NAMES_A_PATIENT + " I looked again."
    assert write(client, attempt, longer, version="1").status_code == 302
    assert stored(attempt) == {"text": longer}


def test_a_name_that_is_new_is_asked_about_although_another_was_let_stand(as_user, clinician, attempt):
    client = as_user(clinician)
    write(client, attempt, NAMES_A_PATIENT, identifies_nobody="1")
    reply = write(client, attempt, NAMES_A_PATIENT + " And Mr Jones.", version="1")
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "identify a patient: “Mr Jones”." in page
    assert stored(attempt) == {"text": NAMES_A_PATIENT}


def test_autosave_refuses_with_words_for_the_save_line(as_user, clinician, attempt):
    reply = autosave(as_user(clinician), attempt, NAMES_A_PATIENT)
    assert reply.status_code == 422
    assert reply.json()["message"].startswith(SAYS)
    assert stored(attempt) is None


def test_autosave_with_the_box_ticked_saves(as_user, clinician, attempt):
    assert autosave(as_user(clinician), attempt, NAMES_A_PATIENT, identifies_nobody="1").status_code == 200
    assert stored(attempt) == {"text": NAMES_A_PATIENT}


def test_what_was_saved_before_stays_when_a_name_is_added(as_user, clinician, attempt):
    client = as_user(clinician)
    assert autosave(client, attempt, QUIZ_TEXT).status_code == 200
    assert autosave(client, attempt, QUIZ_TEXT + " Mrs Smith.", version="1").status_code == 422
    assert stored(attempt) == {"text": QUIZ_TEXT}


def test_an_ordinary_text_meets_no_question(as_user, clinician, attempt):
    reply = write(as_user(clinician), attempt, QUIZ_TEXT)
    assert reply.status_code == 302
    page = as_user(clinician).get(reverse("attempt-question", args=[attempt.pk, number_of(attempt)]))
    assert CHECKBOX not in page.content.decode()


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "fetch"}], ids=["plain form", "script"])
def test_an_exercise_is_asked_about_in_place(as_user, clinician, release, headers):
    client, url = as_user(clinician), reverse("question-answer", args=["small", "what-next"])
    reply = client.post(url, {"answer": NAMES_A_PATIENT}, headers=headers)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert SAYS in page
    assert CHECKBOX in page
    assert NAMES_A_PATIENT in page
    assert not ExerciseAnswer.objects.exists()
    reply = client.post(url, {"answer": NAMES_A_PATIENT, "identifies_nobody": "1"}, headers=headers)
    assert reply.status_code in (200, 302)
    assert ExerciseAnswer.objects.get().response == {"text": NAMES_A_PATIENT}


def test_an_exercise_that_was_let_stand_may_be_reworded(as_user, clinician, release):
    write_in_unit(clinician, release, NAMES_A_PATIENT)
    url = reverse("question-answer", args=["small", "what-next"])
    assert as_user(clinician).post(url, {"answer": NAMES_A_PATIENT + " Twice."}).status_code == 302


def test_a_visitor_keeps_nothing_and_is_asked_nothing(client, release):
    reply = client.post(reverse("question-answer", args=["small", "what-next"]), {"answer": NAMES_A_PATIENT})
    assert reply.status_code == 200
    assert not ExerciseAnswer.objects.exists()


def test_the_two_lines_after_a_course_are_asked_about(as_user, clinician, db):
    attempt = hand_in(clinician, marked_release(unit=False, quiz=False))
    client, url = as_user(clinician), reverse("completion-note", args=[attempt.pk])
    form = {"differently": "Ask Mrs Smith first.", "how_known": UNIT_TEXT}
    reply = client.post(url, form)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "“Mrs Smith”" in page
    assert CHECKBOX in page
    assert "Ask Mrs Smith first." in page
    assert not CompletionNote.objects.exists()
    assert client.post(url, {**form, "identifies_nobody": "1"}).status_code == 302
    assert client.post(url, {**form, "how_known": "By the audit."}).status_code == 302
    assert CompletionNote.objects.get().how_known == "By the audit."


def test_only_reflections_are_asked_about(as_user, clinician, attempt):
    other = 1 if number_of(attempt) != 1 else 2
    page = as_user(clinician).post(
        reverse("attempt-question", args=[attempt.pk, other]), {"answer": "Mrs Smith", "sure": "70"}
    )
    assert CHECKBOX not in page.content.decode()


def test_the_writers_own_words_are_escaped_where_they_are_quoted(as_user, clinician, attempt):
    page = write(as_user(clinician), attempt, 'Mrs Smith <img src=x> "and" Mr Jones').content.decode()
    assert "<img src=x>" not in page
    assert "“Mr Jones”" in page


def test_a_marked_text_is_shown_whole_and_escaped():
    shown = highlighted("I saw Mrs\u00a0Smith & <b>Mr Jones</b>.\n\nThen\nhome.")
    assert "<mark>Mr Jones</mark>" in shown
    assert "&amp; &lt;b&gt;" in shown
    assert shown.count("<p>") == shown.count("</p>") == 3


def test_nothing_is_asked_about_nothing():
    assert asked_about([], [], {}) is None
    assert asked_about(["", "All well."], [""], {}) is None


def test_a_refused_text_cannot_slip_in_by_handing_in(as_user, clinician, attempt):
    write(as_user(clinician), attempt, NAMES_A_PATIENT)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    assert stored(attempt) is None
