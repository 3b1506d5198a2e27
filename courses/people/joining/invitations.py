"""Writes about invitations. Each is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from courses.operations import audit, mail
from courses.operations.mail import Message
from courses.operations.mail_text import render_message
from courses.people import queries as people
from courses.people import services
from courses.people.joining import tokens
from courses.people.joining.checking import Checked, check_rows
from courses.people.joining.models import Invitation
from courses.people.joining.pasted import Row
from courses.people.joining.rules import MOST_A_DAY, MOST_A_DAY_UNCONFIRMED, MOST_SENDINGS, PURPOSE, REST, mail_key
from courses.people.joining.starting import start_membership
from courses.people.models import Membership, Practice, Team, User


class Again(Enum):
    """What became of sending an invitation again."""

    SENT = "sent"
    TOO_SOON = "too soon"
    TOO_OFTEN = "too often"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Sent:
    """`sent` addresses have their mail; `left` is what must be mended; `beyond` could go, had the day not its limit."""

    sent: list[str]
    left: list[Checked]
    beyond: list[Checked]


@transaction.atomic
def invite(
    *, practice: Practice, by: User, rows: Sequence[Row], now: datetime, managers: frozenset[int] = frozenset()
) -> Sent:
    """Invite whoever of the rows can be invited. Rows that need nothing are dropped; faulty ones come back."""
    practice = Practice.objects.select_for_update().get(pk=practice.pk)  # a double click asks one after the other
    checked = check_rows(practice, rows, now=now, managers=managers)
    going = [row for row in checked if row.goes]
    room = allowance(by, now)
    going, beyond = going[:room], going[room:]
    teams = _teams(practice, going, by)
    Invitation.objects.filter(  # the links of these have run out; the new ones take their place
        practice=practice, email__in=[row.email for row in going], accepted_at=None, cancelled_at=None
    ).update(cancelled_at=now)
    for row in going:
        _invite_one(practice, by, row, teams.get(row.team.lower()), now)
    return Sent([row.email for row in going], [row for row in checked if row.problem], beyond)


def allowance(by: User, now: datetime) -> int:
    """How many more invitations this person may send today (24 hours)."""
    most = MOST_A_DAY if people.email_is_confirmed(by) else MOST_A_DAY_UNCONFIRMED
    return max(0, most - Invitation.objects.filter(by=by, created_at__gt=now - timedelta(days=1)).count())


def _teams(practice: Practice, rows: Sequence[Checked], by: User) -> dict[str, Team]:
    """Lower-case name → team. Teams that the list names and the practice lacks are made."""
    teams = {team.name.lower(): team for team in practice.teams.all()}
    for row in rows:
        if row.team and row.team.lower() not in teams:
            teams[row.team.lower()] = Team.objects.create(practice=practice, name=row.team)
            audit.note(actor=by, action="team.added", subject=row.team, practice_id=practice.pk)
    return teams


def _invite_one(practice: Practice, by: User, row: Checked, team: Team | None, now: datetime) -> None:
    token = tokens.new_token()
    invitation = Invitation.objects.create(
        practice=practice,
        email=row.email,
        name=row.name,
        job_role=row.role,
        team=team,
        is_manager=row.manager,
        token_sha256=tokens.digest(token),
        by=by,
        sent_at=now,
        expires_at=now + tokens.INVITATION_LIFE,
    )
    _send(invitation, by, token)
    audit.note(actor=by, action="person.invited", subject=row.email, practice_id=practice.pk, manager=row.manager)


def message(practice: Practice, by: User, *, name: str = "", url: str = "") -> Message:
    """The mail as it is sent, or, without `url`, as the inviter sees it beforehand."""
    address = url or settings.PUBLIC_URL + reverse("join", args=["…"]).replace("%E2%80%A6", "…")
    context = {"by": by.display_name, "practice": practice.name, "name": name, "url": address}
    return render_message("invitation", {**context, "days": tokens.INVITATION_LIFE.days})


def _send(invitation: Invitation, by: User, token: str) -> None:
    url = settings.PUBLIC_URL + reverse("join", args=[token])
    mail.queue(
        to=invitation.email,
        purpose=PURPOSE,
        key=mail_key(invitation.pk, invitation.times_sent),
        message=message(invitation.practice, by, name=invitation.name, url=url),
        reply_to=(by.email or "") if people.email_is_confirmed(by) else "",
        practice=invitation.practice.name,
    )


@transaction.atomic
def send_again(*, practice: Practice, invitation_id: int, by: User, now: datetime) -> Again:
    """A new link, valid for seven days from now; the old one is dead. At most five sendings, one a minute."""
    token = tokens.new_token()
    mine = Invitation.objects.filter(pk=invitation_id, practice=practice, accepted_at=None, cancelled_at=None)
    sent = mine.filter(times_sent__lt=MOST_SENDINGS, sent_at__lte=now - REST).update(
        token_sha256=tokens.digest(token),
        times_sent=F("times_sent") + 1,
        sent_at=now,
        expires_at=now + tokens.INVITATION_LIFE,
    )
    invitation = mine.select_related("practice").first()
    if invitation is None:
        return Again.GONE
    if not sent:
        return Again.TOO_OFTEN if invitation.times_sent >= MOST_SENDINGS else Again.TOO_SOON
    _send(invitation, by, token)
    audit.note(actor=by, action="invitation.resent", subject=invitation.email, practice_id=practice.pk)
    return Again.SENT


@transaction.atomic
def cancel(*, practice: Practice, invitation_id: int, by: User, now: datetime) -> bool:
    """Take an invitation back; its link is dead. False when it was accepted or cancelled before."""
    mine = Invitation.objects.filter(pk=invitation_id, practice=practice)
    done = mine.filter(accepted_at=None, cancelled_at=None).update(cancelled_at=now) > 0
    if done:
        audit.note(actor=by, action="invitation.cancelled", subject=mine.get().email, practice_id=practice.pk)
    return done


@transaction.atomic
def accept(*, invitation: Invitation, person: User, now: datetime) -> Membership | None:
    """Join by an invitation. None when it was used, cancelled or sent again in the meantime, or has run out."""
    open_still = Invitation.objects.filter(
        pk=invitation.pk,
        token_sha256=invitation.token_sha256,
        accepted_at=None,
        cancelled_at=None,
        expires_at__gt=now,
    )
    if not open_still.update(accepted_at=now, accepted_by=person):
        return None
    practice = invitation.practice
    membership, created = start_membership(
        person=person,
        practice=practice,
        now=now,
        job_role=invitation.job_role,
        team=invitation.team,
        is_manager=invitation.is_manager,
        needs_training=invitation.needs_training,
        by=invitation.by,
    )
    if created:
        audit.note(
            actor=person, action="person.joined", subject=person.display_name, practice_id=practice.pk,
            member=membership.pk, manager=membership.is_manager,
        )  # fmt: skip
    return membership


class Used(Exception):
    """The invitation could not be accepted any more, so no account was made."""


def accept_as_new(*, invitation: Invitation, password: str, display_name: str, now: datetime) -> User:
    """Make the account and join, both or neither. The address counts as confirmed: the link came to it.

    Raises Used when the invitation is gone, IntegrityError when an account of this address exists.
    """
    with transaction.atomic():
        profile: dict[str, Any] = {
            "display_name": display_name,
            "region": invitation.practice.region,
            "timezone": invitation.practice.timezone,
            "job_role": invitation.job_role,
        }
        person = services.open_account(email=invitation.email, password=password, confirmed=True, **profile)
        services.note_confirmed(person=person, email=invitation.email)
        if accept(invitation=invitation, person=person, now=now) is None:
            raise Used
    return person
