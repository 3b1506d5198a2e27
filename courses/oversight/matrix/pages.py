"""What the template of the overview is given, beyond the matrix itself: heads of columns, and lists for phones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from courses.oversight.matrix.cells import SIGNS, Cell, body, options, tally
from courses.oversight.matrix.columns import Column
from courses.oversight.matrix.filters import BY_LATE, BY_NAME, STATES, Filters
from courses.oversight.matrix.people import Person
from courses.oversight.matrix.queries import Matrix
from courses.people.models import JobRole
from courses.training.state import LABELS, Word

TOLD = (Word.OVERDUE, Word.EXPIRED, Word.DUE_SOON)


Late = Sequence[tuple[Word, int]]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: how many of the people shown have done the course, and the way to sort by it."""

    column: Column
    done: int
    asked: int
    sorted: bool
    query: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list for phones. `cell`: their state, where one course is chosen."""

    person: Person
    done: int
    asked: int
    late: Late
    cell: Cell | None

    @property
    def tally(self) -> SafeString:
        return tally(self.late)


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course in the list for phones; `query` leads to the people in it."""

    column: Column
    done: int
    asked: int
    late: Late
    query: str

    @property
    def tally(self) -> SafeString:
        return tally(self.late)


def overview(found: Matrix) -> dict[str, Any]:
    filters = found.filters
    return {
        "matrix": found,
        "sums": found.sums,
        "filters": filters,
        "as_of": localtime(found.now, found.practice.zone).replace(
            tzinfo=None
        ),  # the practice's clock, not the asker's
        "described": described(found),
        "heads": [_head(found, column) for column in found.courses],
        "rows": body(found.page.object_list, found.courses, found.cells),
        "by_person": by_person(found),
        "by_course": by_course(found),
        "page": found.page,
        "query": filters.without_page(),
        "by_name": filters.query(sort=BY_NAME, page=1),
        "by_late": filters.query(sort=BY_LATE, page=1),
        "queries": _queries(),
        "signs": [(sign, LABELS[word]) for word, sign in SIGNS.items()],
        "options": {
            "courses": options(found.choices, filters.course),
            "roles": JobRole.choices,
            "states": STATES.items(),
        },
    }


def described(found: Matrix) -> list[tuple[str, str]]:
    team = dict(found.teams).get(found.filters.team, "")
    course = found.courses[0].title if found.filters.course and found.courses else ""
    return found.filters.describe(course, team)


def _queries() -> dict[str, str]:
    """Where the sentences above the matrix lead: to the people they speak of, whatever was filtered before."""
    plain = Filters()
    return {
        "overdue": plain.query(state=Word.OVERDUE.value),
        "soon": plain.query(state=Word.DUE_SOON.value),
        "expired": plain.query(state=Word.EXPIRED.value),
        "running_out": plain.query(state="running-out"),
    }


def _head(found: Matrix, column: Column) -> Head:
    done, asked = found.totals.done(column.pk)
    query = found.filters.query(sort=column.slug, page=1)
    return Head(column, done, asked, found.filters.sort == column.slug, query)


def by_person(found: Matrix) -> list[PersonLine]:
    """The people of this page, those who are late first."""
    return sorted((_line(found, one) for one in found.page.object_list), key=lambda line: _lateness(line.late))


def _line(found: Matrix, one: Person) -> PersonLine:
    cells = [found.cell(one, column) for column in found.courses]
    counts = {word: sum(cell.word == word for cell in cells) for word in (*TOLD, Word.COMPLETE, Word.NOT_ASSIGNED)}
    return PersonLine(
        person=one,
        done=counts[Word.COMPLETE],
        asked=len(cells) - counts[Word.NOT_ASSIGNED],
        late=_late(counts),
        cell=cells[0] if found.filters.course and cells else None,
    )


def by_course(found: Matrix) -> list[CourseLine]:
    """The courses shown, those in which most are late first."""
    lines = []
    for column in found.courses:
        done, asked = found.totals.done(column.pk)
        late = _late({word: found.totals.late(column.pk)[word] for word in TOLD})
        query = found.filters.query(course=column.slug, page=1)
        lines.append(CourseLine(column, done, asked, late, query))
    return sorted(lines, key=lambda line: _lateness(line.late))


def _late(counts: dict[Word, int]) -> Late:
    return [(word, counts[word]) for word in TOLD if counts[word]]


def _lateness(late: Late) -> tuple[int, ...]:
    counts = dict(late)
    return tuple(-counts.get(word, 0) for word in TOLD)
