"""How long a practice keeps the records of somebody who has left, and their removal afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from courses.operations import audit
from courses.people.joining.models import Invitation, JoiningRequest
from courses.people.models import Membership, Practice

BATCH: Final = 200


def years_after(day: date, years: int) -> date:
    """The same day so many years later (earlier, if negative); 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def kept_until(practice: Practice, ended: date) -> date:
    """The last day on which the records of somebody who left on `ended` are kept."""
    return years_after(ended, practice.retention_years)


def remove_expired(now: datetime) -> int:
    """Delete what every practice has kept for long enough; how many times in a practice were removed. For the night.

    With a membership goes all that hangs on it in that practice: what was asked, exemptions, leave, other evidence,
    confirmations; and how they came in, unless they came again. Accounts, certificates and what people learnt
    themselves are theirs and stay.
    """
    removed = 0
    for practice in Practice.objects.filter(memberships__ended__isnull=False).distinct().order_by("pk"):
        while count := _remove_batch(practice, now):
            removed += count
    return removed


@transaction.atomic
def _remove_batch(practice: Practice, now: datetime) -> int:
    today = timezone.localdate(now, timezone=practice.zone)
    old = Membership.objects.filter(practice=practice, ended__lt=years_after(today, -practice.retention_years))
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if ids:
        people = set(Membership.objects.filter(pk__in=ids).values_list("user", flat=True))
        Membership.objects.filter(pk__in=ids).delete()
        people -= set(Membership.objects.filter(practice=practice, user__in=people).values_list("user", flat=True))
        Invitation.objects.filter(practice=practice, accepted_by__in=people).delete()
        JoiningRequest.objects.filter(practice=practice, person__in=people, accepted__isnull=False).delete()
        audit.note(actor=None, action="records.removed", practice_id=practice.pk, people=len(ids))
    return len(ids)
