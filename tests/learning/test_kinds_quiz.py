"""Questions of every kind in a graded quiz: saved on the way, shown again, said to be unfinished, scored, explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from courses.authoring.models import Release
from courses.learning import services
from courses.learning.feedback import keys_of
from courses.learning.models import Answer, Attempt
from courses.operations import outbox
from tests.actors import begin_quiz
from tests.learning.kinds_course import HIDDEN, kinds_folder
from tests.learning.small_course import for_module, release_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NAME, STEPS, PAIRS, REFLECT, CHOICE = range(1, 6)
TEXT = "I will look at the record first, then decide."
Form = dict[str, Any]


@pytest.fixture(scope="module")
def course(django_db_setup: None, django_db_blocker: Any) -> Iterator[Release]:
    yield from for_module(django_db_blocker, lambda: release_of(kinds_folder()))


@pytest.fixture
def attempt(clinician, course) -> Attempt:
    return begin_quiz(clinician, course)


@pytest.fixture
def client(as_user, clinician) -> Client:
    return as_user(clinician)


def url(attempt: Attempt, number: int) -> str:
    return reverse("attempt-question", args=[attempt.pk, number])


def save(browser: Client, attempt: Attempt, number: int, form: Form, **more: str) -> Any:
    fields = {**form, "version": "0", "client": "tab", "seq": "1", **more}
    return browser.post(reverse("answer-save", args=[attempt.pk, number]), fields)


def right(attempt: Attempt) -> dict[int, Form]:
    """Forms that answer every question rightly."""
    keys = keys_of(attempt.release)
    return {
        NAME: {"answer": "Clinician"},
        STEPS: {f"answer-{step}": str(at) for at, step in enumerate(keys["quiz-steps"]["order"], start=1)},
        PAIRS: {f"answer-{left}": option for left, option in keys["quiz-pairs"]["pairs"].items()},
        REFLECT: {"answer": TEXT},
        CHOICE: {"answer": "mine"},
    }


def but(form: Form, count: int) -> Form:
    """The form without its last `count` fields."""
    return dict(list(form.items())[: len(form) - count])


def answer_all(client: Client, attempt: Attempt, **other: Form) -> None:
    for number, form in {**right(attempt), **{int(name[1:]): form for name, form in other.items()}}.items():
        client.post(url(attempt, number), {**form, "version": "0"})


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def result(client: Client, attempt: Attempt) -> str:
    client.post(reverse("attempt-submit", args=[attempt.pk]), {"anyway": "1"})
    outbox.drain()
    return client.get(reverse("attempt-result", args=[attempt.pk])).content.decode()


def test_all_kinds_answered_rightly_pass_in_full(client, attempt):
    answer_all(client, attempt)
    assert Answer.objects.filter(attempt=attempt).count() == 5
    page = result(client, attempt)
    assert "You passed: 4 of 4 (100%)" in words(page)
    assert "Model-change" in page


def test_what_is_partly_right_counts_in_part_and_says_how_much(client, attempt):
    forms = right(attempt)
    first, second, third = forms[STEPS]
    turned = {second: "1", first: "2", third: "3"}
    key = keys_of(attempt.release)["quiz-pairs"]
    spare = next(one for one in key["options"] if one not in key["pairs"].values())
    answer_all(client, attempt, n2=turned, n3={**forms[PAIRS], next(iter(forms[PAIRS])): spare})
    page = words(result(client, attempt))
    assert "You passed: 3.3 of 4 (83%)" in page
    assert "Question 2: partly right" in page
    assert "2 of 3 pairs of steps are in the right order." in page
    assert "2 of 3 pairs are right." in page


def test_a_failed_attempt_tells_how_much_but_not_what_is_right(client, attempt):
    forms = right(attempt)
    wrong = dict(zip(forms[STEPS], ("3", "2", "1"), strict=True))
    answer_all(client, attempt, n1={"answer": "the tool"}, n2=wrong, n5={"answer": "advice"})
    page = result(client, attempt)
    assert "Not yet: 1 of 4" in words(page)
    assert "0 of 3 pairs of steps are in the right order." in words(page)
    assert set(re.findall(r"(?:Feedback|Explanation|Model)-\w+", page)) == {"Feedback-tool", "Feedback-second"}
    assert "Right answer" not in page


@pytest.mark.parametrize("number", [STEPS, PAIRS])
def test_half_an_answer_is_saved_by_a_script_and_shown_again(client, attempt, number):
    half = but(right(attempt)[number], 1)
    reply = save(client, attempt, number, half)
    assert reply.status_code == 200
    assert reply.json()["answered"] is False
    page = client.get(url(attempt, number)).content.decode()
    assert len(re.findall(r"<option[^>]* selected>", page)) == len(half)
    whole = save(client, attempt, number, right(attempt)[number], seq="2")
    assert whole.json()["answered"] is True


def test_a_text_below_its_least_words_is_saved_and_shown_again(client, attempt):
    assert save(client, attempt, REFLECT, {"answer": "Two words"}).json()["answered"] is False
    assert ">\nTwo words</textarea>" in client.get(url(attempt, REFLECT)).content.decode()


def test_half_an_answer_that_is_posted_is_kept_and_said_to_be_unfinished(client, attempt):
    reply = client.post(url(attempt, PAIRS), {**but(right(attempt)[PAIRS], 1), "version": "0"})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert page.count("Choose a partner for “Hit”") == 2
    assert "What you have so far is saved." in page
    assert len(Answer.objects.get().response["pairs"]) == 2
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    done = client.post(url(attempt, PAIRS), {**right(attempt)[PAIRS], "version": version})
    assert done.status_code == 302


def test_a_form_with_nothing_in_it_is_no_answer(client, attempt):
    empty = dict.fromkeys(right(attempt)[PAIRS], "")
    assert save(client, attempt, PAIRS, empty).json()["answered"] is False
    assert Answer.objects.get().response is None
    assert client.post(url(attempt, PAIRS), {**empty, "version": "1"}).status_code == 422


def test_only_whole_answers_are_counted_beside_the_question(client, attempt):
    save(client, attempt, REFLECT, {"answer": "Two words"})
    save(client, attempt, NAME, right(attempt)[NAME])
    assert "1 of 5 answered." in words(client.get(url(attempt, STEPS)).content.decode())


def test_going_on_with_a_quiz_leads_to_the_first_unfinished_question(client, attempt):
    save(client, attempt, NAME, right(attempt)[NAME])
    save(client, attempt, STEPS, but(right(attempt)[STEPS], 1))
    assert client.post("/courses/kinds/quizzes/final/").url == url(attempt, STEPS)


def test_the_review_says_what_is_not_finished_and_leads_to_it(client, attempt):
    answer_all(client, attempt, n4={"answer": "Two words"})
    page = words(client.get(reverse("attempt-review", args=[attempt.pk])).content.decode())
    assert "1 answer is saved but not finished." in page
    assert "Two words Not finished. Write 5 to 90 words: you have 2" in page
    assert "Finish question 4" in page
    assert "Everything is answered" not in page


def test_handing_in_what_is_not_finished_asks_first(client, attempt):
    answer_all(client, attempt, n3=but(right(attempt)[PAIRS], 1))
    submit = reverse("attempt-submit", args=[attempt.pk])
    reply = client.post(submit)
    assert reply.url == reverse("attempt-review", args=[attempt.pk]) + "?ask=1"
    assert "Question 3 is not finished." in words(client.get(reply.url).content.decode())
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN
    page = words(result(client, attempt))
    assert "3.7 of 4" in page
    assert "2 of 3 pairs are right." in page


def test_handing_in_what_is_finished_asks_nothing(client, attempt):
    answer_all(client, attempt)
    assert client.post(reverse("attempt-submit", args=[attempt.pk])).url == reverse("attempt-result", args=[attempt.pk])


def test_the_same_half_answer_from_two_devices_is_a_clash_like_any_other(client, attempt):
    save(client, attempt, PAIRS, but(right(attempt)[PAIRS], 1), client="phone")
    reply = save(client, attempt, PAIRS, but(right(attempt)[PAIRS], 2), client="desk")
    assert reply.status_code == 409
    assert len(Answer.objects.get().response["pairs"]) == 2


def carried_page(posted: Client, attempt: Attempt, number: int, form: Form, person: Any) -> str:
    """Post while signed out, sign in in the same browser, go where that leads."""
    away = posted.post(url(attempt, number), form)
    posted.force_login(person)
    return posted.get(unquote(re.search(r"next=(.+)$", away.url)[1])).content.decode()


def test_a_long_text_posted_while_signed_out_waits_in_the_session_and_not_in_an_address(clinician, attempt):
    browser = Client()
    away = browser.post(url(attempt, REFLECT), {"answer": TEXT * 20})
    assert "kept%3Dtext" in away.url
    assert len(away.url) < 200
    page = carried_page(browser, attempt, REFLECT, {"answer": TEXT * 20}, clinician)
    assert "We kept your answer while you were signed out" in page
    assert TEXT * 20 in page
    assert not Answer.objects.exists()
    browser.post(url(attempt, REFLECT), {"answer": TEXT, "version": "0"})
    assert "unsaved-answer" not in browser.session


def test_a_text_that_waits_is_shown_for_its_own_question_only(clinician, attempt):
    browser = Client()
    carried_page(browser, attempt, REFLECT, {"answer": TEXT * 20}, clinician)
    assert TEXT not in browser.get(url(attempt, NAME), {"kept": "text"}).content.decode()


def test_partners_chosen_while_signed_out_come_back(clinician, attempt):
    page = carried_page(Client(), attempt, PAIRS, but(right(attempt)[PAIRS], 1), clinician)
    assert len(re.findall(r"<option[^>]* selected>", page)) == 2


def replies(client: Client, attempt: Attempt) -> Iterator[Any]:
    """Every page and JSON answer around an open attempt, with empty, half-done and whole answers."""
    for number, form in right(attempt).items():
        yield client.get(url(attempt, number))
        for given in ({}, {"answer": "nonsense"}, {"order": "x"}, but(form, 1), form):
            yield save(client, attempt, number, given)
            yield client.post(url(attempt, number), {**given, "version": "0"})
            yield client.get(url(attempt, number), headers={"HX-Request": "true"})
    yield client.get(reverse("attempt-review", args=[attempt.pk]))
    yield client.get(reverse("attempt-review", args=[attempt.pk]), {"ask": "1"})
    yield client.get("/courses/kinds/quizzes/final/")


def test_no_byte_of_an_open_attempt_tells_a_key_of_any_kind(client, attempt):
    seen = 0
    for reply in replies(client, attempt):
        text = f"{reply.headers}\n{reply.content.decode()}"
        assert reply.status_code < 500
        assert not re.search("|".join(HIDDEN), text), text[:300]
        assert not re.search("is-right|is-wrong|Belongs in place|Right answer|Right order|pairs are", text), text[:300]
        seen += 1
    assert seen > 70


@pytest.mark.parametrize("number", [STEPS, PAIRS])
def test_the_fields_of_a_question_say_nothing_of_each_other(client, attempt, number):
    """Ids of the two sides of a matching are unrelated, and steps are known by the digest of their own words."""
    key = keys_of(attempt.release)[attempt.layout[number - 1]["question"]]
    page = client.get(url(attempt, number)).content.decode()
    offered = set(re.findall(r'(?:name="answer-|value=")([lro]-[0-9a-f]{6})"', page))
    assert offered == {*key["options"], *key.get("pairs", {})}
    assert not {left[2:] for left in key.get("pairs", {})} & {option[2:] for option in key["options"]}
    assert " selected" not in page


def test_nothing_is_told_while_the_grade_is_awaited(client, clinician, attempt):
    answer_all(client, attempt)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    page = client.get(reverse("attempt-result", args=[attempt.pk])).content.decode()
    assert not re.search("|".join(HIDDEN), page)


@pytest.mark.parametrize(
    "form",
    [
        {"answer": "x" * 9000},
        {"answer-": "1", "answer-\x00": "2"},
        {"order": ["a"] * 500},
        {"answer": ["\x00\x01", "\u202e", "\uffff"]},
        {f"answer-{at}": "x" for at in range(300)},
    ],
)
def test_hostile_forms_are_refused_or_harmless(client, attempt, form):
    for number in range(1, 6):
        assert save(client, attempt, number, form).status_code in (200, 400, 422)
        assert client.post(url(attempt, number), {**form, "version": "0"}).status_code in (302, 400, 409, 422)
        assert client.get(url(attempt, number)).status_code == 200
        Client().post(url(attempt, number), form)
