"""Answering an exercise: with and without a script, signed in or not, and whatever else may be posted."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.learning.models import Enrolment, ExerciseAnswer, UnitProgress

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FETCH = {"X-Requested-With": "fetch"}


def url(question: str = "who-decides", course: str = "small") -> str:
    return f"/courses/{course}/questions/{question}/"


def send(client: Client, question: str = "who-decides", *, fetch: bool = True, **data: object):
    data = {"answer": "clinician", "sure": "70", **data}
    return client.post(url(question), data, headers=FETCH if fetch else {})


def test_a_script_gets_the_exercise_back_with_its_feedback(as_user, clinician, small):
    reply = send(as_user(clinician))
    text = reply.content.decode()
    assert reply.status_code == 200
    assert text.lstrip().startswith("<section")
    assert "<html" not in text
    assert all(word in text for word in ("Right", "Feedback-clinician", "Explanation-decides", "70% sure"))


def test_a_wrong_answer_is_told_what_is_right(as_user, clinician, small):
    text = send(as_user(clinician), answer="tool").content.decode()
    assert "Not this one" in text
    assert all(word in text for word in ("Feedback-tool", "Explanation-decides", "The clinician"))
    assert "Feedback-clinician" not in text


def test_a_plain_form_is_led_back_to_its_place(as_user, clinician, small):
    reply = send(as_user(clinician), fetch=False)
    assert (reply.status_code, reply.url) == (302, "/courses/small/units/first/#q-who-decides")


def test_an_answer_is_stored_with_its_release_and_sureness(as_user, clinician, small):
    send(as_user(clinician), answer="tool", sure="90")
    row = ExerciseAnswer.objects.get()
    assert (row.person, row.release, row.question_id) == (clinician, small, "who-decides")
    assert (row.response, row.correct, row.sure) == ({"choice": "tool"}, False, "90")


def test_a_first_answer_begins_the_course_and_marks_the_place(as_user, clinician, small):
    send(as_user(clinician))
    assert Enrolment.objects.get().person == clinician
    assert UnitProgress.objects.get().place == "q-who-decides"


def test_a_double_click_is_stored_once(as_user, clinician, small):
    client = as_user(clinician)
    send(client)
    send(client)
    assert ExerciseAnswer.objects.count() == 1


def test_another_answer_is_kept_beside_the_first_and_shown(as_user, clinician, small):
    client = as_user(clinician)
    send(client, answer="tool")
    send(client, answer="clinician")
    assert list(ExerciseAnswer.objects.order_by("pk").values_list("correct", flat=True)) == [False, True]
    page = client.get("/courses/small/units/first/").content.decode()
    assert "Feedback-clinician" in page
    assert "Feedback-tool" not in page


def test_going_back_to_the_first_answer_counts_as_a_third(as_user, clinician, small):
    client = as_user(clinician)
    for answer in ("tool", "clinician", "tool"):
        send(client, answer=answer)
    assert ExerciseAnswer.objects.count() == 3


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        ("who-decides", "", "Choose one option"),
        ("which-checks", "", "Choose at least one option"),
        ("how-many", "about eight", "Enter a number, such as 8.3"),
        ("how-many", "", "Enter a number, such as 8.3"),
        ("advice-is-order", "", "Choose one option"),
        ("how-ready", "", "Choose one option"),
    ],
)
def test_what_is_no_answer_is_said_in_words_and_nothing_is_stored(as_user, clinician, small, question, answer, words):
    reply = send(as_user(clinician), question, answer=answer)
    text = reply.content.decode()
    assert reply.status_code == 422
    assert text.count(words) >= 2  # in the summary and at the field
    assert "There is a problem" in text
    assert "Explanation-" not in text
    assert not ExerciseAnswer.objects.exists()


def test_a_plain_form_that_is_refused_is_a_page_whose_title_says_error(as_user, clinician, small):
    reply = send(as_user(clinician), fetch=False, answer="")
    assert reply.status_code == 422
    assert "<title>Error: Exercise" in reply.content.decode()


def test_how_sure_somebody_is_must_be_said_where_it_is_asked(as_user, clinician, small):
    reply = send(as_user(clinician), sure="")
    text = reply.content.decode()
    assert reply.status_code == 422
    assert "Choose how sure you are" in text
    assert 'value="clinician"' in text
    assert " checked" in text  # the choice is not lost
    assert "Explanation-" not in text


def test_an_unknown_sureness_is_none(as_user, clinician, small):
    assert send(as_user(clinician), sure="101").status_code == 422


def test_where_sureness_is_not_asked_it_is_not_needed(as_user, clinician, small):
    assert send(as_user(clinician), "advice-is-order", answer="false", sure="").status_code == 200


@pytest.mark.parametrize(
    "answer",
    ["no-such-option", "<script>alert(1)</script>", "clinician\x00", "../../etc", "９" * 9000, ["clinician", "tool"]],
)
def test_an_option_that_is_not_offered_is_refused_and_not_echoed(as_user, clinician, small, answer):
    reply = send(as_user(clinician), answer=answer)
    assert reply.status_code == 422
    assert "<script>alert" not in reply.content.decode()
    assert not ExerciseAnswer.objects.exists()


@pytest.mark.parametrize("typed", ["8.25", "8,25", "8.25 %", "8.75", "7.75", "+8.25", "８.２５"])
def test_numbers_are_read_as_people_type_them(as_user, clinician, small, typed):
    send(as_user(clinician), "how-many", answer=typed)
    assert ExerciseAnswer.objects.get().correct is True


@pytest.mark.parametrize("typed", ["1e9999", "NaN", "Infinity", "9" * 5000, "8.25; DROP TABLE", "\u202e8"])
def test_hostile_numbers_are_refused(as_user, clinician, small, typed):
    assert send(as_user(clinician), "how-many", answer=typed).status_code == 422
    assert not ExerciseAnswer.objects.exists()


def test_half_of_several_right_options_is_partly_right(as_user, clinician, small):
    text = send(as_user(clinician), "which-checks", answer=["patient"]).content.decode()
    assert "Partly right" in text
    assert ExerciseAnswer.objects.get().correct is False


def test_a_rating_is_saved_and_neither_right_nor_wrong(as_user, clinician, small):
    text = send(as_user(clinician), "how-ready", answer="2").content.decode()
    assert "Saved" in text
    assert "Not this one" not in text
    assert ExerciseAnswer.objects.get().correct is None


def test_a_visitor_gets_feedback_and_nothing_is_stored(small):
    text = send(Client()).content.decode()
    assert "Feedback-clinician" in text
    assert "Not kept, because you are not signed in." in text
    assert not ExerciseAnswer.objects.exists()
    assert not Enrolment.objects.exists()


def test_a_visitor_without_a_script_gets_a_page_that_says_it_is_not_kept(small):
    reply = send(Client(), fetch=False)
    text = reply.content.decode()
    assert reply.status_code == 200
    assert "this answer is not kept" in text
    assert 'href="/courses/small/units/first/#q-who-decides"' in text
    assert not ExerciseAnswer.objects.exists()


def test_a_get_is_refused(as_user, clinician, small):
    assert as_user(clinician).get(url()).status_code == 405


@pytest.mark.parametrize("question", ["nothing", "final", "final-pool"])
def test_what_is_no_exercise_is_a_404(as_user, clinician, small, question):
    assert send(as_user(clinician), question).status_code == 404


@pytest.mark.parametrize("question", ["when-to-look", "whom-to-ask", "what-helps", "how-often"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_question_of_the_graded_quiz_is_a_404_and_tells_nothing(as_user, clinician, small, question, signed_in):
    client = as_user(clinician) if signed_in else Client()
    for answer in ("after", "colleague", "time", "41.75", ""):
        reply = send(client, question, answer=answer)
        assert reply.status_code == 404
        assert "Feedback-" not in reply.content.decode()
        assert "Explanation-" not in reply.content.decode()
    assert not ExerciseAnswer.objects.exists()


def test_a_question_of_another_course_is_a_404(as_user, clinician, small, sample):
    elsewhere = url("who-decides", "sample-reviewed-course")
    assert as_user(clinician).post(elsewhere, {"answer": "clinician"}).status_code == 404


def test_without_its_token_a_form_is_refused(clinician, small):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clinician)
    assert send(strict).status_code == 403
    assert not ExerciseAnswer.objects.exists()
