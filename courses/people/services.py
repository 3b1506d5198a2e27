"""Writes about people. Each is one transaction."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from courses.operations import outbox
from courses.operations.models import AuditEntry
from courses.people.models import User


def open_account(*, email: str, password: str | None, confirmed: bool = False, **profile: Any) -> User:
    """Make a person and their email address together: both exist afterwards, or neither.

    An address that another account already holds is no reason to refuse, because a refusal would tell a stranger who
    learns here. The new account then has no `User.email` of its own until its holder proves the mailbox. With
    `confirmed` (accounts made by the site itself) a taken address raises IntegrityError.
    """
    email = email.strip().lower()
    profile["password"] = make_password(password)  # once: hashing twice would tell the taken address by the clock
    try:
        return _open(email, email, confirmed, profile)
    except IntegrityError:
        if confirmed:
            raise
        return _open(None, email, False, profile)


def _open(own: str | None, email: str, confirmed: bool, profile: dict[str, Any]) -> User:
    with transaction.atomic():
        person = User.objects.create(email=own, **profile)
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=confirmed)
    return person


def release_address(*, email: str, to: User) -> None:
    """Take an address from accounts that gave it without ever proving it, so that `to`, who has, can hold it."""
    User.objects.filter(email=email).exclude(pk=to.pk).update(email=None)


def note_confirmed(*, person: User, email: str) -> None:
    """Tell the rest of the site, once an address. Inside the transaction that confirms it."""
    digest = hashlib.sha256(email.encode()).hexdigest()[:32]  # an address may be longer than a key
    outbox.emit("email.confirmed", key=f"{person.pk}:{digest}", ids={"person_id": person.pk})


def drop_password(*, person: User) -> None:
    """Forget the password, which also ends every session of the account."""
    person.set_unusable_password()
    person.save(update_fields=["password"])


def save_settings(*, person: User, **values: Any) -> None:
    """Store what a person says about themselves.

    What their courses ask may depend on role and region, and the day on which they completed one on their time zone;
    their name stands with what they decided about others.
    """
    told = ("display_name", "job_role", "region", "timezone")
    with transaction.atomic():
        before = User.objects.select_for_update().values(*told).get(pk=person.pk)
        User.objects.filter(pk=person.pk).update(**values)
        if any(values.get(name, value) != value for name, value in before.items()):
            outbox.emit("profile.changed", key=uuid.uuid4().hex, ids={"person_id": person.pk})
    for name, value in values.items():
        setattr(person, name, value)


def end_sessions(*, person: User, keep: str | None, only: int | None = None) -> int:
    """Sign the person out elsewhere: in the one place `only`, else everywhere but in the session `keep`."""
    with transaction.atomic():
        rows = UserSession.objects.filter(user=person).exclude(session_key=keep or "")
        if only is not None:
            rows = rows.filter(pk=only)
        ended = list(rows)
        for row in ended:
            row.end()
    return len(ended)


def ask_for_address(*, person: User, email: str) -> EmailAddress:
    """Note the address a person wants to use. It counts when its code has come back; the one in use stays until then.

    A person whose first address was never confirmed (a slip of the pen) simply gets the new one in its place.
    """
    email = email.strip().lower()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)  # a double click asks one after the other
        rows = EmailAddress.objects.filter(user=person)
        first = not rows.filter(verified=True).exists()
        rows.filter(verified=False).delete()
        if first:
            free = not User.objects.filter(email=email).exclude(pk=person.pk).exists()
            User.objects.filter(pk=person.pk).update(email=email if free else None)
        return EmailAddress.objects.create(user=person, email=email, primary=first)


ROLES: Final[Mapping[str, str]] = {
    "educator": "is_educator",
    "reviewer": "is_reviewer",
    "administrator": "is_staff",
}


@transaction.atomic
def set_role(*, person: User, role: str, has: bool, by: User | None = None) -> bool:
    """Give or take a role on this site, logged. False when nothing had to change. Raises KeyError for another word."""
    field = ROLES[role]
    changed = User.objects.filter(pk=person.pk, **{field: not has}).update(**{field: has}) > 0
    if changed:
        action = "role.given" if has else "role.taken"
        AuditEntry.objects.create(actor=by, action=action, subject=role, detail={"person": person.pk})
        setattr(person, field, has)
    return changed
