"""An attempt in progress survives each class of change: it is finished, marked and told as it was begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from courses.authoring.changes import Word
from courses.authoring.models import Release
from courses.authoring.services import publish
from courses.certificates.models import Certificate
from courses.core.document import Folder
from courses.learning.models import Attempt, Enrolment, Grade
from courses.operations import outbox
from courses.people.models import User
from tests.actors import begin_quiz
from tests.authoring.changed_course import Edit, edited
from tests.authoring.sample import sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]

UNIT, QUIZ = "01-first.md", "02-final.md"
RIGHT = {"advice-is-order": "false", "when-to-look": "after"}
NEW_UNIT = """---
title: A second unit
summary: New and required.
minutes: 3
objectives: [o1]
---

## Read on

Some more.
"""
NEW_EXERCISE = "\n### True or false `new`\n\nNew?\n\n- [x] True\n- [ ] False\n\n**Explanation:** Yes.\n"
OTHER_ANSWER: list[Edit] = [(QUIZ, "- [ ] True\n- [x] False", "- [x] True\n- [ ] False")]
LAST_QUESTION = sample().files[QUIZ].decode().partition("### Single choice `when-to-look`")[2]
CHANGES: Mapping[str, tuple[list[Edit], Word]] = {
    "wording": ([(QUIZ, "Advice is an order.", "Any advice is an order."), (UNIT, "The end.", "An end.")], Word()),
    "addition": (
        [(UNIT, "\nThe end.", NEW_EXERCISE)],
        Word(),
    ),
    "requirement": ([("03-second.md", "", NEW_UNIT), (QUIZ, "pass-mark: 50%", "pass-mark: 100%")], Word()),
    "meaning": ([*OTHER_ANSWER, (QUIZ, "- [ ] `before`", "- [ ] `never` Never\n- [ ] `before`")],
                Word({"advice-is-order": "wording"})),
    "removal": ([(QUIZ, f"### Single choice `when-to-look`{LAST_QUESTION}", "")], Word()),
}  # fmt: skip


@pytest.fixture
def attempt(clinician: User) -> Attempt:
    """Opened on release 1, its first question answered rightly."""
    first = publish(folder=sample(), by=None)
    assert first.release is not None
    begun = begin_quiz(clinician, first.release)
    answer(client_of(clinician), begun, {begun.layout[0]["question"]: RIGHT[begun.layout[0]["question"]]})
    return begun


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answer(client: Client, attempt: Attempt, choices: Mapping[str, str]) -> None:
    for number, slot in enumerate(attempt.layout, 1):
        if slot["question"] in choices:
            form = {"answer": choices[slot["question"]], "version": 0}
            assert client.post(f"/attempts/{attempt.pk}/{number}/", form).status_code == 302


def release_two(folder: Folder, word: Word, expected: str) -> Release:
    done = publish(folder=folder, by=None, word=word)
    assert done.created, done.problems
    assert done.release is not None
    assert done.release.change_class == expected
    outbox.drain()
    return done.release


def finish(client: Client, attempt: Attempt, choices: Mapping[str, str]) -> str:
    """Answer the rest as a person would, hand in, and read the result."""
    assert client.get(f"/attempts/{attempt.pk}/2/").status_code == 200
    answer(client, attempt, {attempt.layout[1]["question"]: choices[attempt.layout[1]["question"]]})
    assert client.post(f"/attempts/{attempt.pk}/submit/").status_code == 302
    outbox.drain()
    reply = client.get(f"/attempts/{attempt.pk}/result/")
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.mark.parametrize("change_class", CHANGES)
def test_an_attempt_in_progress_survives_a_release_of_each_class(attempt, clinician, change_class) -> None:
    edits, word = CHANGES[change_class]
    release_two(edited(sample(), *edits), word, change_class)
    client = client_of(clinician)
    text = finish(client, attempt, RIGHT)
    grade = Grade.objects.get()
    assert (grade.score, grade.out_of, grade.passed, grade.key_release.number) == (2, 2, True, 1)
    assert "2 of 2" in text
    assert "Advice is an order." in text, "the result shows the question as it was asked"
    enrolment = Enrolment.objects.get()
    assert enrolment.completed_at is not None, "completed by the rules it was begun with"
    assert Certificate.objects.get().enrolment == enrolment
    assert client.get("/courses/sample/").status_code == 200


def test_a_pass_by_the_rules_of_the_beginning_stays_a_pass_when_the_mark_is_raised(attempt, clinician) -> None:
    edits, word = CHANGES["requirement"]
    release_two(edited(sample(), *edits), word, "requirement")
    wrong = {"advice-is-order": "true", "when-to-look": "before"}
    text = finish(client_of(clinician), attempt, wrong)
    assert (Grade.objects.get().score, Grade.objects.get().passed) == (1, True)
    assert "You passed: 1 of 2 (50%)" in text
    assert Enrolment.objects.get().completed_at is not None


def test_an_attempt_survives_the_removal_of_its_whole_quiz(attempt, clinician) -> None:
    files = {name: data for name, data in sample().files.items() if name != QUIZ}
    release_two(edited(Folder("sample", files), ("course.md", "minutes: 7", "minutes: 5")), Word(), "removal")
    finish(client_of(clinician), attempt, RIGHT)
    assert Grade.objects.get().passed
    assert Enrolment.objects.get().completed_at is not None


def test_a_correction_marks_by_the_old_key_first_and_then_only_upwards(attempt, clinician) -> None:
    word = Word({"advice-is-order": "correction"}, notice="It said false. It is true.")
    second = release_two(edited(sample(), *OTHER_ANSWER), word, "meaning")
    answers: dict[str, Any] = {**RIGHT, "advice-is-order": "true"}  # wrong by release 1, right by release 2
    client = client_of(clinician)
    for number, slot in enumerate(attempt.layout, 1):
        version = 1 if number == 1 else 0
        form = {"answer": answers[slot["question"]], "version": version}
        assert client.post(f"/attempts/{attempt.pk}/{number}/", form).status_code == 302
    client.post(f"/attempts/{attempt.pk}/submit/")
    outbox.drain()
    grades = [(one.revision, one.score, one.key_release.number) for one in Grade.objects.order_by("revision")]
    assert grades == [(1, 1, 1), (2, 2, second.number)]
    assert "It is true." in client.get(f"/attempts/{attempt.pk}/result/").content.decode()
    assert Enrolment.objects.get().completed_at is not None


def test_a_correction_takes_nothing_from_who_was_right_by_the_old_key(attempt, clinician) -> None:
    word = Word({"advice-is-order": "correction"}, notice="It said false. It is true.")
    release_two(edited(sample(), *OTHER_ANSWER), word, "meaning")
    finish(client_of(clinician), attempt, RIGHT)
    assert max(Grade.objects.values_list("score", flat=True)) == 2
    assert Grade.objects.order_by("-revision")[0].passed


@pytest.mark.parametrize("change_class", [*CHANGES, "correction"])
def test_an_open_attempt_shows_its_own_text_until_it_is_handed_in(attempt, clinician, change_class) -> None:
    corrected = (OTHER_ANSWER, Word({"advice-is-order": "correction"}, notice="It said false. It is true."))
    edits, word = CHANGES.get(change_class, corrected)
    release_two(edited(sample(), *edits), word, change_class if change_class != "correction" else "meaning")
    client = client_of(clinician)
    texts = "".join(client.get(f"/attempts/{attempt.pk}/{number}/").content.decode() for number in (1, 2))
    assert "Advice is an order." in texts
    assert "When do you look at the advice?" in texts
    assert attempt.pk == Attempt.objects.get(state="open").pk
