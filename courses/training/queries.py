"""What a person sees of their own plan: Today, the catalogue, a course's home, their record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from courses.authoring.models import Release
from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.core.document import UnitSummary
from courses.learning.models import CompletionNote, UnitProgress
from courses.learning.notices import unread
from courses.learning.queries import published, reader_of
from courses.learning.renewing import opens_on
from courses.learning.rules import (
    hours_in,
    minutes_left,
    own_numbers,
    quizzes_to_pass,
    required_units,
    units_carry_over,
)
from courses.people.access import managed_practice
from courses.people.models import JobRole, Practice, User
from courses.training.facts import Row, standings
from courses.training.paths import Path, path_of_role, shipped_path
from courses.training.policies.queries import to_confirm
from courses.training.state import Facts, State, Word, state

OFFERED = 4  # courses that Today names besides those that are asked
URGENCY = (Word.OVERDUE, Word.EXPIRED, Word.DUE_SOON, Word.IN_PROGRESS, Word.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One course in a list, with the asker's own standing."""

    slug: str
    title: str
    summary: str
    minutes: int
    asked: int  # minutes of what this reader's role is asked to do: `minutes` where nothing is optional for them
    left: int
    cpd_hours: float | None
    units: int  # asked of this reader
    more: int  # units that are optional for them
    roles: list[str]
    others: bool  # made for other roles than this reader's
    reviewed: bool
    state: State
    due: date | None
    row: Row | None = field(default=None, compare=False)
    renewal: str = ""  # "open": it can be renewed now; "begun": its renewal is under way
    reads_again: bool = False  # to renew it is to go through its units: no quiz asks this reader anything


def local_today(asker: User | AnonymousUser) -> date:
    return timezone.localdate(timezone=asker.zone) if asker.is_authenticated else timezone.localdate()


def entries(asker: User | AnonymousUser) -> list[Entry]:
    """Every published course with the asker's own state: those of their path, then what else was made for their role.

    5 queries; 1 for a visitor.
    """
    releases = published()
    rows: dict[tuple[int, int], Row] = {}
    if asker.is_authenticated:
        rows = standings([asker], releases, local_today(asker))
    found = [entry_for(asker, release, rows.get((asker.pk or 0, release.course_id))) for release in releases]
    order = path_order(reader_of(asker).role)
    return sorted(found, key=lambda entry: (order.get(entry.slug, len(order)), entry.others))


def path_order(role: str) -> dict[str, int]:
    """Course id → its place in the path of a role, essential courses first; empty for no role."""
    path = path_of_role(role)
    return {stage.course: at for at, stage in enumerate((*path.stages, *path.later))} if path else {}


def entry_for(asker: User | AnonymousUser, release: Release, row: Row | None) -> Entry:
    structure, reader = release.structure, reader_of(asker)
    asked = minutes_left(structure, reader, finished=(), passed=())
    units = len(required_units(structure, reader))
    renewal = renewal_of(asker, row) if row else ""
    return Entry(
        slug=structure["id"],
        title=structure["title"],
        summary=structure["summary"],
        minutes=structure["minutes"],
        asked=asked,
        left=row.minutes if row else structure["minutes"],
        cpd_hours=hours_in(structure, asked) if reader.role else structure["cpd_hours"],
        units=units,
        more=len(structure["units"]) - units,
        roles=structure["audience"],
        others=bool(reader.role) and reader.role not in structure["audience"],
        reviewed=bool(structure["reviewers"]),
        state=row.state if row else state(Facts(), local_today(asker)),
        due=row.facts.due if row else None,
        row=row,
        renewal=renewal,
        reads_again=bool(renewal) and not units_carry_over(structure, reader),
    )


def renewal_of(asker: User | AnonymousUser, row: Row) -> str:
    """Where the renewal of a course stands: "open" (it can begin), "begun" or "" (not yet, or never). No query."""
    if row.enrolment is None:
        return ""
    if not row.completed:
        return "begun" if row.enrolment.cycle > 1 else ""
    opens = opens_on(row.enrolment, asker.zone, row.facts.renew_by)  # type: ignore[union-attr]
    return "open" if opens is not None and opens <= local_today(asker) else ""


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do now."""

    entry: Entry
    title: str
    action: str  # resume, start, quiz, course, renew
    unit: str
    number: int  # among the `units` that are asked of the reader; 0 for what is no unit
    place: str
    steps: int
    step: int  # 1-based place among the `steps`, 0 when not begun
    units: int = 0

    @property
    def segments(self) -> list[str]:
        return ["on" if one < self.step else "now" if one == self.step else "" for one in range(1, self.steps + 1)]


def today(asker: User) -> dict[str, Any]:
    """The Today page: one Next card, what is due, what is done, what was corrected, what to confirm. 8 queries, 7 for
    somebody who works in no practice here.
    """
    listed = entries(asker)
    # What a practice asks for before what somebody only looked into; of what is due on one day, the first of their path
    to_do = sorted(
        (one for one in listed if one.state.word in URGENCY),
        key=lambda one: (is_with_educator(one), not asks(one), URGENCY.index(one.state.word), one.due or date.max),
    )
    valid = [one for one in listed if one.state.word == Word.COMPLETE]
    renewable = sorted((one for one in valid if one.renewal), key=_runs_out)
    first = next(iter(to_do or renewable), None)
    return {
        "corrections": unread(asker),
        "waiting": to_confirm(asker) if getattr(asker, "practice_name", True) else [],
        "next": next_step(asker, first) if first else None,
        "due": to_do[1:],
        "finished": [one for one in valid if one is not first],
        "offered": offered(listed),
        "runs": runs(asker, listed),
        "path": own_path(asker, listed),
    }


def offered(listed: Sequence[Entry]) -> list[Entry]:
    """What nobody asks of a person: the few that stand first, made for their role if any is. The rest is a tap away."""
    free = [one for one in listed if one.state.word == Word.NOT_ASSIGNED]
    return ([one for one in free if not one.others] or free)[:OFFERED]


@dataclass(frozen=True, slots=True)
class OwnPath:
    """A path with something left to do in it: `assigned`, or the one for the asker's role while nothing is."""

    path: Path
    assigned: bool
    left: int  # minutes, of what is published
    begun: bool  # some course of it is: then its start check is no longer what comes first


def own_path(asker: User, listed: Sequence[Entry]) -> OwnPath | None:
    """The path that Today leads to. No query."""
    rows = [one for one in listed if one.row is not None]
    named = {path for one in rows for path in one.row.paths}  # type: ignore[union-attr]
    role = path_of_role(asker.job_role)
    if named:
        found = [role] if role and role.id in named else [shipped_path(one) for one in sorted(named)]
    else:
        found = [role] if not any(asks(one) for one in rows) else []
    for path in found:
        courses = {stage.course for stage in path.stages} if path else set()
        legs = [one.row for one in rows if one.slug in courses and one.row]
        open_ones = [row for row in legs if not row.settled]
        if path is not None and open_ones:
            left = sum(row.left(reader_of(asker)) for row in open_ones)
            return OwnPath(path, bool(named), left, begun=any(row.enrolment for row in legs))
    return None


def asks(entry: Entry) -> bool:
    """Whether a practice asks for the course."""
    return entry.row is not None and entry.row.facts.due is not None


def runs(asker: User, listed: Sequence[Entry]) -> Practice | None:
    """The practice that leads Today: for a manager who takes no course. 1 query, in place of that of `next_step`."""
    slug = getattr(asker, "managed_slug", None)
    return managed_practice(asker, slug) if slug and takes_none(listed) else None


def takes_none(listed: Sequence[Entry]) -> bool:
    """Whether nothing is asked of a person in any of these courses, and they have begun none of them."""
    return all(one.state.word == Word.NOT_ASSIGNED and (one.row is None or one.row.enrolment is None) for one in listed)


def _runs_out(entry: Entry) -> date:
    return (entry.row and entry.row.facts.valid_until) or date.max


def is_with_educator(entry: Entry) -> bool:
    """Whether nothing is left for the learner to do before a reflection is marked."""
    return entry.row is not None and entry.row.facts.waiting


def next_step(asker: User, entry: Entry) -> Next:
    """Where to go on in a course: the first required unit that is not done, else the final quiz. 1 query."""
    assert entry.row is not None
    if entry.renewal == "open":
        return Next(entry, entry.title, "renew", "", 0, "", 0, 0)
    rules, units = entry.row.rules.structure, units_of(asker, entry.row)
    needed = required_units(rules, reader_of(asker))
    left = [unit for unit in units if unit["id"] in needed and unit["id"] not in entry.row.finished]
    if is_with_educator(entry):
        return Next(entry, entry.title, "course", "", 0, "", 0, 0)
    if not left:
        quizzes = quizzes_to_pass(rules, reader_of(asker), entry.row.release.structure)
        quiz = next((one for one in quizzes if one["id"] not in entry.row.passed), None)
        if quiz is not None:
            return Next(entry, quiz["title"], "quiz", quiz["id"], 0, "", 0, 0)
        return Next(entry, entry.title, "course", "", 0, "", 0, 0)
    unit = left[0]
    numbers = own_numbers(units, needed)
    progress = None
    if entry.row.enrolment is not None:
        progress = UnitProgress.objects.filter(enrolment=entry.row.enrolment, unit_id=unit["id"]).first()
    step, title = place_in(unit, progress.place if progress else "")
    begun = entry.row.enrolment is not None and progress is not None
    return Next(
        entry,
        unit["title"],
        "resume" if begun else "start",
        unit["id"],
        numbers[unit["id"]],
        title,
        len(unit["steps"]),
        step,
        len(numbers),
    )


def units_of(asker: User, row: Row) -> list[UnitSummary]:
    """The units of the newest release, then those that were taken out but that this person's rules still ask for."""
    units = row.release.structure["units"]
    if row.rules.pk == row.release.pk:
        return units
    here, needed = {unit["id"] for unit in units}, required_units(row.rules.structure, reader_of(asker))
    return units + [one for one in row.rules.structure["units"] if one["id"] in needed and one["id"] not in here]


def place_in(unit: UnitSummary, place: str) -> tuple[int, str]:
    """Number and title of the step a bookmark names, by the step's id or "q-" and an exercise's; (0, "") for none."""
    for number, step in enumerate(unit["steps"], start=1):
        if place and (step["id"] == place or place.removeprefix("q-") in step["questions"]):
            return number, step["title"]
    return 0, ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the catalogue is narrowed to; "" means everything."""

    role: str = ""
    length: str = ""  # "10", "20": under so many minutes
    word: str = ""

    def keep(self, entry: Entry) -> bool:
        return (
            (not self.role or self.role in entry.roles)
            and (not self.length or entry.minutes < int(self.length))
            and (not self.word or entry.state.word.value == self.word)
        )


def roles_of(listed: Sequence[Entry]) -> list[tuple[str, str]]:
    """Roles that some course is for, as (id, label)."""
    used = {role for entry in listed for role in entry.roles}
    return [(value, label) for value, label in JobRole.choices if value in used]


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the record. `over`: what it earned has run out."""

    title: str
    slug: str
    completed_on: date
    valid_until: date | None
    minutes: int
    cpd_hours: float | None
    kind: str
    code: str
    differently: str
    how_known: str
    over: bool
    units: int = 0  # taken, where a start check spared some: `skipped`
    skipped: int = 0


def record(asker: User) -> list[Done]:
    """What the asker has completed, newest first, with their own two lines. 2 queries."""
    certificates = (
        Certificate.objects.filter(enrolment__person=asker.pk, events=None)
        .select_related("enrolment__course")
        .order_by("-completed_on", "-pk")
    )
    rows, today_here = list(certificates), local_today(asker)
    notes = {
        note.enrolment_id: note
        for note in CompletionNote.objects.filter(enrolment__in=[row.enrolment_id for row in rows])
    }
    return [
        Done(
            title=row.course_title,
            slug=row.enrolment.course.slug,
            completed_on=row.completed_on,
            valid_until=row.valid_until,
            minutes=row.facts["minutes"],
            cpd_hours=row.facts["cpd_hours"],
            kind=row.kind,
            code=grouped(row.code),
            differently=notes[row.enrolment_id].differently if row.enrolment_id in notes else "",
            how_known=notes[row.enrolment_id].how_known if row.enrolment_id in notes else "",
            over=row.valid_until is not None and row.valid_until < today_here,
            units=row.facts.get("units", 0),
            skipped=row.facts.get("skipped", 0),
        )
        for row in rows
    ]
