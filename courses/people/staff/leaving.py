"""Somebody leaves a practice: access ends at once, the record stays for as long as the practice keeps records."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.operations import audit, mail, outbox
from courses.operations.models import AuditEntry
from courses.people.joining.models import Invitation, PrintedCode
from courses.people.models import Membership, Practice, User
from courses.people.staff.services import Outcome, close_doors, emit_changed, is_last_manager, lock

UNDO: Final = timedelta(minutes=10)
LEFT: Final = "person.left"


@transaction.atomic
def end_membership(*, practice: Practice, member_id: int, by: User) -> Outcome:
    """End somebody's time in the practice, today where the practice is. A second call changes nothing.

    What could still let them in again (a printed code, an invitation to their address, one of theirs that makes a
    manager) is cancelled too, and so is mail of the practice that waits for its hour.
    """
    lock(practice)
    member = (
        Membership.objects.select_related("user").filter(practice=practice, pk=member_id, ended__isnull=True).first()
    )
    if member is None:
        return Outcome.GONE
    if is_last_manager(member):
        return Outcome.LAST_MANAGER
    now = timezone.now()
    day = max(timezone.localdate(now, timezone=practice.zone), member.started)
    Membership.objects.filter(pk=member.pk).update(ended=day)
    PrintedCode.objects.filter(membership=member, used_at=None, cancelled_at=None).update(cancelled_at=now)
    if member.user.email:
        Invitation.objects.filter(
            practice=practice, email=member.user.email, accepted_at=None, cancelled_at=None
        ).update(cancelled_at=now)
    close_doors(practice, member.user)
    here_too = Membership.objects.filter(user=member.user_id, ended=None, practice__name=practice.name)
    if not here_too.exists():  # the ledger of mail knows a practice by its name: another one may be called the same
        mail.take_back(person_id=member.user_id, practice=practice.name)
    # Not the bare id: who left, was taken back and leaves again must be told of twice.
    outbox.emit("membership.ended", key=f"{member.pk}:{uuid.uuid4().hex}", ids={"membership_id": member.pk})
    audit.note(
        actor=by,
        action=LEFT,
        subject=member.user.display_name,
        practice_id=practice.pk,
        member=member.pk,
        last_day=day.isoformat(),
    )
    return Outcome.DONE


def left_just_now(practice: Practice, member_ids: list[int]) -> set[int]:
    """Those of these members whose leaving can still be undone. 1 query."""
    entries = AuditEntry.objects.filter(practice_id=practice.pk, action=LEFT, at__gt=timezone.now() - UNDO)
    return {entry.detail.get("member") for entry in entries} & set(member_ids)


def undo_leaving(*, practice: Practice, member_id: int, by: User) -> bool:
    """Open the same membership again, as if nothing had been. False when ten minutes are over, or they came back."""
    try:
        with transaction.atomic():
            return _undo(practice, member_id, by)
    except IntegrityError:  # they joined again in the same moment
        return False


def _undo(practice: Practice, member_id: int, by: User) -> bool:
    lock(practice)
    member = (
        Membership.objects.select_related("user").filter(practice=practice, pk=member_id, ended__isnull=False).first()
    )
    if member is None or not left_just_now(practice, [member.pk]):
        return False
    if Membership.objects.filter(practice=practice, user=member.user_id, ended__isnull=True).exists():
        return False
    Membership.objects.filter(pk=member.pk).update(ended=None)
    emit_changed([member.pk])
    audit.note(
        actor=by,
        action="person.restored",
        subject=member.user.display_name,
        practice_id=practice.pk,
        member=member.pk,
    )
    return True
