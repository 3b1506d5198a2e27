"""Rules that bind people who come later."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from courses.people.models import Membership
from courses.training import plan
from courses.training.assigning.dates import due_for
from courses.training.models import Assignment, Duty


@transaction.atomic
def apply_rules(*, membership_id: int) -> None:
    """Give a member the duties of every open rule that includes future joiners and fits them. Again does nothing.

    A member who has changed role or team gets those of the new one; what was asked before stays until it is ended.
    """
    member = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("practice")
        .filter(pk=membership_id, ended=None, needs_training=True)
        .first()
    )
    if member is None:
        return
    today = timezone.localdate(timezone=member.practice.zone)
    fits = Q(whom=Assignment.Whom.EVERYBODY)
    fits |= Q(whom=Assignment.Whom.ROLE, role=member.job_role) if member.job_role else Q(pk__in=())
    fits |= Q(whom=Assignment.Whom.TEAM, team=member.team_id) if member.team_id else Q(pk__in=())
    rules = Assignment.objects.filter(fits, practice=member.practice_id, future=True, ended=None, undone_at=None)
    now = timezone.now()
    had = set(Duty.objects.filter(membership=member).values_list("assignment_id", "course_id"))
    made = [
        Duty(
            membership=member, course=course, assignment=rule, began=today, due=due_for(rule, member, today),
            created_at=now,
        )
        for rule in rules.prefetch_related("courses")
        for course in rule.courses.all()
        if (rule.pk, course.pk) not in had
    ]  # fmt: skip
    if made:
        Duty.objects.bulk_create(made, ignore_conflicts=True)
        plan.changed(
            practice_id=member.practice_id,
            membership_ids=[member.pk],
            course_ids=sorted({duty.course_id for duty in made}),
        )
