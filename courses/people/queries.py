"""Reads about people. Frozen dataclasses leave this module, never rows that a template could query."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from courses.people.demo_accounts import DEMO_ACCOUNTS
from courses.people.devices import device_name
from courses.people.models import User
from courses.people.sessions import STATE, is_over


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A place where a person is signed in. `number` names it in forms; `here` is the one that asks."""

    number: int
    device: str
    address: str
    since: datetime
    here: bool


def email_is_confirmed(person: User) -> bool:
    """Whether the person has proved that mail to their address reaches them."""
    return EmailAddress.objects.filter(user=person, primary=True, verified=True).exists()


def is_vouched_for(person: User) -> bool:
    """Whether a practice made this account on paper, and so vouches for who the person is, without any mailbox."""
    return bool(person.user_name)


def address_to_confirm(person: User) -> EmailAddress | None:
    """The address that waits for its code: the one of a new account, or the one a person is changing to."""
    return EmailAddress.objects.filter(user=person, verified=False).order_by("-pk").first()


def confirmed_address(person: User) -> EmailAddress | None:
    return EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk").first()


def is_taken(email: str, *, by_other_than: User | None = None) -> bool:
    """Whether another account has confirmed this address."""
    rows = EmailAddress.objects.filter(email=email.lower(), verified=True)
    return rows.exclude(user=by_other_than).exists()


def holder_of(email: str) -> User | None:
    """Whose address it is: whoever confirmed it, else the oldest account that gave it. Never an inactive one.

    Not the newest: a stranger could otherwise push an unconfirmed learner's account aside by signing up with its
    address.
    """
    rows = EmailAddress.objects.filter(email=email.lower(), user__is_active=True)
    row = rows.select_related("user").order_by("-verified", "user__pk").first()
    return row.user if row else User.objects.filter(email=email.lower(), is_active=True).first()


def people_with_roles() -> list[tuple[User, list[str]]]:
    """Everybody with a role on this site, with its names, by name. 1 query."""
    people = User.objects.filter(Q(is_educator=True) | Q(is_reviewer=True) | Q(is_staff=True), is_active=True)
    names = {"is_educator": "educator", "is_reviewer": "reviewer", "is_staff": "administrator"}
    return [
        (person, [name for field, name in names.items() if getattr(person, field)])
        for person in people.order_by("display_name", "pk")
    ]


def signed_in_places(person: User, *, session_key: str | None) -> list[SignedIn]:
    """Where the person is signed in now, newest first. Two SQL queries, however many places.

    Left out is what would not be let in any more: expired, idle too long on a shared computer, or older than the
    password.
    """
    rows = list(UserSession.objects.filter(user=person).order_by("-created_at", "-pk"))
    alive = {
        session.session_key
        for session in Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        )
        if _still_counts(session.get_decoded(), person)
    }
    return [
        SignedIn(row.pk, device_name(row.user_agent), row.ip, row.created_at, row.session_key == session_key)
        for row in rows
        if row.session_key in alive
    ]


def _still_counts(data: dict[str, Any], person: User) -> bool:
    state = data.get(STATE)
    over = state is not None and is_over(state, time.time())
    return not over and constant_time_compare(data.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())


def demo_person(role: str) -> User | None:
    """The demo account of a role, or None when the role or the account does not exist."""
    email, _password = DEMO_ACCOUNTS.get(role, ("", ""))
    return User.objects.filter(email=email, is_active=True).first() if email else None
