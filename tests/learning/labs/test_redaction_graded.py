"""A graded redaction lab: nothing is told before it is handed in, nor what was missed while it can be tried again."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from courses.learning.models import Answer, Attempt, Grade
from courses.operations import outbox
from tests.learning.labs.marked_course import EVERY, LETTERS, begin, do_letters, fields, marked_release, post, sheet

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NAMES_ONLY = {text: {words: mark for words, mark in given.items() if mark == "name"} for text, given in EVERY.items()}
NO_NAMES = {text: {words: mark for words, mark in given.items() if mark != "name"} for text, given in EVERY.items()}


@pytest.fixture
def released(db: None) -> Any:
    return marked_release(letters="kind: graded\npass-mark: 60%\nattempts: 2\nmust-find: name")


def hand_in(client: Client, run: Attempt, marks: dict[str, dict[str, str]]) -> str:
    do_letters(client, run, marks, act="next")
    assert client.post(f"/labs/{run.pk}/result/", {"none": "1"}).url == f"/labs/{run.pk}/result/"
    outbox.drain()
    return result(client, run)


def result(client: Client, run: Attempt) -> str:
    return unescape(client.get(f"/labs/{run.pk}/result/").content.decode())


def test_marks_can_be_changed_until_they_are_handed_in_and_nothing_tells(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    assert post(client, run, 1, "next", fields(run, "first-letter", marks=NO_NAMES)).url == sheet(run, 2)
    assert post(client, run, 1, "check", {}, none="1").url == sheet(run, 1)  # there is nothing to check here
    post(client, run, 1, "next", fields(run, "first-letter", marks=EVERY))
    text = result(client, run)
    assert "Before you hand in" in text
    assert "A text has no marks" in text
    assert "Secret-" not in text
    assert client.post(f"/labs/{run.pk}/result/").status_code == 200
    assert Attempt.objects.get(pk=run.pk).state == "open"


def test_all_found_passes_and_is_graded_once_through_the_outbox(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    text = hand_in(client, run, EVERY)
    assert "You passed: 100%" in text
    assert "Secret-debrief" in text
    grade = Grade.objects.get(attempt=run)
    assert (grade.score, grade.out_of, grade.passed) == (100, 100, True)
    stored = list(Answer.objects.filter(attempt=run).values_list("response", flat=True))
    client.post(f"/labs/{run.pk}/result/", {"none": "1"})
    late = client.post(sheet(run, 1), {"act": "next", "version": "1"}, follow=True)
    assert late.redirect_chain[-1][0] == f"/labs/{run.pk}/result/"
    outbox.drain()
    assert Grade.objects.filter(attempt=run).count() == 1
    assert list(Answer.objects.filter(attempt=run).values_list("response", flat=True)) == stored
    reply = client.post(LETTERS, follow=True)
    assert "You have passed this lab." in reply.content.decode()


def test_a_miss_that_had_to_be_found_fails_whatever_the_score(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    hand_in(client, run, NO_NAMES | {"second-letter": EVERY["second-letter"]})  # 4 of 5: 80% is more than 60%
    assert not Grade.objects.get(attempt=run).passed
    assert "Not yet: 80%. You need 60%." in result(client, run)


def test_what_was_missed_stays_closed_while_it_can_be_tried_again(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    text = hand_in(client, run, NAMES_ONLY)
    assert "Secret-a name" in text  # what they marked, with its feedback
    assert "What you missed stays closed" in text
    for secret in ("Secret-a number", "Secret-a phone", "Secret-a place", "Secret-debrief", "Secret-care"):
        assert secret not in text
    assert client.get(sheet(run, 1)).url == f"/labs/{run.pk}/result/"
    second = begin(client)
    assert second.number == 2
    text = hand_in(client, second, NAMES_ONLY)
    for told in ("Secret-a number", "Secret-a phone", "Secret-a place", "Secret-debrief"):
        assert told in text
        assert told in result(client, run)
    assert "No attempts are left" in client.post(LETTERS, follow=True).content.decode()
