"""Who a pack is about, in which courses, and how far each was at the end of its day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from courses.authoring.models import Course, Release
from courses.oversight.packs.wanted import Wanted
from courses.people.models import JobRole, Membership, Practice
from courses.people.staff.retention import years_after
from courses.training.facts import Gathered, Row, gather
from courses.training.models import Assignment, Credit, Duty
from courses.training.state import State, Word, state

LATE = (Word.OVERDUE, Word.EXPIRED)
ROLES = dict(JobRole.choices)


@dataclass(frozen=True, slots=True)
class Person:
    """A time in the practice. `left`: the last day, when that was before the day of the pack."""

    member: Membership
    left: date | None

    @property
    def name(self) -> str:
        return self.member.user.display_name

    @property
    def role(self) -> str:
        return self.member.job_role or self.member.user.job_role

    @property
    def role_label(self) -> str:
        return str(ROLES.get(self.role, ""))

    @property
    def team(self) -> str:
        return self.member.team.name if self.member.team else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A person in a course. `state` of somebody who has left is that of their last day, without how far they were."""

    person: Person
    course: Release
    state: State
    row: Row

    @property
    def asked(self) -> bool:
        return self.row.facts.due is not None


@dataclass(frozen=True, slots=True)
class Everybody:
    """`shown`: whoever was there on the day and needs training; `cells`: (membership id, course id) → Cell."""

    people: tuple[Person, ...]
    courses: tuple[Release, ...]
    cells: Mapping[tuple[int, int], Cell]

    @property
    def here(self) -> list[Person]:
        return [one for one in self.people if one.left is None]

    @property
    def shown(self) -> list[Person]:
        return [one for one in self.here if one.member.needs_training]

    @property
    def up_to_date(self) -> int:
        """People with nothing overdue and nothing run out."""
        return sum(not any(cell.state.word in LATE for cell in self.of(one)) for one in self.shown)

    def of(self, person: Person) -> Iterator[Cell]:
        for release in self.courses:
            cell = self.cells.get((person.member.pk, release.course_id))
            if cell is not None:
                yield cell

    def all_cells(self) -> Iterator[Cell]:
        for person in self.people:
            yield from self.of(person)


def end_of(practice: Practice, day: date) -> datetime:
    """The moment a day ends in the practice."""
    return datetime.combine(day + timedelta(days=1), time(), practice.zone)


def members_known_on(practice: Practice, on: date) -> QuerySet[Membership]:
    """Everybody there on a day, and those who had left before and whose records are still kept."""
    kept_since = years_after(on, -practice.retention_years)
    rows = Membership.objects.filter(Q(ended=None) | Q(ended__gte=kept_since), practice=practice, started__lte=on)
    return rows.select_related("user", "team", "practice").order_by("user__display_name", "pk")


def has_left(member: Membership, on: date) -> date | None:
    return member.ended if member.ended is not None and member.ended < on else None


def courses_known_on(practice: Practice, on: date) -> QuerySet[Course]:
    """Courses the practice had asked for by then, or had evidence of."""
    asked = Duty.objects.filter(membership__practice=practice, began__lte=on, assignment__undone_at=None)
    rules = Assignment.objects.filter(practice=practice, undone_at=None, created_at__lt=end_of(practice, on))
    given = Credit.objects.filter(membership__practice=practice, completed_on__lte=on, withdrawn_at=None)
    known = Q(pk__in=asked.values("course")) | Q(pk__in=rules.values("courses")) | Q(pk__in=given.values("course"))
    return Course.objects.filter(known).exclude(current=None)


def releases_on(slugs: Collection[str], end: datetime) -> list[Release]:
    """The newest release of each course before a moment, by title; the first where there was none. 3 queries."""
    known = Coalesce(Max("number", filter=Q(at__lt=end)), Min("number"))
    newest = Release.objects.filter(course__slug__in=slugs).values("course").annotate(last=known)
    wanted = {row["course"]: row["last"] for row in newest}
    numbers = Release.objects.filter(course__in=wanted, number__in=set(wanted.values())).order_by()
    ids = [pk for pk, course, number in numbers.values_list("pk", "course_id", "number") if wanted[course] == number]
    found = Release.objects.filter(pk__in=ids).select_related("course")
    return sorted(found, key=lambda one: (one.structure["title"].casefold(), one.pk))


def everybody(practice: Practice, wanted: Wanted) -> Everybody:
    """People, courses and states of a pack. The same number of queries for any number of people (about 15)."""
    members = members_known_on(practice, wanted.on).filter(pk__in=wanted.people)
    people = tuple(Person(row, has_left(row, wanted.on)) for row in members)
    releases = tuple(releases_on(wanted.courses, end_of(practice, wanted.on)))
    return Everybody(people, releases, _cells(practice, people, releases, wanted.on))


def _cells(
    practice: Practice, people: Sequence[Person], releases: Sequence[Release], on: date
) -> dict[tuple[int, int], Cell]:
    users = list({one.member.user_id: one.member.user for one in people}.values())
    gathered = gather(users, releases, on, practice=practice)
    here = {one.member.user_id for one in people if one.left is None}
    newest: dict[int, Person] = {}
    for one in sorted((one for one in people if one.left), key=lambda one: (one.left, one.member.pk)):
        newest[one.member.user_id] = one
    cells = {}
    for person in people:
        if person.left is not None and (person.member.user_id in here or newest[person.member.user_id] is not person):
            continue  # an earlier time of somebody: told with the newest one
        for release in releases:
            cell = _cell(gathered, person, release)
            if person.left is None or cell.state.word is not Word.NOT_ASSIGNED:
                cells[person.member.pk, release.course_id] = cell
    return cells


def _cell(gathered: Gathered, person: Person, release: Release) -> Cell:
    if person.left is None:
        row = gathered.row(person.member.user, release)
        return Cell(person, release, row.state, row)
    # What somebody did after they had left is theirs: neither a later completion nor a later unit may show through.
    key = (person.member.user_id, release.course_id)
    end = datetime.combine(person.left + timedelta(days=1), time(), person.member.user.zone)
    then = [one for one in gathered.cycles.get(key, ()) if one.started_at < end]
    row = replace(gathered, on=person.left, cycles={key: then} if then else {}, passed={}, waiting={}, _needed={}).row(
        person.member.user, release
    )
    row.facts = replace(row.facts, units_done=0, units=0, waiting=False)
    return Cell(person, release, state(row.facts, person.left), row)


def title_of(release: Release) -> str:
    return str(release.structure["title"])
