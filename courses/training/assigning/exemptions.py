"""Excusing a member from a course, for a while or for good. Ended, never edited."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from courses.authoring.models import Course
from courses.operations import audit
from courses.people.models import Membership, User
from courses.training import plan
from courses.training.assigning.queries import exemptions_on, title_of
from courses.training.models import Exemption


def open_exemption(member: Membership, course: Course) -> Exemption | None:
    """The one that holds today, if any."""
    today = timezone.localdate(timezone=member.practice.zone)
    return exemptions_on(today).filter(membership=member, course=course).select_related("by").first()


def past_exemptions(member: Membership, course: Course) -> list[Exemption]:
    """Those that held before and no longer do, newest first."""
    today = timezone.localdate(timezone=member.practice.zone)
    rows = Exemption.objects.filter(membership=member, course=course).exclude(pk__in=exemptions_on(today).values("pk"))
    return list(rows.select_related("by").order_by("-began", "-pk"))


@transaction.atomic
def exempt(*, member: Membership, course: Course, reason: str, until: date | None, by: User) -> Exemption | None:
    """From today. None when the member is exempt already: that exemption is to be ended first."""
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)  # one at a time: two tabs make one exemption
    today = timezone.localdate(timezone=member.practice.zone)
    if open_exemption(member, course) is not None:
        return None
    for past in Exemption.objects.filter(membership=member, course=course, ended=None, until__lt=today):
        Exemption.objects.filter(pk=past.pk).update(ended=past.until + timedelta(days=1))  # it ran out: said so now
    made = Exemption.objects.create(membership=member, course=course, reason=reason, began=today, until=until, by=by)
    _tell(made, member, course, by, "exemption.made")
    return made


@transaction.atomic
def end_exemption(*, exemption: Exemption, member: Membership, course: Course, by: User) -> bool:
    """From today the member is asked again. False when it had ended."""
    today = timezone.localdate(timezone=member.practice.zone)
    if not Exemption.objects.filter(pk=exemption.pk, membership=member, ended=None).update(ended=today):
        return False
    _tell(exemption, member, course, by, "exemption.ended")
    return True


def _tell(exemption: Exemption, member: Membership, course: Course, by: User, action: str) -> None:
    plan.changed(practice_id=member.practice_id, membership_ids=[member.pk], course_ids=[course.pk])
    audit.note(
        actor=by,
        action=action,
        subject=member.user.display_name,
        practice_id=member.practice_id,
        course=title_of(course),
        until=exemption.until.isoformat() if exemption.until else "",
    )
