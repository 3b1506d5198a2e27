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


@dataclass(frozen=True, slots=True)
class _Page:
    """The page whose button makes codes, as its `token` names it. Nothing readable of it is stored."""

    what: str  # "add" or "new": one page may hold both buttons
    token: str
    practice: Practice
    by: User
    now: datetime

    @property
    def digest(self) -> str:
        return tokens.digest(f"{self.what} {self.token}")

    def code(self, whose: object) -> str:
        return tokens.code_of(self.token, self.what, self.practice.pk, self.by.pk, whose)

    def rows(self) -> list[PrintedCode]:
        """Every code that it has ever made. It never makes one of them anew: that would be the same code again, which
        may have been used, or lie about on a slip that was lost.
        """
        rows = PrintedCode.objects.filter(form_sha256=self.digest, by=self.by, membership__practice=self.practice)
        return list(rows.select_related("person", "membership").order_by("pk"))

    def shows(self, row: PrintedCode) -> bool:
        """Whether a code was made a short while ago and still opens something."""
        unused = row.used_at is None and row.cancelled_at is None
        return unused and row.created_at > self.now - tokens.SHOWN_AGAIN

    def slip(self, row: PrintedCode, whose: object) -> Slip:
        person = row.person
        code = tokens.grouped(self.code(whose))
        return Slip(person.display_name, person.user_name or "", code, row.expires_at)


class NamesTaken(Exception):
    """People of these names are in the practice already; nobody was added. `args` are the names."""


def add_people(
    *,
    practice: Practice,
    names: Sequence[str],
    by: User,
    now: datetime,
    form: str = "",
    job_role: str = "",
    team: Team | None = None,
) -> list[Slip]:
    """An account with a user name, a place in the practice and a code for each name. Raises NamesTaken, ValueError.

    `form` is the token of the page it was sent from: whom that page has just added is not added again, their slip is
    shown again, unless they have used it. Names must be clean and at most `NAMES_AT_ONCE`. Hashing comes first: nothing
    is locked meanwhile.
    """
    if len(names) > NAMES_AT_ONCE:
        raise ValueError(f"more than {NAMES_AT_ONCE} names")
    page = _Page("add", form or tokens.new_token(), practice, by, now)
    made, _over = _by_name(page)
    hashes = {name: make_password(page.code(name.casefold())) for name in names if name.casefold() not in made}
    with transaction.atomic():
        Practice.objects.select_for_update().get(pk=practice.pk)  # a double click finds what the first one made
        made, over = _by_name(page)
        if made:  # the slips of all others are shown again
            names = [name for name in names if name.casefold() not in over]
        new = [name for name in names if name.casefold() not in made]
        if there := names_here(practice, new):
            raise NamesTaken(*there)
        taken = _names_like(new)
        slips = []
        for name in names:
            if (row := made.get(name.casefold())) is None:
                member = _add(page, name, taken, job_role, team)
                code = page.code(name.casefold())
                row = _keep_code(page, member, hashes.get(name) or make_password(code))
            slips.append(page.slip(row, name.casefold()))
    return slips


def _add(page: _Page, name: str, taken: set[str], job_role: str, team: Team | None) -> Membership:
    """An account of this name in the practice. `taken`: user names that are; the new one is added to them."""
    user_name = free_name(name, taken)
    taken.add(user_name)
    practice = page.practice
    person = User.objects.create(
        email=None, user_name=user_name, display_name=name, password=make_password(None),
        region=practice.region, timezone=practice.timezone, job_role=job_role,
    )  # fmt: skip
    member, _new = start_membership(
        person=person, practice=practice, now=page.now, job_role=job_role, team=team, by=page.by
    )
    audit.note(actor=page.by, action="person.added", subject=name, practice_id=practice.pk, member=member.pk)
    return member


def _by_name(page: _Page) -> tuple[dict[str, PrintedCode], set[str]]:
    """What the page made and still shows, by name; and the names of whom it shows no more."""
    rows = [row for row in page.rows() if row.membership.ended is None]
    made = {row.person.display_name.casefold(): row for row in rows if page.shows(row)}
    return made, {row.person.display_name.casefold() for row in rows} - made.keys()


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


def _keep_code(page: _Page, membership: Membership, hashed: str) -> PrintedCode:
    return PrintedCode.objects.create(
        person=membership.user, membership=membership, code_hash=hashed, by=page.by,
        expires_at=page.now + tokens.CODE_LIFE, form_sha256=page.digest,
    )  # fmt: skip


def new_codes(
    *, practice: Practice, membership_ids: Sequence[int], by: User, now: datetime, form: str = ""
) -> list[Slip]:
    """A code for each in place of an older one and of the password; they are signed out everywhere. By name.

    Whoever may have none is left out (`may_have_code`). `form` as in `add_people`: the same page sent again ends
    nothing and shows the same slips, without those that were used or are shown no more. At most
    `NAMES_AT_ONCE`; raises ValueError.
    """
    if len(membership_ids) > NAMES_AT_ONCE:
        raise ValueError(f"more than {NAMES_AT_ONCE} people")
    page = _Page("new", form or tokens.new_token(), practice, by, now)
    made = {row.membership_id for row in page.rows()}
    hashes = {pk: make_password(page.code(pk)) for pk in membership_ids if pk not in made}
    with transaction.atomic():
        wanted = Membership.objects.filter(may_have_code(practice), pk__in=membership_ids)
        # Locked before they are read: of two at once the second finds what the first has made.
        list(User.objects.select_for_update().filter(pk__in=wanted.values("user")).order_by("pk"))
        known = {row.membership_id: row for row in page.rows()}
        slips = []
        for member in wanted.select_related("user").order_by("user__display_name", "pk"):
            row = known.get(member.pk)
            if row is None or page.shows(row):
                row = row or _replace_code(page, member, hashes.get(member.pk))
                slips.append(page.slip(row, member.pk))
    return slips


def _replace_code(page: _Page, member: Membership, hashed: str | None) -> PrintedCode:
    person = member.user
    PrintedCode.objects.filter(person=person, used_at=None, cancelled_at=None).update(cancelled_at=page.now)
    services.drop_password(person=person)
    services.end_sessions(person=person, keep=None)
    row = _keep_code(page, member, hashed or make_password(page.code(member.pk)))
    audit.note(
        actor=page.by, action="code.made", subject=person.display_name, practice_id=page.practice.pk, member=member.pk
    )
    return row


def new_code(*, practice: Practice, membership_id: int, by: User, now: datetime, form: str = "") -> Slip | None:
    """`new_codes` for one. None: not allowed, or this page has made one and shows it no more."""
    return next(iter(new_codes(practice=practice, membership_ids=[membership_id], by=by, now=now, form=form)), None)


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
