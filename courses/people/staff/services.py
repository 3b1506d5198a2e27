"""Writes about a practice and who works in it. Each is one transaction, noted for the managers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from enum import Enum, auto

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.operations import audit, outbox
from courses.people.joining.models import Invitation
from courses.people.models import Membership, Practice, Team, User


class Outcome(Enum):
    """What became of a change to somebody's place in a practice."""

    DONE = auto()
    GONE = auto()  # the person has left, perhaps in another tab
    LAST_MANAGER = auto()  # refused: nobody would be left to manage the practice
    NO_TEAM = auto()  # the team has been deleted meanwhile


def emit_changed(membership_ids: Iterable[int]) -> None:
    """Tell the rest of the site that what a practice asks of these people may differ now. Inside the transaction."""
    for pk in membership_ids:
        outbox.emit("membership.changed", key=uuid.uuid4().hex, ids={"membership_id": pk})


def lock(practice: Practice) -> None:
    """Let writes that could take away the last manager come one after the other."""
    Practice.objects.select_for_update().get(pk=practice.pk)


def is_last_manager(member: Membership) -> bool:
    """Whether nobody else, who can still sign in, manages the practice. Sure only while the practice is locked."""
    others = Membership.objects.filter(
        practice=member.practice_id, is_manager=True, ended__isnull=True, user__is_active=True
    )
    return member.is_manager and not others.exclude(pk=member.pk).exists()


def close_doors(practice: Practice, person: User) -> None:
    """Cancel what somebody who manages no more could come back by: invitations of theirs that make a manager."""
    doors = Invitation.objects.filter(
        practice=practice, by=person, is_manager=True, accepted_at=None, cancelled_at=None
    )
    for invitation in doors.select_for_update(of=("self",)):
        Invitation.objects.filter(pk=invitation.pk).update(cancelled_at=timezone.now())
        audit.note(actor=None, action="invitation.cancelled", subject=invitation.email, practice_id=practice.pk)


@transaction.atomic
def save_member(
    *,
    practice: Practice,
    member_id: int,
    by: User,
    job_role: str,
    team_id: int | None,
    needs_training: bool,
    is_manager: bool,
) -> Outcome:
    """Store a member's role, team and the two flags. The last manager stays one."""
    lock(practice)
    member = (
        Membership.objects.select_related("user").filter(practice=practice, pk=member_id, ended__isnull=True).first()
    )
    if member is None:
        return Outcome.GONE
    if team_id is not None and not Team.objects.filter(practice=practice, pk=team_id).exists():
        return Outcome.NO_TEAM
    if not is_manager and is_last_manager(member):
        return Outcome.LAST_MANAGER
    wanted = {"job_role": job_role, "team_id": team_id, "needs_training": needs_training, "is_manager": is_manager}
    changed = {name: value for name, value in wanted.items() if getattr(member, name) != value}
    if changed:
        Membership.objects.filter(pk=member.pk).update(**changed)
        emit_changed([member.pk])
        if not changed.get("is_manager", True):
            close_doors(practice, member.user)
        audit.note(
            actor=by,
            action="person.changed",
            subject=member.user.display_name,
            practice_id=practice.pk,
            member=member.pk,
            **changed,
        )
    return Outcome.DONE


@transaction.atomic
def save_practice(*, practice: Practice, by: User, **values: object) -> bool:
    """Store name, country, time zone and retention. False when nothing differs. The address stays.

    In another time zone it may be another day, on which other things are late.
    """
    before = Practice.objects.select_for_update().values(*values).get(pk=practice.pk)
    changed = {name: value for name, value in values.items() if before[name] != value}
    if changed:
        Practice.objects.filter(pk=practice.pk).update(**changed)
        if "timezone" in changed:
            ids = {"practice_id": practice.pk, "membership_ids": None, "course_ids": None}
            outbox.emit("plan.changed", key=uuid.uuid4().hex, ids=ids)
        audit.note(actor=by, action="practice.changed", subject=str(values["name"]), practice_id=practice.pk, **changed)
    return bool(changed)


def add_team(*, practice: Practice, by: User, name: str) -> bool:
    """Make a team. False when the practice has one of that name."""
    try:
        with transaction.atomic():
            team = Team.objects.create(practice=practice, name=name)
            audit.note(actor=by, action="team.added", subject=name, practice_id=practice.pk, team=team.pk)
    except IntegrityError:
        return False
    return True


def rename_team(*, practice: Practice, by: User, team_id: int, name: str) -> bool:
    """Give a team another name. False when the practice has one of that name, or the team is gone."""
    try:
        with transaction.atomic():
            team = Team.objects.select_for_update().filter(practice=practice, pk=team_id).first()
            if team is None:
                return False
            if team.name != name:
                Team.objects.filter(pk=team.pk).update(name=name)
                audit.note(
                    actor=by,
                    action="team.renamed",
                    subject=name,
                    practice_id=practice.pk,
                    team=team.pk,
                    before=team.name,
                )
    except IntegrityError:
        return False
    return True


@transaction.atomic
def delete_team(*, practice: Practice, by: User, team_id: int) -> bool:
    """Delete a team; its people stay in the practice without one. False when it is gone already."""
    team = Team.objects.select_for_update().filter(practice=practice, pk=team_id).first()
    if team is None:
        return False
    people = list(team.memberships.filter(ended__isnull=True).values_list("pk", flat=True))
    emit_changed(people)
    audit.note(
        actor=by,
        action="team.deleted",
        subject=team.name,
        practice_id=practice.pk,
        team=team.pk,
        people=len(people),
    )
    team.delete()
    return True
