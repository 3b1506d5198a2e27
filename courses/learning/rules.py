"""What a course asks of a person, read off a release's structure. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from courses.core.asked import asked_of
from courses.core.document import LabSummary, Narrowed, QuizSummary, Structure, UnitSummary

RULES_LAST = timedelta(days=90)  # a learner in progress keeps the rules they began with for this long


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a text is for. Empty role or region "any" sees everything."""

    role: str = ""
    region: str = "any"

    def sees(self, part: dict[str, Any] | UnitSummary) -> bool:
        return part.get("region", "any") in ("any", self.region) or self.region == "any"

    def meets(self, exercise: Narrowed) -> bool:
        """Whether this reader is shown an exercise. Those of all regions are, to whom no region is known."""
        roles = exercise.get("audience")
        return self.sees(dict(exercise)) and (not roles or not self.role or self.role in roles)

    def must_try(self, exercise: Narrowed) -> bool:
        """Whether it has to be tried. What is for one region need not be by who works in none of them."""
        return self.meets(exercise) and exercise.get("region", "any") in ("any", self.region)

    def needs(self, part: UnitSummary, whole: Structure) -> bool:
        """Whether this unit is required of this reader: other roles see a narrowed unit as optional."""
        narrowed = part["audience"] and set(part["audience"]) < set(whole["audience"])
        return part["required"] and self.sees(part) and (not narrowed or not self.role or self.role in part["audience"])


def required_units(structure: Structure, reader: Reader) -> list[str]:
    return [unit["id"] for unit in structure["units"] if reader.needs(unit, structure)]


def own_numbers(units: Sequence[UnitSummary], asked: Collection[str]) -> dict[str, int]:
    """Unit id → its place, from 1, among the units that are asked of somebody. An optional unit has none."""
    return {unit: number for number, unit in enumerate((one["id"] for one in units if one["id"] in asked), start=1)}


def next_asked(units: Sequence[UnitSummary], asked: Collection[str], after: str) -> str:
    """Id of the first unit behind this one that is asked of somebody; "" behind the last of them."""
    ids = [one["id"] for one in units]
    return next((one for one in ids[ids.index(after) + 1 :] if one in asked), "")


def exercises_to_try(unit: UnitSummary, reader: Reader) -> list[str]:
    """The exercises that this reader must have tried before the unit is finished."""
    narrowed = unit.get("narrowed", {})
    return [one for one in unit["exercises"] if one not in narrowed or reader.must_try(narrowed[one])]


def not_shown(unit: UnitSummary, reader: Reader) -> set[str]:
    """The exercises that are for others."""
    return {one for one, narrowed in unit.get("narrowed", {}).items() if not reader.meets(narrowed)}


def regions_shown(unit: UnitSummary, reader: Reader) -> list[str]:
    """Regions for which a reader whose own is not known is shown exercises, in the order of the page."""
    if reader.region != "any":
        return []
    shown = [narrowed.get("region", "any") for narrowed in unit.get("narrowed", {}).values() if reader.meets(narrowed)]
    return list(dict.fromkeys(region for region in shown if region != "any"))


def graded_quizzes(structure: Structure) -> list[QuizSummary]:
    return [quiz for quiz in structure["quizzes"] if quiz["graded"]]


def quizzes_to_pass(structure: Structure, reader: Reader, newest: Structure | None = None) -> list[QuizSummary]:
    """Graded quizzes that this reader must pass: those that ask them something, as the newest release has them now.

    A quiz that asks them nothing is none for them, in no count and on no page; they complete the course by its units.
    All where no unit is asked of them either: nobody completes a course that asks them nothing.
    """
    now = {quiz["id"]: quiz for quiz in newest["quizzes"]} if newest else {}
    graded = graded_quizzes(structure)
    own = [one for one in graded if asked_of(now.get(one["id"], one), reader.role, reader.region).most]
    return own if own or required_units(structure, reader) else graded


def units_carry_over(structure: Structure, reader: Reader, newest: Structure | None = None) -> bool:
    """Whether a renewal counts the units of earlier cycles: the quiz asks about them again. Where there is none for
    this reader, to renew is to go through the units again.
    """
    return bool(quizzes_to_pass(structure, reader, newest))


def skippable(structure: Structure, reader: Reader, unit_id: str) -> bool:
    """Whether somebody who knows what a unit teaches may pass it over: it is asked of them, and only read and tried.

    Not in a course without a final quiz for them, which has to cover it; not what must be done to be worth anything: a
    graded quiz or lab, a reflection that counts, the cases of a reliance lab.
    """
    unit = next((one for one in structure["units"] if one["id"] == unit_id), None)
    finals = [one for one in graded_quizzes(structure) if one["unit"] is None]
    covered = any(asked_of(one, reader.role, reader.region).most for one in finals)
    if unit is None or not reader.needs(unit, structure) or not covered:
        return False
    labs = [lab for lab in structure.get("labs", []) if lab["unit"] == unit_id]
    return not (
        any(quiz["unit"] == unit_id for quiz in graded_quizzes(structure))
        or any(lab["graded"] or lab["kind"] == "reliance-lab" for lab in labs)
        or set(unit["exercises"]) & set(structure.get("marked", []))
    )


def graded_labs(structure: Structure, reader: Reader) -> list[LabSummary]:
    """Graded labs in this reader's required units."""
    asked = set(required_units(structure, reader))
    return [lab for lab in structure.get("labs", []) if lab["graded"] and lab["unit"] in asked]


def opens_after(structure: Structure, unit_id: str, reader: Reader, finished: Collection[str]) -> list[str]:
    """Ids of the units to finish before this one opens; empty when it is open.

    With `order: in-order` those are all required units before it, else what its `requires` names.
    """
    units = structure["units"]
    here = next(number for number, unit in enumerate(units) if unit["id"] == unit_id)
    if structure["order"] == "in-order":
        before = [unit["id"] for unit in units[:here] if reader.needs(unit, structure)]
    else:
        before = units[here].get("requires", [])
    return [unit for unit in before if unit not in finished]


def marked_exercises(structure: Structure, reader: Reader, newest: Structure | None = None) -> list[str]:
    """Ids of the reflections in this reader's required units that an educator must have marked.

    Those of a graded quiz are left out: the quiz is not passed before they are marked. What the newest release, from
    which units are read, shows this reader no longer is asked no longer, whatever the rules they began with.
    """
    counting = structure.get("marked", [])
    if not counting:
        return []
    read = {unit["id"]: (unit, newest) for unit in newest["units"]} if newest else {}
    asked: set[str] = set()
    for own in structure["units"]:
        if reader.needs(own, structure):
            unit, whole = read.get(own["id"], (own, structure))
            asked |= set(exercises_to_try(unit, reader)) & set(whole.get("marked", []))
    return [question for question in counting if question in asked]


def is_complete(
    structure: Structure,
    reader: Reader,
    *,
    finished: Collection[str],
    passed: Collection[str],
    marked: Collection[str] = (),
    newest: Structure | None = None,
) -> bool:
    """Every required unit finished, every graded quiz and lab passed, every counting reflection marked.

    `newest`: the release from which units are read and questions drawn, where it is not the one whose rules these are.
    """
    return (
        all(unit in finished for unit in required_units(structure, reader))
        and all(quiz["id"] in passed for quiz in quizzes_to_pass(structure, reader, newest))
        and all(lab["id"] in passed for lab in graded_labs(structure, reader))
        and all(question in marked for question in marked_exercises(structure, reader, newest))
    )


def minutes_left(structure: Structure, reader: Reader, *, finished: Collection[str], passed: Collection[str]) -> int:
    units = sum(
        unit["minutes"] for unit in structure["units"] if unit["id"] not in finished and reader.needs(unit, structure)
    )
    return units + sum(quiz["minutes"] for quiz in quizzes_to_pass(structure, reader) if quiz["id"] not in passed)


def hours_in(structure: Structure, minutes: int) -> float | None:
    """CPD hours that may be claimed for so many minutes of a course: the author's, and no more than whole quarters."""
    hours = structure["cpd_hours"]
    return hours if hours is None else min(hours, minutes // 15 / 4) or None


def next_attempt_at(quiz: QuizSummary, last_submitted: datetime | None) -> datetime | None:
    """When a failed quiz may be tried again; None when at once. `wait_hours` runs from the last submission."""
    if last_submitted is None or not quiz["wait_hours"]:
        return None
    return last_submitted + timedelta(hours=quiz["wait_hours"])


def percent_shown(points: Decimal, out_of: int, pass_mark: int, *, passed: bool) -> int:
    """Whole per cent for people, rounded to the nearest; who has not passed never reads the pass mark. 0 of nothing."""
    if not out_of:
        return 0
    nearest = int(100 * points / out_of + Decimal("0.5"))
    return nearest if passed else min(nearest, pass_mark - 1)


def valid_until(completed_on: date, months: int | None) -> date | None:
    """The last valid day: `months` later on the same day of the month, 29 Feb → 28 Feb; None when it never ends."""
    if months is None:
        return None
    year, month = divmod(completed_on.year * 12 + completed_on.month - 1 + months, 12)
    day = completed_on.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:
            day -= 1
