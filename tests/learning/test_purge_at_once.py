"""A text is removed while its writer saves the same words elsewhere: none of it stays. Real threads, both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from courses.authoring.models import Release
from courses.learning import services
from courses.learning.marking import purge
from courses.learning.marking_queries import piece
from courses.learning.models import Answer, Attempt, ExerciseAnswer
from courses.people.models import User
from tests.learning.marked_course import (
    NAMES_A_PATIENT,
    QUIZ_TEXT,
    hand_in,
    make_editor,
    marked_release,
    reflection_of,
    write_in_unit,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]
LONG_ENOUGH = 1.0  # seconds in which a removal that waits for nobody is long done


@pytest.fixture
def release(db: None) -> Release:
    return marked_release()


@pytest.fixture
def handed_in(clinician: User, educator: User, release: Release) -> Attempt:
    make_editor(educator)
    return hand_in(clinician, release, text=NAMES_A_PATIENT)


def opened(clinician: User, release: Release, handed_in: Attempt) -> tuple[Attempt, int]:
    """Another attempt under way, with the slot of its reflection."""
    Attempt.objects.filter(pk=handed_in.pk).update(state=Attempt.State.GRADED)
    attempt = services.open_attempt(person=clinician, release=release, quiz_id="final")
    assert isinstance(attempt, Attempt)
    return attempt, next(n for n, place in enumerate(attempt.layout) if place["question"] == "story")


def save(person: User, attempt: Attempt, slot: int, text: str, *, version: int = 0) -> Any:
    return services.save_answer(
        person=person, attempt_id=attempt.pk, slot=slot, response={"text": text}, sure="", version=version
    )


def remove_while(saving: Callable[[], Any], educator: User, work: str) -> None:
    """Remove a text in the moment in which a save is written and not yet committed."""
    found = piece(educator, work)
    assert found is not None
    written, removed = Event(), Event()

    def writer() -> None:
        try:
            with transaction.atomic():
                saving()
                written.set()
                removed.wait(LONG_ENOUGH)
        finally:
            connection.close()

    def remover() -> None:
        try:
            assert written.wait(20)
            assert purge(by=educator, piece=found, reason="a name", on=timezone.localdate())
            removed.set()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(writer), pool.submit(remover)]:
            future.result()


def test_words_that_are_being_autosaved_in_an_open_attempt_are_removed_too(clinician, educator, release, handed_in):
    attempt, slot = opened(clinician, release, handed_in)
    remove_while(lambda: save(clinician, attempt, slot, NAMES_A_PATIENT), educator, f"a{reflection_of(handed_in).pk}")
    assert Answer.objects.get(attempt=attempt, slot=slot).response is None


def test_an_answer_that_is_being_changed_to_them_is_emptied_and_a_late_save_is_asked_about(
    clinician, educator, release, handed_in
):
    attempt, slot = opened(clinician, release, handed_in)
    save(clinician, attempt, slot, QUIZ_TEXT)
    remove_while(
        lambda: save(clinician, attempt, slot, NAMES_A_PATIENT, version=1),
        educator,
        f"a{reflection_of(handed_in).pk}",
    )
    stored = Answer.objects.get(attempt=attempt, slot=slot)
    assert stored.response is None
    assert isinstance(save(clinician, attempt, slot, NAMES_A_PATIENT, version=2), services.Clash)


def test_an_answer_in_a_unit_that_is_being_written_again_with_them_is_removed_too(
    clinician, educator, release, handed_in
):
    first = write_in_unit(clinician, release, NAMES_A_PATIENT)
    remove_while(
        lambda: [write_in_unit(clinician, release, text) for text in (QUIZ_TEXT, NAMES_A_PATIENT)],
        educator,
        f"e{first.pk}",
    )
    kept = ExerciseAnswer.objects.filter(question_id="what-next", person=clinician)
    assert kept.count() >= 3
    assert all("text" not in row.response for row in kept)
