"""Tables about people: who works here, who is asked for what, and how far everybody is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.oversight.packs.people import Cell, Person, title_of
from courses.oversight.packs.scope import Scope
from courses.oversight.packs.tables import Column, Table, Value
from courses.training.state import Word


def tables(scope: Scope, certificates: list[Certificate]) -> list[Table]:
    """No query: everything was read before."""
    return [roster(scope), role_matrix(scope), states(scope, certificates), matrix(scope)]


def roster(scope: Scope) -> Table:
    rows = [
        (
            one.name, one.role_label, one.team, _("yes") if one.member.is_manager else "",
            _("yes") if one.member.needs_training else _("no"), one.member.started, one.left,
        )
        for one in scope.everybody.people
    ]  # fmt: skip
    return Table(
        "roster",
        _("People"),
        (
            Column(_("Name"), 3), Column(_("Role"), 2.4), Column(_("Team"), 1.6), Column(_("Manager"), 1),
            Column(_("Needs training"), 1), Column(_("Since"), 1.4), Column(_("Left"), 1.4),
        ),
        rows,
        _("Nobody was chosen."),
        _("Names, roles and teams are those of the day on which this pack was made; the days are those on record."),
    )  # fmt: skip


def role_matrix(scope: Scope) -> Table:
    """What each role was asked for: "3 of 3" people of it."""
    roles: dict[str, list[Person]] = defaultdict(list)
    for person in scope.everybody.shown:
        roles[person.role_label or _("No role recorded")].append(person)
    cells = scope.everybody.cells
    rows: list[tuple[Value, ...]] = []
    for role in sorted(roles):
        for release in scope.everybody.courses:
            found = [cells[one.member.pk, release.course_id] for one in roles[role]]
            asked = sum(cell.asked for cell in found)
            free = sum(bool(cell.row.facts.exempt or cell.row.facts.away) for cell in found)
            rows.append((role, title_of(release), len(found), asked, free))
    return Table(
        "role-courses",
        _("What each role is asked to learn"),
        (
            Column(_("Role"), 2.4), Column(_("Course"), 3.6), Column(_("People"), 0.9), Column(_("Asked"), 0.9),
            Column(_("Exempt or away"), 1.1),
        ),
        [row for row in rows if row[3] or row[4]],
        _("No course was asked of anybody on this day."),
    )  # fmt: skip


def states(scope: Scope, certificates: list[Certificate]) -> Table:
    """One row for a person and a course of which there is anything to say."""
    codes = {(one.enrolment.person_id, one.enrolment.course_id): one.code for one in certificates}
    rows = [
        (
            cell.person.name, _marked(cell.person), title_of(cell.course), cell.state.label, cell.state.detail,
            cell.row.facts.due, cell.row.facts.completed_on, cell.row.facts.valid_until, _source(cell),
            grouped(codes.get((cell.person.member.user_id, cell.course.course_id), "")),
        )
        for cell in scope.everybody.all_cells()
        if _says_anything(cell)
    ]  # fmt: skip
    return Table(
        "states",
        _("Person by person"),
        (
            Column(_("Name"), 2.2), Column(_("Role or left"), 0), Column(_("Course"), 2.6), Column(_("State"), 1.55),
            Column(_("Detail"), 2.4), Column(_("Due"), 1.25), Column(_("Completed"), 1.25), Column(_("Valid to"), 1.25),
            Column(_("Source"), 0), Column(_("Certificate"), 0),
        ),
        rows,
        _("Nothing was asked of anybody, and nobody has begun a course."),
        _("For those who have left, the state on their last day, without how far they were."),
    )  # fmt: skip


def _says_anything(cell: Cell) -> bool:
    return cell.state.word is not Word.NOT_ASSIGNED or bool(cell.state.detail)


def _marked(person: Person) -> str:
    return _("left %(day)s") % {"day": person.left.isoformat()} if person.left else person.role_label


def _source(cell: Cell) -> str:
    if cell.row.facts.completed_on is None:
        return ""
    return cell.row.facts.source or _("completed here, by test")


def matrix(scope: Scope) -> Table:
    """People down, courses across, as on the page: a word and its detail in each cell. For the CSV."""
    titles = [title_of(release) for release in scope.everybody.courses]
    return Table(
        "matrix",
        _("Matrix"),
        (Column(_("Name"), 0), Column(_("Role"), 0), *(Column(title, 0) for title in titles)),
        list(_lines(scope)),
        _("Nobody needed training on this day."),
    )


def _lines(scope: Scope) -> Iterator[tuple[Value, ...]]:
    for person in scope.everybody.shown:
        words = (", ".join(filter(None, (cell.state.label, cell.state.detail))) for cell in scope.everybody.of(person))
        yield (person.name, person.role_label, *words)
