"""What a path is to one reader: its courses with their minutes and states, and what its start check may spare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from courses.authoring.models import Release
from courses.core.document import Question
from courses.learning.queries import published, reader_of
from courses.learning.rules import Reader, skippable
from courses.learning.sureness import chance
from courses.people.access import managed_practices
from courses.people.models import Practice, User
from courses.training.facts import Row, standings
from courses.training.paths import Leg, Offer, Path, offer_of, offers, shipped_path
from courses.training.starting.checks import Sheet, sheet_of
from courses.training.starting.models import StartCheck
from courses.training.state import State

Asker = User | AnonymousUser
SURE_ENOUGH = 0.7  # "Fairly sure" and above: the upper half of the scale, which begins at a guess among three


@dataclass(frozen=True, slots=True)
class Course:
    """A course of a path as its reader sees it. `state` is None for a visitor, `left` None where it is not counted."""

    leg: Leg
    state: State | None = None
    left: int | None = None
    settled: bool = False  # nothing is to be done in it

    @property
    def slug(self) -> str:
        return self.leg.stage.course


@dataclass(frozen=True, slots=True)
class Spared:
    """A unit that the start check asks about.

    `state`: open (it could be skipped), skipped, done, complete (its course is), not-asked (of their role, or they are
    exempt), not-here (not published, or taken out since). `known`: whoever answered knew it, and was sure.
    """

    course: str
    unit: str
    title: str
    minutes: int
    state: str
    known: bool = False
    skipped_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.course}/{self.unit}"

    @property
    def offered(self) -> bool:
        return self.known and self.state == "open"


@dataclass(frozen=True, slots=True)
class PathPage:
    """A path for one reader. `check` is what they answered in this cycle; `for_me`: it was made for their role;
    `meant`: or it is assigned to them. Only then its check may spare them a unit.
    """

    offer: Offer
    courses: tuple[Course, ...]
    later: tuple[Course, ...]
    for_me: bool
    meant: bool = False
    cycle: int = 1
    sheet: Sheet | None = None
    check: StartCheck | None = None
    units: tuple[Spared, ...] = ()
    practices: tuple[Practice, ...] = ()

    @property
    def path(self) -> Path:
        return self.offer.path

    @property
    def check_open(self) -> bool:
        """Whether the start check can be taken now: by those it is for, once a cycle, if a unit could be spared."""
        asked = self.sheet is not None and self.check is None and self.meant
        return asked and any(one.state == "open" for one in self.units)

    @property
    def offered(self) -> list[Spared]:
        """Units that may be skipped now."""
        return [one for one in self.units if one.offered] if self.meant else []

    @property
    def skipped(self) -> list[Spared]:
        return [one for one in self.units if one.state == "skipped"]

    @property
    def following(self) -> Course | None:
        """The first course here that the reader has still to finish."""
        to_do = (one for one in self.courses if one.leg.release is not None and one.state is not None)
        return next((one for one in to_do if not one.settled), None)

    @property
    def left(self) -> int:
        return sum(one.left or 0 for one in self.courses)

    @property
    def begun(self) -> bool:
        """Whether minutes are counted here and some of them are behind the reader already."""
        counted = [one for one in self.courses if one.left is not None]
        return any(one.left < one.leg.minutes for one in counted if one.left is not None)


def listed(asker: Asker) -> list[tuple[Offer, bool]]:
    """Every path, with whether it was made for the asker's role: those first. 1 query."""
    region, role = _place(asker)
    found = [(one, bool(role) and role in one.path.roles) for one in offers(published(), region=region, role=role)]
    return sorted(found, key=lambda pair: not pair[1])


def path_page(asker: Asker, path_id: str) -> PathPage | None:
    """One path for one reader; None for no path. 1 query for a visitor; else 2 and those of `standings`, 1 more for
    somebody who manages a practice.
    """
    path = shipped_path(path_id)
    if path is None:
        return None
    region, role = _place(asker)
    named = {stage.course for stage in (*path.stages, *path.later)}
    releases = [one for one in published() if one.structure["id"] in named]
    offer = offer_of(path, releases, region=region, role=role)
    if not asker.is_authenticated:
        courses, later = (tuple(Course(leg) for leg in legs) for legs in (offer.legs, offer.later))
        return PathPage(offer, courses, later, for_me=False, sheet=sheet_of(path))
    rows = _rows(asker, releases)  # type: ignore[arg-type]
    fits = role in path.roles
    cycle = max((row.enrolment.cycle for row in _of(path, rows) if row.enrolment is not None), default=1)
    sheet = sheet_of(path)
    check = StartCheck.objects.filter(person=asker.pk, path=path.id, cycle=cycle).first() if sheet else None
    return PathPage(
        offer=offer,
        courses=tuple(_course(leg, rows, reader_of(asker) if fits else None) for leg in offer.legs),
        later=tuple(_course(leg, rows, None) for leg in offer.later),
        for_me=fits,
        meant=fits or any(path.id in row.paths for row in rows.values()),
        cycle=cycle,
        sheet=sheet,
        check=check,
        units=tuple(_units(sheet, check, rows, reader_of(asker))) if sheet else (),
        practices=tuple(managed_practices(asker)) if getattr(asker, "managed_slug", None) else (),
    )


def _place(asker: Asker) -> tuple[str, str]:
    return (asker.region, asker.job_role) if asker.is_authenticated else ("any", "")


def _rows(person: User, releases: list[Release]) -> dict[str, Row]:
    """The person's rows by course id."""
    today: date = timezone.localdate(timezone=person.zone)
    rows = standings([person], releases, today)
    return {release.structure["id"]: rows[person.pk, release.course_id] for release in releases}


def _of(path: Path, rows: Mapping[str, Row]) -> list[Row]:
    return [rows[stage.course] for stage in path.stages if stage.course in rows]


def _course(leg: Leg, rows: Mapping[str, Row], reader: Reader | None) -> Course:
    """`reader`: whose minutes are counted, if any."""
    row = rows.get(leg.stage.course)
    if row is None:
        return Course(leg)
    return Course(leg, row.state, row.left(reader) if reader else None, row.settled)


def _units(sheet: Sheet, check: StartCheck | None, rows: Mapping[str, Row], reader: Reader) -> list[Spared]:
    """Each unit that the check asks about, once, in its order."""
    named = dict.fromkeys((one.course, one.unit) for one in sheet.path.check)
    return [_unit(course, unit, rows.get(course), reader, known=knows(check, course, unit)) for course, unit in named]


def _unit(course: str, unit: str, row: Row | None, reader: Reader, *, known: bool) -> Spared:
    structure = row.rules.structure if row else None
    summary = next((one for one in structure["units"] if one["id"] == unit), None) if structure else None
    if row is None or structure is None or summary is None:
        return Spared(course, unit, "", 0, "not-here")
    if row.completed or row.settled:
        state = "not-asked" if row.facts.exempt and not row.completed else "complete"
    elif unit in row.skipped:
        state = "skipped"
    elif unit in row.finished:
        state = "done"
    else:
        state = "open" if skippable(structure, reader, unit) else "not-asked"
    return Spared(course, unit, summary["title"], summary["minutes"], state, known, row.skipped.get(unit))


def knows(check: StartCheck | None, course: str, unit: str) -> bool:
    """Whether each question about a unit was answered rightly and with sureness in the upper half."""
    asked = [one for one in check.answers if (one["course"], one["unit"]) == (course, unit)] if check else []
    return bool(asked) and all(one["right"] and _sure(one) for one in asked)


def _sure(answer: Mapping[str, Any]) -> bool:
    stated = chance(answer["sure"], answer["options"])
    return stated is not None and stated >= SURE_ENOUGH


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the check with what was answered, and the unit it stands for."""

    number: int
    question: Question
    answer: Mapping[str, Any]
    unit: Spared


def asked(page: PathPage) -> list[Asked]:
    """The questions of a check that was taken. None once the questions have changed, or the answers are kept no longer:
    what the answers came to is still in `units`.
    """
    if page.check is None or page.sheet is None or page.check.version != page.sheet.version:
        return []
    answers = {one["question"]: one for one in page.check.answers}
    units = {(one.course, one.unit): one for one in page.units}
    return [
        Asked(number, question, answers[question["id"]], units[stands.course, stands.unit])
        for number, question in enumerate(page.sheet.questions, start=1)
        if question["id"] in answers and (stands := page.sheet.stands[question["id"]])
    ]
