"""One question of an attempt: its own order, its own release, on any device."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.learning import services
from courses.learning.models import Answer, Attempt
from courses.operations import outbox
from tests.actors import answer_all, begin_quiz
from tests.learning.small_course import quiz_with, release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db]
TURNED = (
    ("pools/final.md", "- [x] `after` After my own decision", "- [ ] `after` After my own decision"),
    ("pools/final.md", "- [ ] `before` Before anything else", "- [x] `before` Before anything else"),
    ("pools/final.md", "When do you look at the advice?", "At which moment do you look?"),
    ("pools/final.md", "Whom do you ask?", "Who is asked?"),
    ("pools/final.md", "What helps?", "Which things help?"),
    ("pools/final.md", "How often was it right?", "What share was right?"),
)
"""A release in which the right answer of `when-to-look` is another one and every question reads differently."""


@pytest.fixture
def attempt(clinician, small) -> Attempt:
    return begin_quiz(clinician, small)


def url(attempt: Attempt, number: int = 1) -> str:
    return reverse("attempt-question", args=[attempt.pk, number])


def number_of(attempt: Attempt, question: str) -> int:
    return 1 + [slot["question"] for slot in attempt.layout].index(question)


def with_questions(attempt: Attempt, *questions: str) -> Attempt:
    """The same attempt with these questions drawn."""
    options = {"when-to-look": ["never", "before", "after"], "whom-to-ask": ["kettle", "colleague"],
               "what-helps": ["haste", "light", "time"], "how-often": []}  # fmt: skip
    attempt.layout = [{"question": question, "options": options[question]} for question in questions]
    attempt.save()
    return attempt


def offered(text: str) -> list[str]:
    return re.findall(r'<input type="(?:radio|checkbox)" name="answer" id="[^"]+" value="([^"]+)"', text)


def test_options_stand_in_the_order_that_was_drawn(as_user, clinician, attempt):
    with_questions(attempt, "when-to-look", "what-helps")
    client = as_user(clinician)
    assert offered(client.get(url(attempt, 1)).content.decode()) == ["never", "before", "after"]
    assert offered(client.get(url(attempt, 2)).content.decode()) == ["haste", "light", "time"]


def test_the_order_is_the_same_on_every_device_and_every_look(as_user, clinician, attempt):
    looks = {tuple(offered(as_user(clinician).get(url(attempt)).content.decode())) for _ in range(3)}
    assert looks == {tuple(attempt.layout[0]["options"])}


def test_the_title_says_where_one_is(as_user, clinician, attempt):
    text = as_user(clinician).get(url(attempt, 2)).content.decode()
    assert "<title>Question 2 of 2" in text
    assert "0 of 2 answered. Pass mark 50%." in " ".join(re.sub(r"<[^>]+>", "", text).split())


def test_saving_leads_to_the_next_question_and_then_to_the_review(as_user, clinician, attempt):
    with_questions(attempt, "when-to-look", "whom-to-ask")
    client = as_user(clinician)
    assert client.post(url(attempt, 1), {"answer": "never", "version": "0"}).url == url(attempt, 2)
    assert client.post(url(attempt, 2), {"answer": "kettle", "version": "0"}).url == reverse(
        "attempt-review", args=[attempt.pk]
    )
    assert Answer.objects.count() == 2


def test_a_saved_choice_is_shown_again_on_another_device(as_user, clinician, attempt):
    with_questions(attempt, "when-to-look", "what-helps")
    as_user(clinician).post(url(attempt, 1), {"answer": "before", "version": "0"})
    as_user(clinician).post(url(attempt, 2), {"answer": ["time", "haste"], "version": "0"})
    text = as_user(clinician).get(url(attempt, 1)).content.decode()
    assert re.findall(r'value="([^"]+)" checked', text) == ["before"]
    assert re.search(r"Saved", text)
    assert 'name="version" value="1"' in text
    assert re.findall(r'value="([^"]+)" checked', as_user(clinician).get(url(attempt, 2)).content.decode()) == [
        "haste",
        "time",
    ]


def test_a_saved_number_is_shown_again(as_user, clinician, attempt):
    with_questions(attempt, "how-often", "whom-to-ask")
    as_user(clinician).post(url(attempt, 1), {"answer": "17,5 %", "version": "0"})
    assert 'value="17.5"' in as_user(clinician).get(url(attempt, 1)).content.decode()


def test_a_number_that_cannot_be_read_is_kept_in_its_field_with_words(as_user, clinician, attempt):
    with_questions(attempt, "how-often", "whom-to-ask")
    reply = as_user(clinician).post(url(attempt, 1), {"answer": '"><b>forty', "version": "0"})
    text = reply.content.decode()
    assert reply.status_code == 422
    assert "Enter a number, such as 8.3" in text
    assert "<b>forty" not in text
    assert "&quot;&gt;&lt;b&gt;forty" in text


def test_a_hint_can_be_opened(as_user, clinician, attempt):
    with_questions(attempt, "when-to-look", "whom-to-ask")
    client = as_user(clinician)
    assert "Which comes first?" in client.get(url(attempt, 1)).content.decode()
    assert "Show a hint" not in client.get(url(attempt, 2)).content.decode()


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_question_that_does_not_exist_is_a_404(as_user, clinician, attempt, number):
    client = as_user(clinician)
    assert client.get(f"/attempts/{attempt.pk}/{number}/").status_code == 404
    assert client.post(f"/attempts/{attempt.pk}/{number}/", {"answer": "after"}).status_code == 404


def test_somebody_elses_attempt_is_a_404(as_user, stranger, manager, educator, attempt):
    for other in (stranger, manager, educator):
        client = as_user(other)
        assert client.get(url(attempt)).status_code == 404
        assert client.post(url(attempt), {"answer": "after", "version": "0"}).status_code == 404
    assert not Answer.objects.exists()


def test_a_visitor_is_led_to_sign_in_and_back(attempt):
    assert Client().get(url(attempt)).url == f"{reverse('account_login')}?next={url(attempt)}"


def test_a_release_published_in_mid_attempt_leaves_the_attempt_its_text(as_user, clinician, attempt):
    with_questions(attempt, "when-to-look", "whom-to-ask")
    release_of(small_folder(*TURNED, ("01-first.md", "Decide before you look.", "Make up your mind first.")))
    client = as_user(clinician)
    text = client.get(url(attempt)).content.decode()
    assert "When do you look at the advice?" in text
    assert "At which moment" not in text
    assert "Make up your mind first." in client.get("/courses/small/units/first/").content.decode()


def test_a_release_published_in_mid_attempt_leaves_the_attempt_its_key(as_user, clinician, attempt):
    with_questions(attempt, "when-to-look", "whom-to-ask")
    client = as_user(clinician)
    client.post(url(attempt, 1), {"answer": "after", "version": "0"})
    newest = release_of(small_folder(*TURNED))
    client.post(url(attempt, 2), {"answer": "colleague", "version": "0"})
    client.post(reverse("attempt-submit", args=[attempt.pk]))
    outbox.drain()
    grade = attempt.grades.get()
    assert (grade.score, grade.out_of, grade.passed) == (2, 2, True)
    assert grade.key_release == attempt.release != newest
    text = client.get(reverse("attempt-result", args=[attempt.pk])).content.decode()
    assert "You passed: 2 of 2 (100%)" in text
    assert "When do you look at the advice?" in text


def test_a_release_published_in_mid_attempt_with_an_option_less_scores_as_started(as_user, clinician, attempt):
    with_questions(attempt, "when-to-look", "whom-to-ask")
    client = as_user(clinician)
    release_of(small_folder(("pools/final.md", "- [ ] `never` Never at all\n  > Feedback-never\n", "")))
    assert client.post(url(attempt, 1), {"answer": "never", "version": "0"}).status_code == 302
    client.post(url(attempt, 2), {"answer": "colleague", "version": "0"})
    client.post(reverse("attempt-submit", args=[attempt.pk]))
    outbox.drain()
    assert attempt.grades.get().score == 1


def test_a_higher_pass_mark_published_in_mid_attempt_does_not_count_for_it(clinician, attempt):
    answer_all(clinician, attempt, wrong=1)
    release_of(small_folder(*quiz_with(pass_mark=100)))
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    assert attempt.grades.get().passed


def test_the_next_attempt_after_a_new_release_is_on_that_release(as_user, clinician, attempt):
    answer_all(clinician, attempt, wrong=2)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    newest = release_of(small_folder(*TURNED))
    as_user(clinician).post("/courses/small/quizzes/final/")
    assert Attempt.objects.get(number=2).release == newest


def test_a_question_costs_four_queries_the_person_the_attempt_its_answers_and_its_quiz(as_user, clinician, attempt):
    client, url = as_user(clinician), f"/attempts/{attempt.pk}/1/"
    client.get(url)  # the session is in the cache then, as in use
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    assert len(caught) == 4
