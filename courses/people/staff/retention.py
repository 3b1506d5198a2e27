"""How long a practice keeps the records of somebody who has left, and their removal afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from courses.operations import audit
from courses.operations.models import AuditEntry
from courses.people.joining.models import Invitation, JoiningRequest
from courses.people.joining.retention import forget_mails
from courses.people.models import Membership, Practice, User

BATCH: Final = 200
# Actions whose subject is a person or their address. A team or a tool may happen to be called like somebody.
ABOUT_PEOPLE: Final = r"^(person|invitation|joining|code|leave|exemption|access|attempt|credit|reminder)\."


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
    confirmations; and how they came in, unless they came again. The practice's log keeps what was done, when and by
    whom, but not to whom. Accounts, certificates and what people learnt themselves are theirs and stay.
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
        others = Membership.objects.filter(practice=practice).exclude(pk__in=ids)
        people -= set(others.filter(user__in=people).values_list("user", flat=True))
        invitations = Invitation.objects.filter(practice=practice, accepted_by__in=people)
        _forget_in_log(practice, ids, people, invitations)
        forget_mails(invitations.values_list("pk", "times_sent"))
        Membership.objects.filter(pk__in=ids).delete()
        invitations.delete()
        JoiningRequest.objects.filter(practice=practice, person__in=people, accepted__isnull=False).delete()
        audit.note(actor=None, action="records.removed", practice_id=practice.pk, people=len(ids))
    return len(ids)


def _forget_in_log(
    practice: Practice, members: Sequence[int], people: Collection[int], invitations: QuerySet[Invitation]
) -> None:
    """Take the people out of what the log says was done to them; what they did themselves keeps its actor.

    Found by the number of their time here, and by what they were called when that was not noted: every name that the
    log knows them by, unless somebody else here has it too. What somebody did to who works here again stays.
    """
    log = AuditEntry.objects.filter(practice_id=practice.pk)
    users = User.objects.filter(pk__in=people)
    numbered = log.filter(detail__member__in=members).values_list("subject", flat=True)
    names = {*numbered.distinct(), *invitations.values_list("email", flat=True)}
    names |= {*users.values_list("display_name", flat=True), *users.exclude(email=None).values_list("email", flat=True)}
    stay = Membership.objects.filter(practice=practice).exclude(pk__in=members)
    names -= {*stay.values_list("user__display_name", flat=True), *stay.values_list("user__email", flat=True)}
    here = Q(practice_id=practice.pk)
    named = Q(subject__in=[name[:120] for name in names if name], action__regex=ABOUT_PEOPLE)
    named &= Q(detail__member__isnull=True)  # a number is somebody else's, who may have been called the same then
    audit.forget(here, Q(detail__member__in=members) | named)
    audit.forget_detail(here, Q(action__startswith="attendance.", detail__person__in=list(names)))
