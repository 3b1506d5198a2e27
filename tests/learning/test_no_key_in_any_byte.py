"""Whatever the learner of a graded attempt can fetch, no byte of it tells the key."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from courses.authoring.models import ReleaseKey
from courses.learning import services
from courses.learning.models import Attempt
from courses.operations import outbox
from tests.actors import answer_all, begin_quiz
from tests.learning.small_course import OF_QUIZ
from tests.learning.test_attempt_question import with_questions

pytestmark = [pytest.mark.web, pytest.mark.django_db]
ALL = ("when-to-look", "whom-to-ask", "what-helps", "how-often")
OF_UNITS = ("Feedback-clinician", "Explanation-decides", "Explanation-checks", "Explanation-many", "Explanation-order")


@pytest.fixture
def attempt(clinician, small) -> Attempt:
    """An open attempt at all four questions of the pool."""
    return with_questions(begin_quiz(clinician, small), *ALL)


def bytes_of(reply: HttpResponse) -> str:
    """Head and body of a reply, without what the person was told about the exercises of the units."""
    text = f"{reply.status_code}\n{reply.headers}\n{reply.content.decode()}"
    for told in OF_UNITS:
        text = text.replace(told, "")
    return text


def replies(client: Client, attempt: Attempt) -> Iterator[HttpResponse]:
    """Every page and every JSON answer around an attempt, and the pages of the course."""
    count = len(attempt.layout)
    yield client.get("/courses/small/quizzes/final/")
    for number in range(1, count + 1):
        page = reverse("attempt-question", args=[attempt.pk, number])
        save = reverse("answer-save", args=[attempt.pk, number])
        yield client.get(page)
        yield client.get(page, headers={"HX-Request": "true", "X-Requested-With": "fetch"})
        yield client.post(page, {"version": "0"})
        yield client.post(page, {"answer": "no-such-option", "version": "0"})
        for seq, value in enumerate(offered(attempt, number)):
            yield client.post(save, {"answer": value, "version": "0", "client": "tab", "seq": str(seq)})
            yield client.post(save, {"answer": value, "version": "0", "client": "other", "seq": "9"})
            yield client.post(page, {"answer": value, "version": "0", "sure": "70"})
        yield client.get(save)
        yield client.get(page)
    yield client.get(reverse("attempt-review", args=[attempt.pk]))
    yield client.get(reverse("attempt-result", args=[attempt.pk]), headers={"HX-Request": "true"})
    for question in ALL:
        for value in ("after", "colleague", "time", "41.75"):
            yield client.post(f"/courses/small/questions/{question}/", {"answer": value})
    for page in ("", "courses/", "courses/small/", "courses/small/units/first/", "courses/small/units/second/",
                 "courses/small/certificate/", "me/learning/", "courses/small/glossary/"):  # fmt: skip
        yield client.get(f"/{page}")


def offered(attempt: Attempt, number: int) -> list[str]:
    return attempt.layout[number - 1]["options"] or ["41", "90"]


def test_the_words_looked_for_are_those_of_the_key(small):
    key = ReleaseKey.objects.get(release=small).key
    told = str({name: key[name] for name in ALL})
    assert set(re.findall(r"(?:Feedback|Explanation)-[a-z]+", told)) >= {
        "Feedback-after", "Feedback-kettle", "Feedback-haste", "Feedback-often", "Feedback-seldom",
        "Explanation-when", "Explanation-whom", "Explanation-helps", "Explanation-often",
    }  # fmt: skip
    assert all(word in told for word in OF_QUIZ)


def test_an_open_attempt_tells_nothing(as_user, clinician, attempt):
    seen = 0
    for reply in replies(as_user(clinician), attempt):
        text = bytes_of(reply)
        assert reply.status_code < 500
        assert not [word for word in OF_QUIZ if word in text], text[:300]
        if reply.request["PATH_INFO"].startswith("/attempts/"):
            assert not re.search(r"is-right|is-wrong|correct|Right answer", text), text[:300]
        seen += 1
    assert seen > 60


def test_the_page_of_a_question_is_the_same_whichever_option_is_right(as_user, clinician, attempt):
    client = as_user(clinician)
    text = client.get(reverse("attempt-question", args=[attempt.pk, 1])).content.decode()
    rows = re.findall(r'<label class="opt">.*?</label>', text, re.DOTALL)
    texts = r"never|before|after|Never at all|Before anything else|After my own decision|\d"
    shapes = {re.sub(texts, "", row) for row in rows}
    assert len(rows) == 3
    assert len(shapes) == 1


def test_a_submitted_attempt_that_waits_for_its_grade_tells_nothing(as_user, clinician, attempt):
    answer_all(clinician, attempt, wrong=4)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    for reply in replies(as_user(clinician), attempt):
        assert not [word for word in OF_QUIZ if word in bytes_of(reply)]


def test_a_failed_attempt_tells_the_feedback_of_what_was_chosen_only(as_user, clinician, attempt):
    answer_all(clinician, attempt, wrong=4)
    chosen = {answer.slot: answer.response for answer in attempt.answers.all()}
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    client = as_user(clinician)
    pages = [client.get(reverse("attempt-result", args=[attempt.pk])), *replies(client, attempt)]
    told = set(re.findall(r"(?:Feedback|Explanation)-[a-z]+", "".join(bytes_of(page) for page in pages)))
    mine = {option: f"Feedback-{option}" for option in ("before", "never", "kettle", "haste")}
    values = [value for response in chosen.values() for value in (response.get("choices") or [response.get("choice")])]
    assert told == {mine[value] for value in values if value in mine}
    assert not [word for word in ("41.75", "41.25", "42.25", "Right answer") if word in bytes_of(pages[0])]


def test_the_second_attempt_tells_nothing_more_than_the_first_result_did(as_user, clinician, attempt):
    answer_all(clinician, attempt, wrong=4)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    client = as_user(clinician)
    client.post("/courses/small/quizzes/final/")
    second = with_questions(Attempt.objects.get(number=2), *ALL)
    for reply in replies(client, second):
        assert not [word for word in OF_QUIZ if word in bytes_of(reply)]
