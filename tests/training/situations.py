"""Brings a person into each of the seven states of a course, by the services that a click would use."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from courses.authoring.models import Release
from courses.certificates.services import issue_certificate
from courses.learning import services
from courses.learning.completion import complete_enrolment
from courses.learning.grading import grade_attempt
from courses.learning.models import Attempt, Enrolment
from courses.management.commands.demo import do_unit
from courses.people.models import Membership, User
from courses.training.models import Duty
from courses.training.services import assign_course
from courses.training.state import Word
from tests.actors import answer_all, begin_quiz

DUE = {Word.NOT_STARTED: 60, Word.DUE_SOON: 5, Word.OVERDUE: -3}


def today_of(person: User) -> date:
    return timezone.localdate(timezone=person.zone)


def ask(person: User, release: Release, *, days: int, membership: Membership | None = None) -> Duty:
    """The person's practice (their only one, or that of the membership) asks for the course, due in so many days."""
    membership = membership or Membership.objects.get(user=person, ended=None)
    rule = assign_course(
        practice=membership.practice,
        course=release.course,
        due=today_of(person) + timedelta(days=days),
        memberships=[membership],
        by=None,
    )
    return rule.duties.get()


def take_quiz(person: User, release: Release, *, wrong: int = 0) -> Attempt:
    """Units and quiz, handed in and graded, without what follows."""
    attempt = begin_quiz(person, release)
    answer_all(person, attempt, wrong=wrong)
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    grade_attempt(attempt_id=attempt.pk)
    return attempt


def complete(person: User, release: Release, *, days_ago: int = 0, certificate: bool = True) -> Enrolment:
    """The whole course, finished so many days ago."""
    enrolment = take_quiz(person, release).enrolment
    complete_enrolment(enrolment_id=enrolment.pk)
    then = timezone.now() - timedelta(days=days_ago)
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=then, started_at=then)
    if certificate:
        issue_certificate(enrolment_id=enrolment.pk)
    enrolment.refresh_from_db()
    return enrolment


def bring(person: User, release: Release, word: Word) -> None:
    """Put a person who has done nothing yet into a state."""
    if word in DUE:
        ask(person, release, days=DUE[word])
    elif word is Word.IN_PROGRESS:
        do_unit(person, release, "first")
    elif word is Word.COMPLETE:
        complete(person, release)
    elif word is Word.EXPIRED:
        complete(person, release, days_ago=400)
