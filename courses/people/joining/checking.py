"""Judging the rows of a staff list: what can be sent, what must be mended first, what needs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from courses.core.names import name_problem, normalise_name
from courses.people.joining.models import Invitation
from courses.people.joining.pasted import Row
from courses.people.joining.roles import role_of
from courses.people.models import Membership, Practice, User

MOST_IN_ADDRESS = 254
MOST_IN_TEAM = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """A row and what becomes of it. `role` is an id when it is one that we know, `team` a name, perhaps a new one.

    `problem`: what to do before it can be sent, about the cell `cell`. `note`: why it is left out. Neither: it goes.
    """

    number: int
    email: str
    name: str
    role: str
    team: str
    manager: bool = False
    new_team: bool = False
    cell: str = ""
    problem: str = ""
    note: str = ""

    @property
    def goes(self) -> bool:
        return not self.problem and not self.note


@dataclass(frozen=True, slots=True)
class _Known:
    """What the practice has already. Addresses are lower-case; teams by their lower-case name."""

    members: frozenset[str]
    invited: frozenset[str]
    teams: dict[str, str]


def check_rows(
    practice: Practice, rows: Sequence[Row], *, now: datetime, managers: frozenset[int] = frozenset()
) -> list[Checked]:
    """Judge the rows of a list, numbered from 1. `managers`: the numbers of those who may manage. 4 queries."""
    known = _known(practice, [row.email for row in rows], now)
    checked: list[Checked] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        checked.append(_judge(number, row, known, seen, manager=number in managers))
        seen.add(row.email)
    return checked


def teams_of(practice: Practice) -> dict[str, str]:
    """Lower-case name → name."""
    return {name.lower(): name for name in practice.teams.order_by(Lower("name")).values_list("name", flat=True)}


def _known(practice: Practice, emails: Sequence[str], now: datetime) -> _Known:
    here = Membership.objects.filter(practice=practice, ended=None).values("user")
    members = set(User.objects.filter(pk__in=here, email__in=emails).values_list("email", flat=True))
    members |= set(
        EmailAddress.objects.filter(user__in=here, email__in=emails, verified=True).values_list("email", flat=True)
    )
    waiting = Invitation.objects.filter(
        practice=practice, email__in=emails, accepted_at=None, cancelled_at=None, expires_at__gt=now
    )
    return _Known(frozenset(members), frozenset(waiting.values_list("email", flat=True)), teams_of(practice))


def _judge(number: int, row: Row, known: _Known, seen: set[str], *, manager: bool) -> Checked:
    role = role_of(row.role)
    team = " ".join(row.team.split())
    about = {"number": number, "email": row.email, "name": normalise_name(row.name), "manager": manager}
    about["role"] = row.role if role is None else role
    about["team"] = known.teams.get(team.lower(), team)
    about["new_team"] = bool(team) and team.lower() not in known.teams
    cell, problem = _fault(number, row, role, team)
    if problem:
        return Checked(**about, cell=cell, problem=problem)
    return Checked(**about, note=_left_out(row.email, known, seen))


def _fault(number: int, row: Row, role: str | None, team: str) -> tuple[str, str]:
    """The cell to mend and how, or two empty words."""
    values = {"number": number, "text": (row.email if len(row.email) < 80 else row.email[:80] + "…")}
    if not row.email:
        return "email", _("Row %(number)s: write an email address.") % values
    if len(row.email) > MOST_IN_ADDRESS or not _is_address(row.email):
        return "email", _("Row %(number)s: “%(text)s” is not a complete address.") % values
    if row.name and (trouble := name_problem(row.name)):
        return "name", _("Row %(number)s: %(trouble)s") % {**values, "trouble": trouble}
    if role is None:
        return "role", _("Row %(number)s: “%(text)s” is no role that we know. Choose one.") % {
            **values,
            "text": row.role[:60],
        }
    if len(team) > MOST_IN_TEAM:
        return "team", _("Row %(number)s: keep the name of the team to 60 characters.") % values
    return "", ""


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _left_out(email: str, known: _Known, seen: set[str]) -> str:
    if email in seen:
        return _("Twice in this list.")
    if email in known.members:
        return _("Belongs to the practice already.")
    if email in known.invited:
        return _("Was invited already. You can send it again from the list of invitations.")
    return ""
