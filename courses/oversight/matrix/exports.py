"""The matrix as rows of a table: exactly the people and courses that the page shows, all its pages.

Rows come in batches of people, so that five thousand cost no more memory than two hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.operations import audit
from courses.oversight.matrix.cells import Cell
from courses.oversight.matrix.filters import Filters
from courses.oversight.matrix.people import Person
from courses.oversight.matrix.queries import Desk, cells_of, desk
from courses.people.models import Practice, User
from courses.training.facts import source_of
from courses.training.models import Credit, Standing
from courses.training.state import LABELS, Word

BATCH: Final = 200  # people
Row = Sequence[object]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Export:
    """`head`: what stands above the table; `columns`: its first row; `rows`: can be gone through once."""

    head: list[Row]
    columns: list[str]
    rows: Iterator[Row]
    people: int


def export(practice: Practice, filters: Filters, *, each: bool) -> Export:
    """`each`: one row for a person and course, instead of one for a person. 2 queries, then up to 3 for each batch."""
    found = desk(practice, filters)
    return Export(
        head=_head(found),
        columns=_columns_each() if each else [_("Person"), _("Role"), _("Team"), *(one.title for one in found.courses)],
        rows=_rows_each(found) if each else _rows(found),
        people=len(found.shown),
    )


@transaction.atomic
def note(*, practice: Practice, by: User, filters: Filters, people: int, kind: str) -> None:
    """That somebody took the matrix away, and how much of it."""
    said = "; ".join(f"{what}: {value}" for what, value in filters.describe("", ""))
    audit.note(
        actor=by,
        action="matrix.exported",
        subject=practice.name,
        practice_id=practice.pk,
        filter=said,
        rows=people,
        file=kind,
    )


def _head(found: Desk) -> list[Row]:
    """Practice, when, and what was left out; then an empty row."""
    made = timezone.localtime(found.now, found.practice.zone)
    said = [f"{what}: {value}" for what, value in found.filters.describe(found.course, found.team)]
    return [
        [_("Practice"), found.practice.name],
        [_("Made on"), f"{date_format(made, 'j F Y H:i')} ({found.practice.timezone})"],
        [_("Filter"), "; ".join(said) if said else _("none: everybody who needs training, all courses")],
        [],
    ]


def _columns_each() -> list[str]:
    return [
        _("Person"),
        _("Role"),
        _("Team"),
        _("Course"),
        _("State"),
        _("Detail"),
        _("Due"),
        _("Completed on"),
        _("Valid to"),
        _("Source"),
        _("Certificate code"),
    ]


def _rows(found: Desk) -> Iterator[Row]:
    nothing = Cell().text
    for people in _batches(found.shown):
        cells = cells_of(found, [one.pk for one in people])
        for one in people:
            states = [cells.get((one.pk, column.pk)) for column in found.courses]
            yield [one.name, one.role_label, one.team, *(cell.text if cell else nothing for cell in states)]


def _rows_each(found: Desk) -> Iterator[Row]:
    """Where there is nothing to say of a person and a course, there is no row."""
    for people in _batches(found.shown):
        standings = _standings(found, people)
        proofs = _proofs(found, people)
        for one in people:
            for column in found.courses:
                row = standings.get((one.pk, column.pk))
                if row is None or (row.word == Word.NOT_ASSIGNED and not row.detail):
                    continue
                source, code = _proof(row, proofs.get((one.user_id, column.pk), []))
                yield [
                    one.name, one.role_label, one.team, column.title, str(LABELS[Word(row.word)]), row.detail, row.due,
                    row.completed_on, row.valid_until, source, code,
                ]  # fmt: skip


def _batches(people: Sequence[Person]) -> Iterator[Sequence[Person]]:
    for start in range(0, len(people), BATCH):
        yield people[start : start + BATCH]


def _standings(found: Desk, people: Sequence[Person]) -> dict[Pair, Standing]:
    ids = {one.pk for one in people}
    rows = Standing.objects.filter(membership__in=ids, course__in=[column.pk for column in found.courses])
    made = {(row.membership_id, row.course_id): row for row in rows}
    return made | {pair: row for pair, row in found.fresh.rows.items() if pair[0] in ids}


@dataclass(frozen=True, slots=True)
class Proof:
    """What a completion rests on. `code` is empty for other evidence."""

    completed_on: date
    valid_until: date | None
    source: str
    code: str = ""


def _proofs(found: Desk, people: Sequence[Person]) -> dict[Pair, list[Proof]]:
    """(person id, course id) → certificates that still count, then other evidence. 2 queries."""
    users, courses = [one.user_id for one in people], [column.pk for column in found.courses]
    proofs: dict[Pair, list[Proof]] = {}
    papers = Certificate.objects.filter(enrolment__person__in=users, enrolment__course__in=courses, events=None)
    for person, course, done, until, code in papers.order_by(
        "-completed_on", "-enrolment__cycle", "-issue"
    ).values_list("enrolment__person_id", "enrolment__course_id", "completed_on", "valid_until", "code"):
        proofs.setdefault((person, course), []).append(Proof(done, until, _("this course"), grouped(code)))
    counts = Q(accepted=True, withdrawn_at=None, membership__in=[one.pk for one in people], course__in=courses)
    for credit in Credit.objects.filter(counts).select_related("membership", "decided_by"):
        pair = (credit.membership.user_id, credit.course_id)
        proofs.setdefault(pair, []).append(Proof(credit.completed_on, credit.valid_until, source_of(credit)))
    return proofs


def _proof(row: Standing, proofs: Sequence[Proof]) -> tuple[str, str]:
    """(source, code) of the completion that the row speaks of; nothing where it speaks of none."""
    if row.completed_on is None:
        return "", ""
    for one in proofs:
        if (one.completed_on, one.valid_until) == (row.completed_on, row.valid_until):
            return one.source, one.code
    return _("this course"), ""  # complete, but no certificate yet: the email address is not confirmed
