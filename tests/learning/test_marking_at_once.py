"""Marking, removing, handing in and publishing at the same moment: real threads, on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from courses.authoring.models import Correction, Release
from courses.learning import corrections, services
from courses.learning.grading import grade_attempt
from courses.learning.marking import Marked, Overtaken, give_mark, purge
from courses.learning.marking_queries import Piece, piece
from courses.learning.models import Attempt, CorrectionNotice, Enrolment, Grade, Mark
from courses.operations import outbox
from courses.people.models import User
from tests.learning.marked_course import (
    FULL,
    answer_quiz,
    hand_in,
    make_editor,
    marked_release,
    open_quiz,
    reflection_of,
)
from tests.learning.small_course import release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]


def together(*deeds: Any) -> list[Any]:
    """Do different things at the same time; what each gave."""

    def one(deed: Any) -> Any:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(one, deed) for deed in deeds]]


@pytest.fixture
def release(db: None) -> Release:
    return marked_release(unit=False)


@pytest.fixture
def found(clinician: User, educator: User, release: Release) -> Piece:
    attempt = hand_in(clinician, release)
    make_editor(educator)
    made = piece(educator, f"a{reflection_of(attempt).pk}")
    assert made is not None
    return made


def mark_it(educator: User, found: Piece) -> Any:
    return give_mark(by=educator, piece=found, scores=FULL, comment="", seen=0, stamp=found.stamp)


def test_five_marks_at_once_are_one_mark(educator: User, found: Piece) -> None:
    outcomes = together(*[lambda: mark_it(educator, found)] * 5)
    assert sum(isinstance(one, Marked) for one in outcomes) == 1
    assert sum(isinstance(one, Overtaken) for one in outcomes) == 4
    assert Mark.objects.count() == 1


@pytest.mark.parametrize("turn", range(4))
def test_a_purge_and_a_mark_at_once_end_in_one_of_two_orders(educator: User, found: Piece, turn: int) -> None:
    def remove() -> bool:
        return purge(by=educator, piece=found, reason="a name", on=timezone.localdate())

    deeds = [remove, lambda: mark_it(educator, found)]
    outcomes = together(*(deeds if turn % 2 else reversed(deeds)))
    marked = next(one for one in outcomes if not isinstance(one, bool))
    assert True in outcomes
    assert "purged" in reflection_of(Attempt.objects.get()).response
    outbox.drain()
    attempt = Attempt.objects.get()
    if isinstance(marked, Marked):  # it was first: the mark stands and the attempt is graded
        assert (attempt.state, Grade.objects.get().score) == (Attempt.State.GRADED, 4)
    else:  # nobody marked a text that is gone: its writer can write it again
        assert marked == Overtaken("", removed=True)
        assert attempt.state == Attempt.State.WAITING
        assert not Mark.objects.exists()


@pytest.mark.parametrize("turn", range(4))
def test_grading_and_correcting_at_once_forget_no_attempt(clinician: User, release: Release, turn: int) -> None:
    attempt = open_quiz(clinician, release)
    answer_quiz(clinician, attempt, text=None)
    question, right = attempt.layout[0]["question"], attempt.answers.order_by("slot")[0].response
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    corrected = release_of(small_folder(("01-first.md", "Decide before you look.", "Decide first.")))
    made = Correction.objects.create(release=corrected, questions=[question], notice="It said.", at=timezone.now())

    def work_through() -> None:
        corrections.remark_batch(correction_id=made.pk, after=0)

    deeds = [work_through, lambda: grade_attempt(attempt_id=attempt.pk)]
    together(*(deeds if turn % 2 else reversed(deeds)))
    outbox.drain()
    assert right
    assert Grade.objects.filter(attempt=attempt, revision=1).count() == 1
    assert CorrectionNotice.objects.filter(person=clinician).count() == 1


def test_a_correction_worked_through_five_times_at_once_raises_once(clinician: User, release: Release) -> None:
    attempt = open_quiz(clinician, release)
    answer_quiz(clinician, attempt, text=None, wrong=2)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    assert not Grade.objects.get().passed
    made = correction_that_helps(attempt)
    together(*[lambda: corrections.remark_batch(correction_id=made.pk, after=0)] * 5)
    outbox.drain()
    assert list(Grade.objects.order_by("revision").values_list("revision", flat=True)) == [1, 2]
    assert Grade.objects.get(revision=2).passed
    assert Enrolment.objects.get().completed_at is not None


def correction_that_helps(attempt: Attempt) -> Correction:
    """A release whose key takes what was answered for right."""
    release = release_of(small_folder(("01-first.md", "Decide before you look.", "Decide first.")))
    answers = {attempt.layout[one.slot]["question"]: one.response for one in attempt.answers.all()}
    stored = release.marking_key
    for question, response in answers.items():
        entry = stored.key[question]
        if "choice" in response:
            entry["right"] = [response["choice"]]
        elif "choices" in response:
            entry["right"] = response["choices"]
        else:
            entry["ranges"] = [{"low": "-1000000", "high": "0", "right": True, "feedback": ""}]
    stored.save()
    return Correction.objects.create(release=release, questions=list(answers), notice="It said.", at=timezone.now())
