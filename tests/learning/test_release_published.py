"""What a new release does to those who are under way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.learning.models import Attempt, Enrolment, Grade
from courses.operations import outbox
from tests.actors import do_unit
from tests.learning.small_course import release_of, small_folder

pytestmark = pytest.mark.django_db
FOR_NURSES = ("02-second.md", "objectives: [o1]", "objectives: [o1]\naudience: [practice-nurse]")


@pytest.fixture
def nearly(clinician, db):
    """The quiz is passed, one required unit is not done."""
    release = release_of(small_folder(slug="nearly"))
    do_unit(clinician, release, "first")
    enrolment = Enrolment.objects.get()
    attempt = Attempt.objects.create(
        enrolment=enrolment, release=release, item_id="final", number=1, layout=[], state="graded", receipt="TEST-0001",
        opened_at=timezone.now(), submitted_at=timezone.now(),
    )  # fmt: skip
    Grade.objects.create(
        attempt=attempt, revision=1, score=2, out_of=2, passed=True, key_release=release, at=timezone.now()
    )
    return enrolment


def test_who_lacks_nothing_under_the_new_rules_is_complete(nearly):
    Enrolment.objects.update(rules_until=timezone.now() - timedelta(days=1))
    release_of(small_folder(FOR_NURSES, slug="nearly"))
    outbox.drain()
    nearly.refresh_from_db()
    assert nearly.completed_at is not None


def test_who_is_still_under_the_old_rules_is_not(nearly):
    release_of(small_folder(FOR_NURSES, slug="nearly"))
    outbox.drain()
    nearly.refresh_from_db()
    assert nearly.completed_at is None


def test_a_quiz_without_a_question_for_the_reader_is_not_begun(as_user, clinician, db):
    narrowed = [
        ("pools/final.md", f"`{name}`\n", f"`{name}`\naudience: practice-nurse\n")
        for name in ("when-to-look", "whom-to-ask", "what-helps", "how-often")
    ]
    nothing = ("04-final.md", "draw: 2", "draw: 2\ndraw-for: gp 0, reception 0")
    release = release_of(small_folder(*narrowed, nothing, slug="narrow"))
    for unit in release.structure["units"]:
        do_unit(clinician, release, unit["id"])
    reply = as_user(clinician).post("/courses/narrow/quizzes/final/", follow=True)
    assert not Attempt.objects.exists()
    assert "No question of this quiz is for your role." in reply.content.decode()
