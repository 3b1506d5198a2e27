"""Rows of Standing whose day has come, as they are today: a page is never a day late, though it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from courses.authoring.models import Release
from courses.oversight.matrix.columns import Column
from courses.people.models import Practice
from courses.training.models import Standing
from courses.training.standing import standings_of
from courses.training.state import Word

Pair = tuple[int, int]  # (membership id, course id)


@dataclass(frozen=True, slots=True)
class Fresh:
    """`rows`: what replaces the stored row; a bare "Not assigned" where there is nothing to say. `old`: what it was."""

    rows: dict[Pair, Standing] = field(default_factory=dict)
    old: dict[Pair, Standing] = field(default_factory=dict)


def fresh(practice: Practice, on: date, columns: Sequence[Column]) -> Fresh:
    """Every row of the practice that is out of date, made anew as the worker will make it. At most 13 queries."""
    stored = Standing.objects.filter(practice=practice, membership__ended=None, next_change__lte=on)
    stored = stored.select_related("membership__user")
    old = {(row.membership_id, row.course_id): row for row in stored}
    releases = list(Release.objects.filter(pk__in=[column.release_id for column in columns if _in(column, old)]))
    members = list({row.membership_id: row.membership for row in old.values()}.values())
    made = standings_of(members, releases, on, practice)
    return Fresh({pair: made.get(pair) or _nothing(row) for pair, row in old.items()}, old)


def _in(column: Column, rows: dict[Pair, Standing]) -> bool:
    return any(course == column.pk for _member, course in rows)


def _nothing(row: Standing) -> Standing:
    return Standing(
        practice_id=row.practice_id,
        membership_id=row.membership_id,
        course_id=row.course_id,
        word=Word.NOT_ASSIGNED.value,
    )
