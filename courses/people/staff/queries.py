"""Who works in a practice, for its managers. Views have checked who asks (people.access.managed_practice)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from courses.operations.models import AuditEntry
from courses.people.access import managed_practices
from courses.people.joining.models import Invitation
from courses.people.models import JobRole, Leave, Membership, Practice, Team, User
from courses.people.staff.leaving import left_just_now
from courses.people.staff.numbers import number
from courses.people.staff.retention import kept_until
from courses.people.staff.services import is_last_manager

A_PAGE = 50
LONGEST_SEARCH = 120


@dataclass(frozen=True, slots=True)
class Away:
    """A leave that has not been withdrawn."""

    pk: int
    started: date
    until: date | None
    now: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's time in a practice. `sign_in`: their email address, or the user name of staff without one."""

    pk: int
    person_id: int
    name: str
    sign_in: str
    role: str  # in words
    team: str
    manager: bool
    needs_training: bool
    started: date
    ended: date | None
    on_paper: bool = False  # signs in with a user name, without an email address
    on_leave: bool = False
    away_until: date | None = None  # while on leave; None: not known yet
    away_from: date | None = None  # the next leave, when there is none today


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who has left."""

    member: Member
    kept_until: date
    undo: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team and the people in it today."""

    pk: int
    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of people is narrowed to; "" means everybody. Anything unknown narrows to nothing it can name."""

    role: str = ""
    team: str = ""
    q: str = ""

    @classmethod
    def of(cls, values: Any) -> Filters:
        return cls(*(values.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH] for name in ("role", "team", "q")))

    def __bool__(self) -> bool:
        return bool(self.role or self.team or self.q)

    def narrow(self, rows: QuerySet[Membership]) -> QuerySet[Membership]:
        if self.role:
            rows = rows.filter(Q(job_role=self.role) | Q(job_role="", user__job_role=self.role))
        if self.team == "none":
            rows = rows.filter(team=None)
        elif self.team:
            rows = rows.filter(team=number(self.team))
        return rows.filter(user__display_name__icontains=self.q) if self.q else rows


def today_in(practice: Practice) -> date:
    return timezone.localdate(timezone=practice.zone)


def my_practices(asker: User) -> list[tuple[Practice, int]]:
    """The practices the asker manages, each with how many people are in it, by name. 1 query."""
    here = Count("memberships", filter=Q(memberships__ended__isnull=True))
    return [(row, row.here) for row in managed_practices(asker).annotate(here=here).order_by(Lower("name"), "pk")]


def people(practice: Practice, filters: Filters, page: str) -> Page[Member]:
    """A page of the people who work there now, by name. 3 queries, however many."""
    rows = Membership.objects.filter(practice=practice, ended__isnull=True).select_related("user", "team")
    found = Paginator(filters.narrow(rows).order_by(Lower("user__display_name"), "pk"), A_PAGE).get_page(page)
    day = today_in(practice)
    listed = list(found.object_list)
    leaves = _leaves(listed)
    found.object_list = [_member(row, day, leaves.get(row.pk, [])) for row in listed]
    return found


def member(practice: Practice, member_id: int) -> Membership | None:
    """The membership, open or ended, with its person and team; None when it is not of this practice. 1 query."""
    rows = Membership.objects.filter(practice=practice, pk=member_id)
    return rows.select_related("user", "team").first()


def shown(practice: Practice, row: Membership) -> tuple[Member, list[Away]]:
    """A member and their leave, newest first. 1 query."""
    day = today_in(practice)
    leaves = _leaves([row]).get(row.pk, [])
    away = [
        Away(
            one.pk,
            one.started,
            one.until,
            now=_covers(one, day),
            over=one.until is not None and one.until < day,
        )
        for one in reversed(leaves)
    ]
    return _member(row, day, leaves), away


def other_times(practice: Practice, row: Membership) -> list[Member]:
    """The same person's other times in this practice, newest first. 1 query."""
    rows = Membership.objects.filter(practice=practice, user=row.user_id).exclude(pk=row.pk)
    day = today_in(practice)
    return [_member(one, day, []) for one in rows.select_related("user", "team").order_by("-started", "-pk")]


def cannot_go(row: Membership) -> bool:
    """Whether this is the last manager, who can neither leave nor stop managing. 1 query, none for other people."""
    return row.ended is None and is_last_manager(row)


def leavers(practice: Practice, page: str) -> Page[Left]:
    """A page of those who have left, the last first. 3 queries, however many."""
    rows = Membership.objects.filter(practice=practice, ended__isnull=False).select_related("user", "team")
    found = Paginator(rows.order_by("-ended", "-pk"), A_PAGE).get_page(page)
    listed = list(found.object_list)
    undo = left_just_now(practice, [row.pk for row in listed])
    day = today_in(practice)
    found.object_list = [
        Left(_member(row, day, []), kept_until(practice, row.ended), row.pk in undo)
        for row in listed
        if row.ended is not None
    ]
    return found


def teams(practice: Practice) -> list[TeamRow]:
    """The teams by name, each with who is in it. 2 queries."""
    rows = Membership.objects.filter(practice=practice, ended__isnull=True, team__isnull=False)
    names: dict[int, list[str]] = {}
    for team_id, name in rows.order_by(Lower("user__display_name"), "pk").values_list("team", "user__display_name"):
        names.setdefault(team_id, []).append(name)
    return [
        TeamRow(team.pk, team.name, tuple(names.get(team.pk, ())))
        for team in Team.objects.filter(practice=practice).order_by(Lower("name"), "pk")
    ]


def team_choices(practice: Practice) -> list[tuple[str, str]]:
    """Teams as (id, name) for a select. 1 query."""
    rows = Team.objects.filter(practice=practice).order_by(Lower("name"), "pk")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def managers(practice: Practice) -> list[Member]:
    """Who manages the practice today, by name. 1 query."""
    rows = Membership.objects.filter(practice=practice, ended__isnull=True, is_manager=True)
    day = today_in(practice)
    listed = rows.select_related("user", "team").order_by(Lower("user__display_name"), "pk")
    return [_member(row, day, []) for row in listed]


def has_added_people(practice: Practice) -> bool:
    """Whether anybody but the founder has come or was invited. 2 queries at most."""
    others = Membership.objects.filter(practice=practice).exclude(user=practice.created_by_id)
    return others.exists() or Invitation.objects.filter(practice=practice).exists()


def has_assigned(practice: Practice) -> bool:
    """Whether a course has ever been assigned here. Asked of the log: the plan stands above this package. 1 query."""
    return AuditEntry.objects.filter(practice_id=practice.pk, action="assignment.made").exists()


def has_teams(practice: Practice) -> bool:
    return Team.objects.filter(practice=practice).exists()


def _leaves(rows: Iterable[Membership]) -> dict[int, list[Leave]]:
    """Leave by membership, oldest first. 1 query."""
    found: dict[int, list[Leave]] = {}
    ids = [row.pk for row in rows]
    for leave in Leave.objects.filter(membership__in=ids, withdrawn_at=None).order_by("started", "pk"):
        found.setdefault(leave.membership_id, []).append(leave)
    return found


def _covers(leave: Leave, day: date) -> bool:
    return leave.started <= day and (leave.until is None or leave.until >= day)


def _member(row: Membership, day: date, leaves: list[Leave]) -> Member:
    here = next((one for one in leaves if _covers(one, day)), None)
    coming = next((one for one in leaves if one.started > day), None)
    return Member(
        pk=row.pk,
        person_id=row.user_id,
        name=row.user.display_name,
        sign_in=row.user.email or row.user.user_name or "",
        role=str(dict(JobRole.choices).get(row.job_role or row.user.job_role, "")),
        team=row.team.name if row.team else "",
        manager=row.is_manager,
        needs_training=row.needs_training,
        started=row.started,
        ended=row.ended,
        on_paper=bool(row.user.user_name) and not row.user.email,
        on_leave=here is not None,
        away_until=here.until if here else None,
        away_from=coming.started if coming and here is None else None,
    )
