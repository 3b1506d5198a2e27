"""Writes about people without a work email: their accounts, their printed codes, their first password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q

from courses.operations import audit
from courses.people import services
from courses.people.joining import tokens
from courses.people.joining.models import PrintedCode
from courses.people.joining.rules import NAMES_AT_ONCE, may_have_code, open_codes
from courses.people.joining.starting import start_membership
from courses.people.joining.user_names import base_of, free_name
from courses.people.models import Membership, Practice, Team, User

NOBODY: Final = "!"  # matches nothing, and costs as much as a real one


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person. The only place where the code can be read."""

    name: str
    user_name: str
    code: str
    expires_at: datetime


class NamesTaken(Exception):
    """People of these names are in the practice already; nobody was added. `args` are the names."""


def add_people(
    *, practice: Practice, names: Sequence[str], by: User, now: datetime, job_role: str = "", team: Team | None = None
) -> list[Slip]:
    """An account with a user name, a place in the practice and a code for each name. Raises NamesTaken, ValueError.

    Names must be clean and at most `NAMES_AT_ONCE`. Hashing comes first: nothing is locked meanwhile.
    """
    if len(names) > NAMES_AT_ONCE:
        raise ValueError(f"more than {NAMES_AT_ONCE} names")
    codes = [tokens.new_code() for _name in names]
    hashes = [make_password(code) for code in codes]
    with transaction.atomic():
        Practice.objects.select_for_update().get(pk=practice.pk)  # a double click finds the names taken
        if there := names_here(practice, names):
            raise NamesTaken(*there)
        taken = _names_like(names)
        slips = []
        for name, code, hashed in zip(names, codes, hashes, strict=True):
            user_name = free_name(name, taken)
            taken.add(user_name)
            person = User.objects.create(
                email=None, user_name=user_name, display_name=name, password=make_password(None),
                region=practice.region, timezone=practice.timezone, job_role=job_role,
            )  # fmt: skip
            membership, _new = start_membership(
                person=person, practice=practice, now=now, job_role=job_role, team=team, by=by
            )
            slips.append(_keep_code(membership, code, hashed, by, now))
            audit.note(actor=by, action="person.added", subject=name, practice_id=practice.pk, member=membership.pk)
    return slips


def names_here(practice: Practice, names: Sequence[str]) -> list[str]:
    """Those of the names that somebody in the practice has, and those that come twice in the list."""
    members = Membership.objects.filter(practice=practice, ended=None)
    seen = {name.casefold() for name in members.values_list("user__display_name", flat=True)}
    found = []
    for name in names:
        if name.casefold() in seen:
            found.append(name)
        seen.add(name.casefold())
    return found


def _names_like(names: Sequence[str]) -> set[str]:
    like = Q(pk__in=())
    for base in {base_of(name) for name in names}:
        like |= Q(user_name__startswith=base)
    return set(User.objects.filter(like).values_list("user_name", flat=True))


def _keep_code(membership: Membership, code: str, hashed: str, by: User, now: datetime) -> Slip:
    person = membership.user
    row = PrintedCode.objects.create(
        person=person, membership=membership, code_hash=hashed, by=by, expires_at=now + tokens.CODE_LIFE
    )
    return Slip(person.display_name, person.user_name or "", tokens.grouped(code), row.expires_at)


def new_code(*, practice: Practice, membership_id: int, by: User, now: datetime) -> Slip | None:
    """A code in place of an older one and of the password; the person is signed out everywhere. None: not allowed."""
    code = tokens.new_code()
    hashed = make_password(code)
    with transaction.atomic():
        member = Membership.objects.filter(may_have_code(practice), pk=membership_id).select_related("user").first()
        if member is None:
            return None
        person = User.objects.select_for_update().get(pk=member.user_id)
        if not Membership.objects.filter(may_have_code(practice), pk=membership_id).exists():
            return None
        PrintedCode.objects.filter(person=person, used_at=None, cancelled_at=None).update(cancelled_at=now)
        services.drop_password(person=person)
        services.end_sessions(person=person, keep=None)
        slip = _keep_code(member, code, hashed, by, now)
        audit.note(actor=by, action="code.made", subject=person.display_name, practice_id=practice.pk, member=member.pk)
    return slip


@dataclass(frozen=True, slots=True)
class Opened:
    """Who the user name and secret belong to. `code_id`: it was a printed code, and a password has to be chosen."""

    person: User
    code_id: int | None


def check(*, user_name: str, secret: str, now: datetime) -> Opened | None:
    """Whom this opens. Costs two hashes whoever asks, so the clock does not tell which user names exist."""
    person = User.objects.filter(user_name=user_name, is_active=True).first()
    row = PrintedCode.objects.filter(open_codes(now), person=person).first() if person else None
    by_code = check_password(tokens.code_in(secret) or secret, row.code_hash if row else NOBODY)
    by_password = check_password(secret, person.password if person else NOBODY)
    if person is not None and row is not None and by_code:
        return Opened(person, row.pk)
    return Opened(person, None) if person is not None and by_password else None


def choose_password(*, code_id: int, password: str, now: datetime) -> User | None:
    """Use a code up and set the first password. None when it was used or replaced meanwhile, or has run out."""
    hashed = make_password(password)
    with transaction.atomic():
        # Locked, for two browsers: an update through `open_codes`, which looks at other tables too, would find the code
        # unused in both.
        rows = PrintedCode.objects.select_for_update(of=("self",)).select_related("person")
        row = rows.filter(open_codes(now), pk=code_id).first()
        if row is None:
            return None
        PrintedCode.objects.filter(pk=row.pk).update(used_at=now)
        row.person.password = hashed
        row.person.save(update_fields=["password"])
    return row.person
