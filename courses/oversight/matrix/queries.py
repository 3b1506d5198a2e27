"""The matrix of a practice from its Standing: people × courses, state and date, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.utils import timezone

from courses.learning.notices import safety_notices_to_read
from courses.oversight.matrix.cells import NOTHING, Cell, Cells
from courses.oversight.matrix.columns import Column, Columns, columns
from courses.oversight.matrix.filters import Filters
from courses.oversight.matrix.fresh import Fresh, fresh
from courses.oversight.matrix.people import HITS, Person, people, runs_out, shown, speaks
from courses.oversight.matrix.totals import Totals, totals
from courses.oversight.matrix.waiting import SAFETY, Line, lines, practice_with_waiting
from courses.people.models import Practice, User
from courses.training.models import Standing
from courses.training.state import Word

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Sums:
    """The sentences above the matrix, about the whole practice: people, and courses of people."""

    people: int
    up_to_date: int
    overdue: int
    soon: int
    expired: int
    running_out: int
    done: int
    asked: int

    @property
    def percent(self) -> int:
        """Rounded down: 99.6% is not everything."""
        return 100 * self.done // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of the matrix. `courses`: the columns shown; `choices`: every column there is, for the filters."""

    practice: Practice
    now: datetime
    filters: Filters
    choices: list[Column]
    courses: list[Column]
    teams: list[tuple[str, str]]
    page: Page[Person]
    cells: Cells
    sums: Sums
    totals: Totals
    waiting: list[Line]
    safety: list[tuple[Person, list[str]]]  # who has safety notices to read, of which courses

    def cell(self, one: Person, column: Column) -> Cell:
        return self.cells.get((one.pk, column.pk), NOTHING)


@dataclass(slots=True)
class Desk:
    """What a page and an export have in common: the practice today, and whom the filters let through."""

    practice: Practice
    now: datetime
    filters: Filters
    columns: Columns
    courses: list[Column]
    everybody: list[Person]
    shown: list[Person]
    fresh: Fresh

    @property
    def team(self) -> str:
        return next((one.team for one in self.everybody if str(one.team_id) == self.filters.team), "")

    @property
    def course(self) -> str:
        return self.courses[0].title if self.filters.course and self.courses else ""


def matrix(asker: User, slug: str, filters: Filters) -> Matrix | None:
    """The matrix of a practice the asker manages; None for anybody else.

    5 queries whatever the size (and the asker's own); more only for rows whose day has come since the worker looked,
    for releases this process has not seen yet, and 1 where somebody has a safety notice to read.
    """
    found = practice_with_waiting(asker, slug)
    if found is None:
        return None
    practice, counts = found
    return page_of(desk(practice, filters), counts)


def desk(practice: Practice, filters: Filters) -> Desk:
    """2 queries, and those of `fresh` where a row is out of date."""
    now = timezone.now()
    on = timezone.localdate(now, practice.zone)
    listed = columns(practice, on)
    courses = [one for one in listed.courses if filters.course in ("", one.slug)]
    everybody = people(practice, on, filters, courses)
    newer = fresh(practice, on, listed.courses) if listed.stale else Fresh()
    if newer.rows:
        listed = replace(listed, running_out=listed.running_out + _mend(everybody, newer, filters, courses, on))
    return Desk(practice, now, filters, listed, courses, everybody, shown(everybody, filters, courses), newer)


def _mend(everybody: Sequence[Person], newer: Fresh, filters: Filters, courses: Sequence[Column], on: date) -> int:
    """Put what is fresh into the counts of each person; returns by how many more (or fewer) will run out."""
    known = {one.pk: one for one in everybody}
    counts = speaks(filters, on, courses) if filters.state else lambda _row: False
    sorted_by = next((one.pk for one in courses if one.slug == filters.sort), None)
    more = 0
    for rows, step in ((newer.old, -1), (newer.rows, 1)):
        for (member, course), row in rows.items():
            more += step * runs_out(row, on)
            if (one := known.get(member)) is None:
                continue
            if row.word in one.counts:
                one.counts[row.word] += step
            one.counts[HITS] += step * counts(row)
            if course == sorted_by and step > 0:
                one.word = row.word
    return more


def page_of(found: Desk, counts: dict[str, int]) -> Matrix:
    """2 queries."""
    page = Paginator(found.shown, A_PAGE).get_page(found.filters.page)
    among = [one.pk for one in found.shown] if found.filters.narrows_people else None
    sums = totals(found.practice, among, found.fresh)
    safety = _safety(found) if counts[SAFETY] else []
    unread = {(one.pk, column.pk) for one, titles in safety for column in found.courses if column.title in titles}
    return Matrix(
        practice=found.practice,
        now=found.now,
        filters=found.filters,
        choices=found.columns.courses,
        courses=found.courses,
        teams=_teams(found.everybody),
        page=page,
        cells=cells_of(found, [one.pk for one in page.object_list], unread),
        sums=_sums(found, sums),
        totals=sums,
        waiting=lines(counts),
        safety=safety,
    )


def cells_of(found: Desk, members: Collection[int], unread: Collection[tuple[int, int]] = ()) -> Cells:
    """The cells of these members in the courses shown. 1 query."""
    rows = Standing.objects.filter(membership__in=members)
    if found.filters.course:
        rows = rows.filter(course__in=[column.pk for column in found.courses])
    made: Cells = {}
    kept: dict[tuple[str, str, str], Cell] = {}
    for member, course, *said in rows.values_list("membership_id", "course_id", "word", "detail", "short"):
        key = (said[0], said[1], said[2])
        cell = kept.get(key)
        if cell is None:
            cell = kept[key] = Cell(*key)
        made[member, course] = cell
    wanted = set(members)
    for (member, course), row in found.fresh.rows.items():
        if member in wanted:
            made[member, course] = Cell(row.word, row.detail, row.short)
    for pair in unread:
        made[pair] = replace(made.get(pair, NOTHING), notice=True)
    return made


def _teams(everybody: Sequence[Person]) -> list[tuple[str, str]]:
    """Teams that anybody shown could be in, by name."""
    names = {one.team_id: one.team for one in everybody if one.team_id is not None}
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda team: team[1].casefold())


def _sums(found: Desk, sums: Totals) -> Sums:
    done, asked = sums.done()
    every = found.everybody
    return Sums(
        people=len(every),
        up_to_date=sum(one.up_to_date for one in every),
        overdue=sum(one.counts[Word.OVERDUE] > 0 for one in every),
        soon=sum(one.counts[Word.DUE_SOON] > 0 for one in every),
        expired=sum(one.counts[Word.EXPIRED] > 0 for one in every),
        running_out=found.columns.running_out,
        done=done,
        asked=asked,
    )


def _safety(found: Desk) -> list[tuple[Person, list[str]]]:
    """Who has safety notices to read, with the titles of the courses. 1 query."""
    titles = {column.pk: column.title for column in found.columns.courses}
    unread = safety_notices_to_read([one.user_id for one in found.everybody])
    rows = [(one, sorted(titles[pk] for pk in unread.get(one.user_id, ()) if pk in titles)) for one in found.everybody]
    return [(one, names) for one, names in rows if names]
