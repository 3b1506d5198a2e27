"""The two lines after a course: kept with the record, seen by their writer only."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.learning.models import CompletionNote
from tests.actors import pass_course

pytestmark = [pytest.mark.web, pytest.mark.django_db]
LINES = {"differently": "I will decide first.", "how_known": "I will count my changes of mind."}


@pytest.fixture
def attempt(clinician, small):
    return pass_course(clinician, small)


def url(attempt) -> str:
    return reverse("completion-note", args=[attempt.pk])


def result(attempt) -> str:
    return reverse("attempt-result", args=[attempt.pk])


def test_the_two_lines_are_asked_for_after_a_completed_course(as_user, clinician, attempt):
    text = as_user(clinician).get(result(attempt)).content.decode()
    assert "What will I do differently?" in text
    assert "How will I know?" in text
    assert "Only you see them." in text


def test_they_are_kept_and_shown_with_the_record_and_as_text(as_user, clinician, attempt):
    client = as_user(clinician)
    reply = client.post(url(attempt), LINES)
    assert reply.url == f"{result(attempt)}#note"
    text = client.get(result(attempt)).content.decode()
    assert "Your two lines are saved. Only you see them." in text
    assert text.count("I will decide first.") == 2  # in the field and as text to copy
    record = client.get(reverse("my-learning")).content.decode()
    assert "I will decide first." in record
    assert "I will count my changes of mind." in record


def test_saying_them_again_changes_them(as_user, clinician, attempt):
    client = as_user(clinician)
    client.post(url(attempt), LINES)
    client.post(url(attempt), {**LINES, "differently": "  Something else.  "})
    assert CompletionNote.objects.get().differently == "Something else."


def test_one_line_is_enough(as_user, clinician, attempt):
    assert as_user(clinician).post(url(attempt), {"differently": "One."}).status_code == 302
    assert CompletionNote.objects.get().how_known == ""


def test_too_long_a_line_is_said_in_words_and_not_lost(as_user, clinician, attempt):
    reply = as_user(clinician).post(url(attempt), {"differently": "x" * 1001})
    text = reply.content.decode()
    assert reply.status_code == 422
    assert "There is a problem" in text
    assert "x" * 1001 in text
    assert not CompletionNote.objects.exists()


@pytest.mark.parametrize("line", ["<script>alert(1)</script>", "\u202egnp.exe", "</textarea><b>x"])
def test_hostile_lines_are_escaped_everywhere(as_user, clinician, attempt, line):
    client = as_user(clinician)
    client.post(url(attempt), {"differently": line, "how_known": line})
    for page in (result(attempt), reverse("my-learning")):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "</textarea><b>" not in text


def test_they_are_shown_to_nobody_else(as_user, clinician, manager, educator, stranger, attempt):
    as_user(clinician).post(url(attempt), LINES)
    for other in (manager, educator, stranger):
        client = as_user(other)
        assert client.post(url(attempt), {"differently": "Mine now."}).status_code == 404
        assert client.get(result(attempt)).status_code == 404
        for page in ("today", "my-learning", "catalogue"):
            assert "I will decide first." not in client.get(reverse(page)).content.decode()
    assert "I will decide first." not in as_user(manager).get("/practice/elm-street/").content.decode()
    assert CompletionNote.objects.get().differently == "I will decide first."


def test_a_get_and_a_visitor_change_nothing(as_user, clinician, attempt):
    assert as_user(clinician).get(url(attempt)).status_code == 405
    assert Client().post(url(attempt), LINES).status_code == 302
    assert not CompletionNote.objects.exists()
