"""One run of a reliance lab: which cases, which step comes next, what a decision changes, what the run came to.

A step is stored with its case: {"first", "sure", "first_at"}, then maybe {"about_at"}, then {"final", "final_sure",
"final_at"}. A first decision never changes once stored, nor a final one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from courses.core.document import LabKey, LabView, Option, Response
from courses.core.labs.reliance_lab import CaseKey, CaseView, Setup
from courses.core.measures.reliance import Case
from courses.core.runs.reliance import CaseSlot, forms_in_order, lay_out, wrong_cases
from courses.learning.labs.pairs import partners
from courses.learning.labs.reading import FoundLab
from courses.learning.models import Attempt, LabRecord
from courses.people.models import User

Change = Callable[[Response | None, datetime], Response | None]


class Layout(TypedDict):
    """`Attempt.layout` of a reliance lab."""

    seed: int
    forms_seed: int  # of this person and course: who begins with which form
    form: str  # "" where the lab has none
    cases: list[CaseSlot]


@dataclass(frozen=True, slots=True)
class Place:
    """One case of a run as far as it has been decided. Nothing here comes from the key."""

    number: int  # from 1
    case: CaseView
    options: list[Option]  # in the order shown
    step: Response

    @property
    def state(self) -> str:
        """first: nothing is decided; final: the advice is shown; done."""
        return "done" if "final" in self.step else "final" if "first" in self.step else "first"

    def words(self, option: str) -> str:
        """HTML of one decision."""
        return next((one["html"] for one in self.options if one["id"] == option), option)


def places(run: Attempt, view: LabView) -> list[Place]:
    """The cases of a run in their order, with what is decided. 1 query."""
    steps = dict(run.answers.exclude(response=None).values_list("slot", "response"))
    return places_with(run, view, steps)


def places_with(run: Attempt, view: LabView, steps: Mapping[int, Response]) -> list[Place]:
    """The same from steps that are known already."""
    cases = {case["id"]: case for case in view["setup"]["cases"]}
    found = []
    for at, slot in enumerate(run.layout.get("cases", ())):  # none once the run is thinned to its counts
        case = cases[slot["case"]]
        known = {one["id"]: one for one in case.get("decisions", view["setup"]["decisions"])}
        found.append(Place(at + 1, case, [known[id] for id in slot["options"]], steps.get(at, {})))
    return found


def current(found: Sequence[Place]) -> Place | None:
    """The first case that is not done; None when all are."""
    return next((place for place in found if place.state != "done"), None)


def for_reader(person: User, setup: Setup) -> bool:
    """Whether the lab has a case for this person's role and region."""
    return case_count(person, setup) > 0


def case_count(person: User | None, setup: Setup) -> int:
    """How many cases one run of this person has, at most: forms may hold more or fewer."""
    return max(_many(person, setup, form) for form in setup["forms"] or [""])


def _many(person: User | None, setup: Setup, form: str) -> int:
    return len(lay_out(setup, seed=0, wrong=(), form=form, **(_reader(person) if person else {})))


def layout_of(person: User, found: FoundLab, key: LabKey) -> Callable[[int, list[Attempt]], Any]:
    """Makes the layout of a new run: unseen cases first, and the form met least often at this lab and its partners, of
    equal ones the first of this person's order.
    """
    setup: Setup = found.view["setup"]  # type: ignore[assignment]

    def layout(seed: int, _before: list[Attempt]) -> Layout:
        runs = _runs(person, found.release.course_id)
        here = {found.view["id"], *partners(found.release, found.view["id"])}
        met = [run for run in runs if run.lab in here]
        forms_seed = next((run.forms_seed for run in runs if run.forms_seed), 0) or secrets.randbits(48)
        forms = [form for form in forms_in_order(setup, forms_seed) if _many(person, setup, form)]
        form = min(forms, key=[run.form for run in met].count, default="")
        seen = {case for run in met for case in run.cases}
        wrong = wrong_cases(key["answers"])
        cases = lay_out(setup, seed=seed, wrong=wrong, form=form, seen=seen, **_reader(person))
        return Layout(seed=seed, forms_seed=forms_seed, form=form, cases=cases)

    return layout


def _reader(person: User) -> dict[str, Any]:
    return {"role": person.job_role or None, "region": None if person.region == "any" else person.region}


@dataclass(frozen=True, slots=True)
class _Run:
    """What an earlier run still tells; once it is thinned to its counts, only the form."""

    lab: str
    form: str
    forms_seed: int
    cases: Sequence[str]


def _runs(person: User, course_id: int) -> list[_Run]:
    """Every run of this person at a lab of the course, oldest first. 1 query."""
    runs = Attempt.objects.filter(enrolment__person=person, enrolment__course=course_id, kind="lab")
    rows = runs.order_by("pk").values_list("item_id", "layout", "record__form")
    known = [(lab, layout if isinstance(layout, dict) else {}, form) for lab, layout, form in rows]
    return [
        _Run(
            lab,
            layout.get("form") or form or "",
            layout.get("forms_seed", 0),
            [slot["case"] for slot in layout.get("cases", ())],
        )
        for lab, layout, form in known
    ]


def first_decision(place: Place, choice: str, sure: str) -> Change:
    """Store a first decision, once. Another one sent later is refused: the stored one stands."""

    def change(stored: Response | None, now: datetime) -> Response | None:
        if choice not in {one["id"] for one in place.options}:
            return None
        if stored:
            return stored if (stored.get("first"), stored.get("sure")) == (choice, sure) else None
        return {"first": choice, "sure": sure, "first_at": now.isoformat()}

    return change


def about_opened(stored: Response | None, now: datetime) -> Response | None:
    """Note that "About this tool" was opened, the first time it is."""
    if not stored or "first" not in stored:
        return None
    return stored if "about_at" in stored or "final" in stored else {**stored, "about_at": now.isoformat()}


def final_decision(place: Place, choice: str, sure: str) -> Change:
    """Store a final decision, once, and only after a first one. Sureness counts only where the answer changed."""

    def change(stored: Response | None, now: datetime) -> Response | None:
        if not stored or "first" not in stored or choice not in {one["id"] for one in place.options}:
            return None
        if "final" in stored:
            return stored if stored["final"] == choice else None
        said = sure if choice != stored["first"] else stored["sure"]
        return {**stored, "final": choice, "final_sure": said, "final_at": now.isoformat()}

    return change


def as_decided(place: Place, key: CaseKey) -> Case:
    """A case that is done, as the measures take it."""
    step = place.step
    return Case(
        first=step["first"],
        advice=key["advice"]["decision"],
        final=step["final"],
        truth=key["correct"],
        sure=step.get("sure", ""),
        options=len(place.options),
    )


def met_cases(person: User, course_id: int, lab_id: str) -> set[str] | None:
    """Cases of a lab that the person has met in finished runs; None where a run no longer says which. 1 query."""
    records = LabRecord.objects.filter(person=person, course=course_id, lab_id=lab_id)
    layouts = list(records.values_list("attempt__layout", flat=True))
    if not all(layouts):
        return None
    return {slot["case"] for layout in layouts for slot in layout.get("cases", ())}
