"""Asking people to take courses. One transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from courses.authoring.models import Course
from courses.people.models import Membership, Practice, User
from courses.training import plan
from courses.training.models import Assignment, Duty


@transaction.atomic
def assign_course(
    *,
    practice: Practice,
    course: Course,
    due: date,
    memberships: Sequence[Membership],
    by: User | None,
    renewal: str = Assignment.Renewal.ROLLING,
) -> Assignment:
    """Ask these members of the practice to complete the course by the end of `due`. Nobody is asked twice."""
    now = timezone.now()
    assignment = Assignment.objects.create(practice=practice, due=due, renewal=renewal, by=by, created_at=now)
    assignment.courses.add(course)
    own = [membership for membership in memberships if membership.practice_id == practice.pk]
    began = timezone.localdate(timezone=practice.zone)
    Duty.objects.bulk_create(
        [
            Duty(membership=one, course=course, assignment=assignment, began=began, due=due, created_at=now)
            for one in own
        ]
    )
    plan.changed(practice_id=practice.pk, membership_ids=[one.pk for one in own], course_ids=[course.pk])
    return assignment
