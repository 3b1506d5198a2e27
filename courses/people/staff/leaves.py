"""Leave of absence: days on which a practice asks nothing of somebody. Due dates move by them."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from courses.operations import audit
from courses.people.models import Leave, Membership, Practice, User
from courses.people.staff.services import emit_changed


class LeaveOutcome(Enum):
    """What became of a leave."""

    DONE = auto()
    GONE = auto()  # the person has left, or the leave was withdrawn meanwhile
    OVERLAPS = auto()  # with another leave of theirs
    BEFORE_START = auto()  # its last day would lie before its first


@transaction.atomic
def add_leave(*, practice: Practice, member_id: int, by: User, started: date, until: date | None) -> LeaveOutcome:
    """Note that a member is away from `started` to `until`, both included; None: nobody knows yet how long."""
    member = _lock(practice, member_id)
    if member is None:
        return LeaveOutcome.GONE
    if until is not None and until < started:
        return LeaveOutcome.BEFORE_START
    if _overlapping(member, started, until).exists():
        return LeaveOutcome.OVERLAPS
    leave = Leave.objects.create(membership=member, started=started, until=until, by=by)
    _note(practice, by, "leave.noted", member, leave)
    return LeaveOutcome.DONE


@transaction.atomic
def end_leave(*, practice: Practice, member_id: int, leave_id: int, by: User, until: date) -> LeaveOutcome:
    """Set the last day of a leave: back early, or away for longer."""
    member = _lock(practice, member_id)
    leave = _own(member, leave_id)
    if member is None or leave is None:
        return LeaveOutcome.GONE
    if until < leave.started:
        return LeaveOutcome.BEFORE_START
    if _overlapping(member, leave.started, until).exclude(pk=leave.pk).exists():
        return LeaveOutcome.OVERLAPS
    if leave.until != until:
        leave.until = until
        leave.save(update_fields=["until"])
        _note(practice, by, "leave.changed", member, leave)
    return LeaveOutcome.DONE


@transaction.atomic
def withdraw_leave(*, practice: Practice, member_id: int, leave_id: int, by: User) -> LeaveOutcome:
    """Take a leave back as if it had never been noted. A second call changes nothing."""
    member = _lock(practice, member_id)
    leave = _own(member, leave_id)
    if member is None or leave is None:
        return LeaveOutcome.GONE
    Leave.objects.filter(pk=leave.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    _note(practice, by, "leave.withdrawn", member, leave)
    return LeaveOutcome.DONE


def _lock(practice: Practice, member_id: int) -> Membership | None:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user")
    return rows.filter(practice=practice, pk=member_id, ended__isnull=True).first()


def _own(member: Membership | None, leave_id: int) -> Leave | None:
    return Leave.objects.filter(membership=member, pk=leave_id, withdrawn_at=None).first() if member else None


def _overlapping(member: Membership, started: date, until: date | None) -> Any:
    rows = Leave.objects.filter(Q(until__isnull=True) | Q(until__gte=started), membership=member, withdrawn_at=None)
    return rows if until is None else rows.filter(started__lte=until)


def _note(practice: Practice, by: User, action: str, member: Membership, leave: Leave) -> None:
    emit_changed([member.pk])
    audit.note(
        actor=by,
        action=action,
        subject=member.user.display_name,
        practice_id=practice.pk,
        member=member.pk,
        started=leave.started.isoformat(),
        until=leave.until.isoformat() if leave.until else None,
    )
