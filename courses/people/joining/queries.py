"""Reads about how people come in. Frozen dataclasses leave this module, but for rows a view needs to write on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from allauth.account.models import EmailAddress
from django.core.paginator import Page, Paginator
from django.db.models import Q

from courses.operations.models import Mail
from courses.people import queries as people
from courses.people.joining import tokens
from courses.people.joining.models import Invitation, JoiningLink, JoiningRequest, PrintedCode
from courses.people.joining.rules import MOST_SENDINGS, PURPOSE, mail_key, may_have_code
from courses.people.models import JobRole, Membership, Practice, User

PAGE: Final = 50


class State(Enum):
    """Where an invitation stands. The value names it in addresses and templates."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    RUN_OUT = "run-out"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Invited:
    """One line of the list. `refusal`: the mail server's own words. `joined`: the name of who accepted."""

    number: int
    email: str
    name: str
    role: str
    team: str
    manager: bool
    state: str
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    joined: str
    refusal: str
    sendings_left: int


def state_of(invitation: Invitation, now: datetime) -> State:
    """Apart from refusals, which the mail ledger knows."""
    if invitation.accepted_at is not None:
        return State.ACCEPTED
    if invitation.cancelled_at is not None:
        return State.CANCELLED
    return State.WAITING if invitation.expires_at > now else State.RUN_OUT


def invitations(practice: Practice, *, done: bool, page: str, now: datetime) -> tuple[list[Invited], Page]:
    """A page of the practice's invitations, newest first: the open ones, or those accepted or cancelled. 3 queries."""
    over = Q(accepted_at__isnull=False) | Q(cancelled_at__isnull=False)
    rows = Invitation.objects.filter(over if done else ~over, practice=practice).select_related("team", "accepted_by")
    shown = Paginator(rows.order_by("-sent_at", "-pk"), PAGE).get_page(page)
    listed = list(shown.object_list)
    refusals = _refusals(listed)
    return [_invited(row, refusals.get(mail_key(row.pk, row.times_sent), ""), now) for row in listed], shown


def _refusals(rows: Iterable[Invitation]) -> dict[str, str]:
    refused = Mail.objects.filter(purpose=PURPOSE, to__in=[row.email for row in rows], refused_at__isnull=False)
    return {key: refusal or "–" for key, refusal in refused.values_list("key", "refusal")}


def _invited(row: Invitation, refusal: str, now: datetime) -> Invited:
    state = state_of(row, now)
    if refusal and state in (State.WAITING, State.RUN_OUT):
        state = State.REFUSED
    return Invited(
        number=row.pk,
        email=row.email,
        name=row.name,
        role=str(JobRole(row.job_role).label) if row.job_role else "",
        team=row.team.name if row.team else "",
        manager=row.is_manager,
        state=state.value,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        joined=row.accepted_by.display_name if row.accepted_by else "",
        refusal=refusal,
        sendings_left=MOST_SENDINGS - row.times_sent,
    )


def counts(practice: Practice) -> dict[str, int]:
    """How many invitations are open, and how many people ask to join. 2 queries."""
    waiting = Invitation.objects.filter(practice=practice, accepted_at=None, cancelled_at=None)
    asking = JoiningRequest.objects.filter(practice=practice, accepted=None)
    return {"open": waiting.count(), "asking": asking.count()}


def invitation_by(token: str) -> Invitation | None:
    """Whichever invitation this token belongs to, open or not. A token that was replaced belongs to none."""
    if not tokens.looks_like_token(token):
        return None
    rows = Invitation.objects.select_related("practice", "team", "by")
    return rows.filter(token_sha256=tokens.digest(token)).first()


def has_account(email: str) -> bool:
    """Whether an account holds or claims this address. Only for whoever has shown a token that was mailed there."""
    return people.holder_of(email) is not None or User.objects.filter(email=email).exists()


def belongs(person: User, practice: Practice) -> bool:
    return Membership.objects.filter(user_id=person.pk, practice=practice, ended=None).exists()


def has_address(person: User, email: str) -> bool:
    """Whether this is the address the person signs in with, or another one of theirs."""
    return person.email == email or EmailAddress.objects.filter(user=person, email=email).exists()


def open_link(practice: Practice) -> JoiningLink | None:
    return JoiningLink.objects.filter(practice=practice, ended_at=None).first()


def link_by(token: str) -> JoiningLink | None:
    """The joining link of this token, ended ones too."""
    if not tokens.looks_like_token(token):
        return None
    return JoiningLink.objects.filter(token=token).select_related("practice").first()


def last_request(person: User, practice: Practice) -> JoiningRequest | None:
    """The person's newest request to join this practice."""
    return JoiningRequest.objects.filter(person_id=person.pk, practice=practice).order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who waits for an answer. `confirmed`: they have proved the address."""

    number: int
    name: str
    email: str
    confirmed: bool
    role: str
    asked_at: datetime


def asking(practice: Practice) -> list[Asking]:
    """Who asks to join, the longest waiting first. 2 queries."""
    rows = list(JoiningRequest.objects.filter(practice=practice, accepted=None).select_related("person").order_by("pk"))
    proved = set(
        EmailAddress.objects.filter(user__in=[row.person_id for row in rows], primary=True, verified=True).values_list(
            "user_id", flat=True
        )
    )
    return [
        Asking(
            row.pk, row.person.display_name, row.person.email or "", row.person_id in proved, row.person.job_role,
            row.asked_at,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class UserNamed:
    """A member without a work email. `state`: "waiting" (a code is out), "run-out", "done" (has a password), "none".

    `may`: this practice may make them a new code.
    """

    member: int
    name: str
    user_name: str
    state: str
    expires_at: datetime | None
    may: bool

    @property
    def may_again(self) -> bool:
        """Whether new slips may be printed in one go: nobody loses a password by it."""
        return self.may and self.state != "done"


def user_named(practice: Practice, *, now: datetime, member: int | None = None) -> list[UserNamed]:
    """The practice's people with user names, by name; or only the one `member`. 3 queries."""
    members = Membership.objects.filter(practice=practice, ended=None, user__user_name__isnull=False)
    if member is not None:
        members = members.filter(pk=member)
    rows = list(members.select_related("user").order_by("user__display_name", "pk"))
    may = set(Membership.objects.filter(may_have_code(practice)).values_list("pk", flat=True))
    codes = PrintedCode.objects.filter(person__in=[row.user_id for row in rows], used_at=None, cancelled_at=None)
    expiry = dict(codes.values_list("person_id", "expires_at"))
    return [_user_named(row, expiry.get(row.user_id), now, row.pk in may) for row in rows]


def _user_named(row: Membership, expires_at: datetime | None, now: datetime, may: bool) -> UserNamed:
    state = _code_state(row.user, expires_at, now)
    return UserNamed(row.pk, row.user.display_name, row.user.user_name or "", state, expires_at, may)


def _code_state(person: User, expires_at: datetime | None, now: datetime) -> str:
    if expires_at is not None:
        return "waiting" if expires_at > now else "run-out"
    return "done" if person.has_usable_password() else "none"
