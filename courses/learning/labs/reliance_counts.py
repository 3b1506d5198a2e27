"""What a finished reliance run leaves: its counts for the person, and sums over all people for the case's authors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.core.cache import caches
from django.db.models import F

from courses.authoring.models import Release
from courses.core.document import LabKey, LabView, Response
from courses.core.measures.calibration import POINTS, Calibration, Dot
from courses.core.measures.reliance import Case, Counts, count, first_decisions
from courses.learning.labs.keys import lab_key
from courses.learning.labs.reading import FoundLab, lab_in
from courses.learning.labs.reliance import Place, as_decided, places_with
from courses.learning.labs.runs import Refused, finish_run
from courses.learning.models import Attempt, LabCaseCount, LabRecord

rendered = caches["rendered"]
KIND = "reliance-lab"
TYPES = ("miss", "alarm", "trap", "plain", "text")  # what the advice of a case does
SHOWN_EVERY = 5  # first decisions: two looks at the figures then differ by so many people, or by none
SUMS = ("decisions", "right_first", "right_final", "could_follow", "followed")


@dataclass(frozen=True, slots=True)
class Held:
    """What `LabRecord.counts` holds of a run, as the measures take it.

    `types`: type of case -> [cases, of these wrong in the end]; only types whose author has named them.
    """

    counts: Counts
    calibration: Calibration
    types: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        dots = {d.sure: [d.n, d.right, d.stated.numerator, d.stated.denominator] for d in self.calibration.dots}
        return {**self.counts.as_json(), "sure": dots, "types": {name: list(two) for name, two in self.types.items()}}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Held:
        dots = stored.get("sure", {})
        found = [Dot(at, dots[at][0], dots[at][1], Fraction(dots[at][2], dots[at][3])) for at in POINTS if at in dots]
        return Held(Counts.from_json(stored), Calibration(tuple(found)), stored.get("types", {}))


def held(cases: Sequence[tuple[Case, str]]) -> Held:
    """What cases, each with its type, come to."""
    decided = [case for case, _type in cases]
    types = {
        name: [len(those), sum(not case.right_final for case in those)]
        for name in TYPES
        if (those := [case for case, type in cases if type == name])
    }
    return Held(count(decided), first_decisions(decided), types)


def finish(run: Attempt, found: FoundLab) -> Attempt | Refused:
    """Finish a run whose cases are all done: its record, and once the sums of its cases. Again does nothing."""
    key = lab_key(found.release, run.item_id)
    return finish_run(
        person=run.enrolment.person,
        attempt_id=run.pk,
        counts=counts_of(found.view, key),
        form=run.layout["form"],
        after=sums_of(found.view, key),
    )


def counts_of(view: LabView, key: LabKey) -> Callable[[Attempt, Mapping[int, Response]], dict[str, Any] | None]:
    """What a run comes to, for `finish_run`; None while a case is not done."""

    def counts(run: Attempt, steps: Mapping[int, Response]) -> dict[str, Any] | None:
        found = places_with(run, view, steps)
        if not found or any(place.state != "done" for place in found):
            return None
        return {"kind": KIND, **held([_typed(place, key) for place in found]).as_json()}

    return counts


def _typed(place: Place, key: LabKey) -> tuple[Case, str]:
    told = key["answers"]["cases"][place.case["id"]]
    return as_decided(place, told), told["type"]


def sums_of(view: LabView, key: LabKey) -> Callable[[Attempt, Mapping[int, Response]], None]:
    """Adds a finished run to the sums of its cases: of each person only the first meeting with a case."""

    def add(run: Attempt, steps: Mapping[int, Response]) -> None:
        course, known = run.release.course_id, case_series(run.release, view, key)
        before = LabRecord.objects.filter(person=run.enrolment.person_id, course=course, lab_id__in=known.names)
        before = before.exclude(attempt=run)
        layouts = list(before.values_list("attempt__layout", flat=True))
        if not all(layouts):
            return  # a thinned run no longer says which cases it held: nobody is counted twice
        met = {slot["case"] for layout in layouts for slot in layout["cases"]}
        for place in places_with(run, view, steps):
            id = place.case["id"]
            if id not in met:
                _add(course, id, known.cases[id], as_decided(place, key["answers"]["cases"][id]))

    return add


def _add(course_id: int, case_id: str, since: Since, case: Case) -> None:
    could = not case.advice_right and case.first != case.advice
    sums = (1, case.right_first, case.right_final, could, case.followed)
    row, _new = LabCaseCount.objects.get_or_create(
        course_id=course_id, lab_id=since.lab, case_id=case_id, series=since.number
    )
    more = {name: F(name) + int(value) for name, value in zip(SUMS, sums, strict=True)}
    LabCaseCount.objects.filter(pk=row.pk).update(**more)
    whole = LabCaseCount.objects.annotate(rest=F("decisions") % SHOWN_EVERY).filter(pk=row.pk, rest=0)
    whole.update(**{f"shown_{name}": F(name) for name in SUMS})


@dataclass(frozen=True, slots=True)
class Since:
    """Number of the release since which a case means what it means now, and what its lab was called there: its sums
    stand under both, whatever the lab is called later.
    """

    number: int
    lab: str


@dataclass(frozen=True, slots=True)
class CaseSeries:
    """Of one reliance lab: since when each case, by id, means what it means now, and every id that the lab has had."""

    cases: Mapping[str, Since]
    names: frozenset[str]


def case_series(release: Release, view: LabView, key: LabKey) -> CaseSeries:
    """The series of the cases of a lab, through its renames (`was:`).

    A case means the same while its decisions, the right one and the advice do; another wording does not change it.
    Read once in a process; then 2 queries for each earlier release, until every case has changed, and 1 for the names.
    """
    name = f"lab-series:{release.pk}:{release.sha256}:{view['id']}"
    known = rendered.get(name)
    if known is None:
        known = CaseSeries(_since(release, view, key), _names(release, view["id"]))
        rendered.set(name, known)
    return known


def _since(release: Release, view: LabView, key: LabKey) -> dict[str, Since]:
    now, lab = _meanings(view, key), view["id"]
    since, going_on = dict.fromkeys(now, Since(release.number, lab)), set(now)
    renamed = release.was
    for earlier in Release.objects.filter(course=release.course_id, number__lt=release.number).order_by("-number"):
        lab, renamed = renamed.get(lab, lab), earlier.was
        then = _meanings_in(earlier, lab)
        going_on = {id for id in going_on if then.get(id) == now[id]}
        if not going_on:
            break
        since |= dict.fromkeys(going_on, Since(earlier.number, lab))
    return since


def _names(release: Release, lab: str) -> frozenset[str]:
    """What a lab has been called, up to this release. 1 query."""
    found = {lab}
    releases = Release.objects.filter(course=release.course_id, number__lte=release.number).exclude(was={})
    for was in releases.order_by("-number").values_list("was", flat=True):
        lab = was.get(lab, lab)
        found.add(lab)
    return frozenset(found)


def _meanings_in(release: Release, lab_id: str) -> dict[str, Any]:
    found = lab_in(release, lab_id)
    if found is None or found.view["kind"] != KIND:
        return {}
    return _meanings(found.view, lab_key(release, lab_id))


def _meanings(view: LabView, key: LabKey) -> dict[str, Any]:
    return {case["id"]: _meaning(case, view, key) for case in view["setup"]["cases"]}


def _meaning(case: Mapping[str, Any], view: LabView, key: LabKey) -> Any:
    told = key["answers"]["cases"][case["id"]]
    decisions = sorted(one["id"] for one in case.get("decisions", view["setup"]["decisions"]))
    return decisions, told["correct"], told["advice"]["decision"], told["advice"]["confidence"]
