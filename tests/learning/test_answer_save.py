"""Autosave and its clashes: two tabs, another device, an expired session, late messages."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from courses.learning.models import Answer, Attempt
from tests.actors import begin_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def attempt(clinician, sample) -> Attempt:
    return begin_quiz(clinician, sample)


def save(browser: Client, attempt: Attempt, option: int = 0, number: int = 1, **fields):
    data = {"answer": attempt.layout[number - 1]["options"][option], "version": "0", **fields}
    return browser.post(reverse("answer-save", args=[attempt.pk, number]), data)


def stored(attempt: Attempt, slot: int = 0) -> Answer:
    return Answer.objects.get(attempt=attempt, slot=slot)


def test_a_save_is_stored_and_says_when(as_user, clinician, attempt):
    reply = save(as_user(clinician), attempt, sure="70")
    assert reply.status_code == 200
    assert reply.json()["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d", reply.json()["saved_at"])
    assert stored(attempt).sure == "70"


def test_the_same_tab_goes_on_with_a_higher_sequence(as_user, clinician, attempt):
    client = as_user(clinician)
    save(client, attempt, client="tab", seq="1")
    reply = save(client, attempt, option=1, client="tab", seq="2")
    assert reply.json()["version"] == 2
    assert stored(attempt).response == {"choice": attempt.layout[0]["options"][1]}


def test_a_late_message_of_the_same_tab_does_not_overwrite(as_user, clinician, attempt):
    client = as_user(clinician)
    save(client, attempt, option=1, client="tab", seq="5")
    save(client, attempt, option=0, client="tab", seq="3")
    assert stored(attempt).response == {"choice": attempt.layout[0]["options"][1]}


def test_two_tabs_the_older_one_is_told_and_nothing_is_overwritten(as_user, clinician, attempt):
    client = as_user(clinician)
    save(client, attempt, client="one", seq="1")
    reply = save(client, attempt, option=1, client="two", seq="1")
    assert reply.status_code == 409
    assert "another device or tab" in reply.json()["message"]
    assert stored(attempt).response == {"choice": attempt.layout[0]["options"][0]}


def test_another_device_that_has_loaded_the_page_may_change_the_answer(as_user, clinician, attempt):
    save(as_user(clinician), attempt, client="phone", seq="1")
    reply = save(as_user(clinician), attempt, option=1, client="desk", seq="1", version="1")
    assert reply.json()["version"] == 2


def test_the_same_answer_from_two_tabs_is_no_clash(as_user, clinician, attempt):
    client = as_user(clinician)
    save(client, attempt, client="one", seq="1")
    assert save(client, attempt, client="two", seq="1").status_code == 200


def test_two_tabs_without_javascript_show_both_answers(as_user, clinician, attempt):
    client, url = as_user(clinician), reverse("attempt-question", args=[attempt.pk, 1])
    options = attempt.layout[0]["options"]
    client.post(url, {"answer": options[0], "sure": "70", "version": "0"})
    reply = client.post(url, {"answer": options[1], "sure": "70", "version": "0"})
    assert reply.status_code == 409
    assert "Two different answers" in reply.content.decode()
    assert stored(attempt).response == {"choice": options[0]}


def test_a_save_after_the_session_has_expired_says_so(clinician, attempt):
    reply = save(Client(), attempt)
    assert reply.status_code == 401
    assert reply.json()["login"].endswith(f"?next={reverse('attempt-question', args=[attempt.pk, 1])}")
    assert not Answer.objects.exists()


def test_an_expired_session_in_mid_quiz_keeps_the_posted_answer_through_signing_in(as_user, clinician, attempt):
    option = attempt.layout[0]["options"][1]
    url = reverse("attempt-question", args=[attempt.pk, 1])
    sent_away = Client().post(url, {"answer": option, "sure": "90", "version": "0"})
    assert sent_away.status_code == 302
    kept = Client().get(sent_away.url)
    assert kept.status_code == 200
    target = re.search(r"next=(.+)$", sent_away.url).group(1)
    page = as_user(clinician).get(unquote(target)).content.decode()
    assert "We kept your answer while you were signed out" in page
    assert re.search(rf'value="{option}" checked', page)
    assert not Answer.objects.exists()  # a GET stores nothing


def test_a_kept_answer_is_shown_for_its_own_question_only(as_user, clinician, attempt):
    sent_away = Client().post(reverse("attempt-question", args=[attempt.pk, 1]), {"answer": "x", "sure": "90"})
    kept = sent_away.url.split("kept%3D")[1]
    page = as_user(clinician).get(reverse("attempt-question", args=[attempt.pk, 2]), {"kept": kept})
    assert "We kept your answer" not in page.content.decode()


def test_an_option_that_was_not_offered_is_refused(as_user, clinician, attempt):
    reply = as_user(clinician).post(reverse("answer-save", args=[attempt.pk, 1]), {"answer": "no-such-option"})
    assert reply.status_code == 422
    assert not Answer.objects.exists()


@pytest.mark.parametrize("number", [0, 99])
def test_a_question_that_does_not_exist_is_a_404(as_user, clinician, attempt, number):
    reply = as_user(clinician).post(f"/attempts/{attempt.pk}/{number}/save/", {"answer": "x"})
    assert reply.status_code == 404


def test_a_stranger_saves_nothing(as_user, stranger, attempt):
    assert save(as_user(stranger), attempt).status_code == 404
    assert not Answer.objects.exists()


def test_nothing_chosen_is_said_in_words_twice(as_user, clinician, attempt):
    reply = as_user(clinician).post(reverse("attempt-question", args=[attempt.pk, 1]), {"version": "0"})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "There is a problem" in page
    assert page.count("Choose one option") == 2
    assert "<title>Error:" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"version": "9" * 5000, "seq": "9" * 5000},
        {"version": "-1", "seq": "1e9"},
        {"version": "٣", "seq": "²"},
        {"client": "\x00tab"},
        {"client": "<script>" * 500},
        {"version": "99999999999"},
    ],
)
def test_hostile_numbers_and_names_of_a_tab_are_harmless(as_user, clinician, attempt, fields):
    assert save(as_user(clinician), attempt, **fields).status_code == 200
    assert stored(attempt).version == 1


def test_a_huge_attempt_number_is_a_404(as_user, clinician, attempt):
    client = as_user(clinician)
    for path in ("1/", "review/", "result/"):
        assert client.get(f"/attempts/{10**30}/{path}").status_code == 404
    assert client.get(f"/attempts/{attempt.pk}/{10**30}/").status_code == 404


def test_what_is_carried_through_signing_in_fits_into_an_address(attempt):
    huge = "".join(chr(0x4E00 + n * 7 % 20000) for n in range(9000))
    url = reverse("attempt-question", args=[attempt.pk, 1])
    sent_away = Client().post(url, {"answer": [huge] * 50, "sure": huge})
    assert sent_away.status_code == 302
    assert len(sent_away.url) < 8000
    assert Client().get(sent_away.url).status_code == 200


@pytest.mark.parametrize("kept", ["", "nonsense", "a:b:c", "\x00", "x" * 5000])
def test_a_made_up_kept_answer_is_ignored(as_user, clinician, attempt, kept):
    page = as_user(clinician).get(reverse("attempt-question", args=[attempt.pk, 1]), {"kept": kept})
    assert page.status_code == 200
    assert "We kept your answer" not in page.content.decode()
