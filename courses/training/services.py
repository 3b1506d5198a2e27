"""Asking people to take a course. One transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from courses.authoring.models import Course
from courses.people.models import Membership, Practice, User
from courses.training.models import Assignment, Duty


@transaction.atomic
def assign_course(
    *, practice: Practice, course: Course, due: date, memberships: Sequence[Membership], by: User | None
) -> Assignment:
    """Ask these members of the practice to complete the course by the end of `due`. Nobody is asked twice."""
    assignment = Assignment.objects.create(practice=practice, course=course, due=due, by=by, created_at=timezone.now())
    Duty.objects.bulk_create(
        [
            Duty(membership=membership, course=course, assignment=assignment, due=due)
            for membership in memberships
            if membership.practice_id == practice.pk
        ]
    )
    return assignment
