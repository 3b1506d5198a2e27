"""Whom a matrix shows: everybody who works there and needs training, as far as the filters let them through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from courses.oversight.matrix.columns import Column, counted, running_out
from courses.oversight.matrix.filters import BY_LATE, LATE, NO_TEAM, NOT_UP_TO_DATE, RUNNING_OUT, Filters
from courses.people.models import JobRole, Membership, Practice
from courses.training.models import Standing
from courses.training.state import RENEW, Word

URGENCY: Final = {
    word.value: rank
    for rank, word in enumerate(
        (
            Word.OVERDUE,
            Word.EXPIRED,
            Word.DUE_SOON,
            Word.NOT_STARTED,
            Word.IN_PROGRESS,
            Word.COMPLETE,
            Word.NOT_ASSIGNED,
        )
    )
}
Counts = dict[str, int]


@dataclass(slots=True)
class Person:
    """Somebody in a practice. `counts` holds how many of their courses are overdue, expired and due soon, how many are
    in the state that is asked for (`hits`); `word` is their state in the course they are sorted by.
    """

    pk: int  # of the membership
    user_id: int
    name: str
    role: str  # a key of JobRole, or ""
    team_id: int | None
    team: str
    counts: Counts = field(default_factory=dict)
    word: str = ""

    @property
    def role_label(self) -> str:
        return ROLES.get(self.role, "")

    @property
    def up_to_date(self) -> bool:
        return not (self.counts["overdue"] or self.counts["expired"])


ROLES = {value: str(label) for value, label in JobRole.choices}
HITS = "hits"


def members(practice: Practice, on: date) -> QuerySet[Membership]:
    """Open memberships that count for training. Whoever has left is hidden at once, on their last day too."""
    return Membership.objects.filter(practice=practice, ended=None, needs_training=True, started__lte=on)


def people(practice: Practice, on: date, filters: Filters, columns: Sequence[Column]) -> list[Person]:
    """Everybody, by name, with their counts. 1 query."""
    own = Standing.objects.filter(practice=practice, membership=OuterRef("pk"))
    wanted = {word.value: counted(own.filter(word=word)) for word in (Word.OVERDUE, Word.EXPIRED, Word.DUE_SOON)}
    rows = members(practice, on).annotate(
        **{f"n_{word.replace('-', '_')}": Coalesce(count, 0) for word, count in wanted.items()},
        n_hits=Coalesce(counted(own.filter(condition(filters, on, columns))), 0) if filters.state else Value(0),
        at=_word_in(own, filters.sort, columns),
    )
    names = ("pk", "user_id", "user__display_name", "job_role", "user__job_role", "team_id", "team__name")
    found = [
        Person(
            pk=pk,
            user_id=user,
            name=name,
            role=role or other,
            team_id=team,
            team=team_name or "",
            counts={"overdue": overdue, "expired": expired, "due-soon": soon, HITS: hits},
            word=at or Word.NOT_ASSIGNED.value,
        )
        for pk, user, name, role, other, team, team_name, overdue, expired, soon, hits, at in rows.values_list(
            *names, "n_overdue", "n_expired", "n_due_soon", "n_hits", "at"
        )
    ]
    found.sort(key=lambda one: (one.name.casefold(), one.pk))
    return found


def _word_in(own: QuerySet[Standing], slug: str, columns: Sequence[Column]) -> Subquery | Value:
    course = next((column.pk for column in columns if column.slug == slug), None)
    return Value("") if course is None else Subquery(own.filter(course=course).values("word")[:1])


def condition(filters: Filters, on: date, columns: Sequence[Column]) -> Q:
    """Rows of Standing that speak for the state asked for. For "Not assigned", those that speak against it."""
    if filters.state == NOT_UP_TO_DATE:
        wanted = Q(word__in=LATE)
    elif filters.state == RUNNING_OUT:
        wanted = running_out(on)
    elif filters.state == Word.NOT_ASSIGNED:
        wanted = ~Q(word=Word.NOT_ASSIGNED)
    else:
        wanted = Q(word=filters.state)
    return wanted & Q(course__in=[column.pk for column in columns])


def speaks(filters: Filters, on: date, columns: Sequence[Column]) -> Callable[[Standing], bool]:
    """The same as `condition`, for a row in hand."""
    shown = {column.pk for column in columns}
    test: dict[str, Callable[[Standing], bool]] = {
        NOT_UP_TO_DATE: lambda row: row.word in LATE,
        RUNNING_OUT: lambda row: runs_out(row, on),
        Word.NOT_ASSIGNED: lambda row: row.word != Word.NOT_ASSIGNED,
    }
    own = test.get(filters.state, lambda row: row.word == filters.state)
    return lambda row: row.course_id in shown and own(row)


def runs_out(row: Standing, on: date) -> bool:
    """`columns.running_out`, for a row in hand."""
    held = row.word in (Word.COMPLETE, Word.DUE_SOON)
    return held and row.valid_until is not None and on <= row.valid_until <= on + RENEW


def shown(everybody: Sequence[Person], filters: Filters, columns: Sequence[Column]) -> list[Person]:
    """Those whom the filters let through, in the order asked for. No query."""
    found = [one for one in everybody if _fits(one, filters, len(columns))]
    if filters.sort == BY_LATE:
        found.sort(key=lambda one: (-one.counts["overdue"], -one.counts["expired"], -one.counts["due-soon"]))
    elif any(column.slug == filters.sort for column in columns):
        found.sort(key=lambda one: URGENCY[one.word])
    return found


def _fits(one: Person, filters: Filters, columns: int) -> bool:
    if filters.role and one.role != filters.role:
        return False
    if filters.team and filters.team != (NO_TEAM if one.team_id is None else str(one.team_id)):
        return False
    if filters.person and filters.person.casefold() not in one.name.casefold():
        return False
    if not filters.state:
        return True
    return one.counts[HITS] < columns if filters.state == Word.NOT_ASSIGNED else one.counts[HITS] > 0
