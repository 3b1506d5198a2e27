"""Beginning somebody's time in a practice, by whichever door they came."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.utils import timezone

from courses.operations import outbox
from courses.people.joining.models import Invitation, JoiningRequest
from courses.people.models import Membership, Practice, Team, User


def start_membership(
    *,
    person: User,
    practice: Practice,
    now: datetime,
    job_role: str = "",
    team: Team | None = None,
    is_manager: bool = False,
    needs_training: bool = True,
    by: User | None = None,
) -> tuple[Membership, bool]:
    """The person's open membership and whether it is new. Inside the caller's transaction.

    A new one settles what was still open: their request to join, and other invitations to addresses they have proved.
    Somebody who belongs already stays as they are.
    """
    membership, created = Membership.objects.get_or_create(
        user=person,
        practice=practice,
        ended=None,
        defaults={
            "started": timezone.localdate(now, timezone=practice.zone),
            "job_role": job_role,
            "team": team,
            "is_manager": is_manager,
            "needs_training": needs_training,
        },
    )
    if created:
        outbox.emit("membership.started", key=membership.pk, ids={"membership_id": membership.pk})
        _settle(person, practice, now, by)
    return membership, created


def _settle(person: User, practice: Practice, now: datetime, by: User | None) -> None:
    JoiningRequest.objects.filter(practice=practice, person=person, accepted=None).update(
        accepted=True, decided_at=now, by=by
    )
    proved = EmailAddress.objects.filter(user=person, verified=True).values("email")
    Invitation.objects.filter(practice=practice, email__in=proved, accepted_at=None, cancelled_at=None).update(
        accepted_at=now, accepted_by=person
    )
