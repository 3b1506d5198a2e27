"""Whom a rule binds: those who are there, and those who come later."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from courses.authoring.models import Course
from courses.people.models import Membership, Practice
from courses.training import plan
from courses.training.assigning.dates import due_for
from courses.training.models import Assignment, Duty


def locked(practice_id: int) -> Practice:
    """The practice, held until the transaction ends: one change of its rules, or of whom they bind, at a time.

    So somebody who joins while a rule is made is bound by it once, and nobody by a rule that is being ended.
    """
    return Practice.objects.select_for_update(no_key=True).get(pk=practice_id)


def open_rules(practice_id: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(practice=practice_id, ended=None, undone_at=None)


def learners(practice: Practice) -> QuerySet[Membership]:
    """Members today who need training: the only ones who are ever asked."""
    return Membership.objects.filter(practice=practice, ended=None, needs_training=True)


def duty_for(rule: Assignment, course: Course, member: Membership, *, today: date, now: datetime) -> Duty:
    return Duty(
        membership=member,
        course=course,
        assignment=rule,
        began=today,
        due=due_for(rule, member, today),
        created_at=now,
    )


@transaction.atomic
def apply_rules(*, membership_id: int) -> None:
    """Give a member the duties of every open rule that includes future joiners and fits them. Again does nothing.

    A member who has changed role or team gets those of the new one; what was asked before stays until it is ended.
    """
    practice_id = Membership.objects.filter(pk=membership_id).values_list("practice", flat=True).first()
    if practice_id is None:
        return
    practice = locked(practice_id)
    member = learners(practice).select_related("practice", "user").filter(pk=membership_id).first()
    if member is None:
        return
    today, now = timezone.localdate(timezone=practice.zone), timezone.now()
    had = set(Duty.objects.filter(membership=member).values_list("assignment_id", "course_id"))
    made = [
        duty_for(rule, course, member, today=today, now=now)
        for rule in open_rules(practice_id).filter(_fits(member), future=True).prefetch_related("courses")
        for course in rule.courses.all()
        if (rule.pk, course.pk) not in had
    ]
    if made:
        Duty.objects.bulk_create(made, ignore_conflicts=True)
        plan.changed(
            practice_id=practice_id,
            membership_ids=[member.pk],
            course_ids=sorted({duty.course_id for duty in made}),
        )


def apply_rules_to(*, person_id: int) -> None:
    """The same wherever a person works: where a practice says no role, their own counts. Again does nothing."""
    for membership_id in Membership.objects.filter(user=person_id, ended=None).values_list("pk", flat=True):
        apply_rules(membership_id=membership_id)


def in_role(role: str) -> Q:
    """Members of a role: the one the practice gave them, else their own."""
    return Q(job_role=role) | Q(job_role="", user__job_role=role)


def role_of(member: Membership) -> str:
    return member.job_role or member.user.job_role


def _fits(member: Membership) -> Q:
    """Rules that mean this member; named people are nobody who comes later."""
    fits = Q(whom=Assignment.Whom.EVERYBODY)
    if role := role_of(member):
        fits |= Q(whom=Assignment.Whom.ROLE, role=role)
    if member.team_id:
        fits |= Q(whom=Assignment.Whom.TEAM, team=member.team_id)
    return fits
