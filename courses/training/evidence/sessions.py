"""Group sessions: a course gone through together on a day, without a test. No certificate is issued or changed.

Each who took part gets a credit that counts at once, as long as the course's own certificate would.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from courses.authoring.models import Release
from courses.learning.rules import valid_until
from courses.operations import audit
from courses.people.models import Practice, User
from courses.training import plan
from courses.training.evidence.queries import there_on
from courses.training.models import Credit, GroupSession


@dataclass(frozen=True, slots=True)
class Held:
    """What is recorded of a session. `sheet`: the name of a kept private file, or ""."""

    held_on: date
    led_by: str
    note: str
    sheet: str


class NotThere(Exception):
    """Somebody named did not work there on that day."""


@transaction.atomic
def record(*, by: User, practice: Practice, release: Release, held: Held, member_ids: Collection[int]) -> GroupSession:
    """Record a session and those who took part. Recorded twice (same course, day and leader) it is one session, to
    which the names are added. Raises NotThere.
    """
    Practice.objects.select_for_update().get(pk=practice.pk)  # one recorder at a time
    same = GroupSession.objects.filter(
        practice=practice, course=release.course_id, held_on=held.held_on, led_by=held.led_by, withdrawn_at=None
    ).first()
    session = same or GroupSession.objects.create(
        practice=practice,
        course_id=release.course_id,
        held_on=held.held_on,
        led_by=held.led_by,
        note=held.note,
        sheet=held.sheet,
        by=by,
    )
    if same is not None and held.sheet and not same.sheet:
        GroupSession.objects.filter(pk=same.pk).update(sheet=held.sheet)
    added = _join(by, session, release, member_ids)
    if same is None:
        _note(by, "session.recorded", session, release, people=len(added))
    _changed(session, added)
    return session


@transaction.atomic
def add(*, by: User, session: GroupSession, release: Release, member_id: int) -> bool:
    """Somebody who was there and was left out. False: they are in it already, or it is withdrawn. Raises NotThere."""
    locked = GroupSession.objects.select_for_update().get(pk=session.pk)
    if locked.withdrawn_at is not None:
        return False
    added = _join(by, locked, release, [member_id])
    if added:
        name = Credit.objects.values_list("membership__user__display_name", flat=True).get(
            session=session, membership=member_id
        )
        _note(by, "attendance.added", session, release, person=name)
        _changed(session, added)
    return bool(added)


@transaction.atomic
def remove(*, by: User, session: GroupSession, release: Release, member_id: int) -> bool:
    """Somebody who was not there after all. False: they are not in it."""
    rows = Credit.objects.filter(session=session, membership=member_id, withdrawn_at=None)
    name = rows.values_list("membership__user__display_name", flat=True).first()
    if not rows.update(withdrawn_at=timezone.now()):
        return False
    _note(by, "attendance.removed", session, release, person=name)
    _changed(session, [member_id])
    return True


@transaction.atomic
def withdraw(*, by: User, session: GroupSession, release: Release) -> bool:
    """The whole session was a mistake: it counts for nobody any more; the rows stay. False: it was withdrawn before."""
    now = timezone.now()
    if not GroupSession.objects.filter(pk=session.pk, withdrawn_at=None).update(withdrawn_at=now):
        return False
    rows = Credit.objects.filter(session=session, withdrawn_at=None)
    members = list(rows.values_list("membership_id", flat=True))
    rows.update(withdrawn_at=now)
    _note(by, "session.withdrawn", session, release, people=len(members))
    _changed(session, members)
    return True


@transaction.atomic
def keep_sheet(*, by: User, session: GroupSession, release: Release, name: str) -> None:
    """Attach the signed sheet, or a better copy of it."""
    GroupSession.objects.filter(pk=session.pk).update(sheet=name)
    _note(by, "sheet.added", session, release)


def _join(by: User, session: GroupSession, release: Release, member_ids: Collection[int]) -> list[int]:
    """Give these members their credit; returns those who did not have one. Raises NotThere."""
    wanted = set(member_ids)
    if not wanted <= {pk for pk, _name in there_on(session.practice, session.held_on)}:
        raise NotThere
    now = timezone.now()
    rows = Credit.objects.filter(session=session, membership__in=wanted)
    gone = list(rows.filter(withdrawn_at__isnull=False).values_list("membership_id", flat=True))
    known = set(rows.values_list("membership_id", flat=True))
    rows.filter(membership__in=gone).update(withdrawn_at=None, decided_by=by, decided_at=now)
    new = sorted(wanted - known)
    months = release.structure["valid_for_months"]
    Credit.objects.bulk_create(
        [
            Credit(
                membership_id=pk,
                course_id=session.course_id,
                kind=Credit.Kind.SESSION,
                completed_on=session.held_on,
                valid_until=valid_until(session.held_on, months),
                session=session,
                by=by,
                accepted=True,
                decided_at=now,
                decided_by=by,
            )
            for pk in new
        ]
    )
    return [*gone, *new]


def _changed(session: GroupSession, member_ids: Collection[int]) -> None:
    if member_ids:
        plan.changed(practice_id=session.practice_id, membership_ids=list(member_ids), course_ids=[session.course_id])


def _note(by: User, action: str, session: GroupSession, release: Release, **detail: object) -> None:
    audit.note(
        actor=by,
        action=action,
        subject=release.structure["title"],
        practice_id=session.practice_id,
        held_on=session.held_on.isoformat(),
        **detail,
    )
