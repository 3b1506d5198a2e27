"""Doing the labs of a unit by the same services as clicks would, deciding rightly: for the demo and for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from courses.authoring.models import Release
from courses.core.document import LabKey
from courses.core.labs.percent import per_cent
from courses.learning.labs import explorer, marked_text, scenario
from courses.learning.labs.asked import unfinished_labs
from courses.learning.labs.keys import lab_key
from courses.learning.labs.reading import FoundLab, lab_in
from courses.learning.labs.reliance import final_decision, first_decision, layout_of, places
from courses.learning.labs.reliance_counts import finish
from courses.learning.labs.runs import finish_run, open_run, store_step
from courses.learning.models import Attempt
from courses.people.models import User

SURE = "70"


def rehearse_labs(person: User, release: Release, unit_id: str) -> None:
    """Finish every lab that the unit still asks of this person, as far as its kind can be rehearsed."""
    for lab_id in unfinished_labs(person, release, unit_id):
        found = lab_in(release, lab_id)
        rehearse = REHEARSALS.get(found.view["kind"]) if found else None
        if found is not None and rehearse is not None:
            rehearse(person, found, lab_key(release, lab_id))


def _reliance(person: User, found: FoundLab, key: LabKey) -> None:
    run = open_run(person=person, release=found.release, lab=found.view, layout=layout_of(person, found, key))
    if not isinstance(run, Attempt):
        return
    sure = SURE if found.view["setup"]["confidence"] else ""
    for place in places(run, found.view):
        right = key["answers"]["cases"][place.case["id"]]["correct"]
        for change in (first_decision(place, right, sure), final_decision(place, right, sure)):
            store_step(person=person, attempt_id=run.pk, slot=place.number - 1, change=change)
    finish(run, found)


def _scenario(person: User, found: FoundLab, key: LabKey) -> None:
    run = open_run(person=person, release=found.release, lab=found.view, layout=lambda _seed, _before: [])
    number = 1
    while isinstance(run, Attempt) and (here := scenario.step_at(found.view, key, scenario.turns_of(run), number)):
        choices = key["answers"]["steps"][here["id"]]
        good = next(id for id in sorted(choices) if choices[id]["good"])
        scenario.choose(person=person, run=run, view=found.view, key=key, number=number, choice=good)
        number += 1


def _explorer(person: User, found: FoundLab, _key: LabKey) -> None:
    """Move the prevalence to what it does not open with."""
    for prevalence in ("0.01", "0.02"):
        if explorer.work(person=person, found=found, form={"prevalence": per_cent(prevalence)}):
            return


def _marked_text(person: User, found: FoundLab, key: LabKey) -> None:
    """Mark every place that has to be, with the first mark that is right, and check each sheet."""
    run = open_run(person=person, release=found.release, lab=found.view, layout=marked_text.layout_of(found.view))
    if not isinstance(run, Attempt):
        return
    for sheet in marked_text.sheets(run, found.view):
        targets = {text["id"]: key["answers"]["texts"][text["id"]] for text in sheet.texts}
        marks = {
            text: {one["units"][0]: one["marks"][0] for one in places if one["marks"]}
            for text, places in targets.items()
            if any(one["marks"] for one in places)
        }
        change = marked_text.keep(marks, marked_text.Stamp(sheet.version), check=not run.graded)
        store_step(person=person, attempt_id=run.pk, slot=sheet.number - 1, change=change)
    finish_run(person=person, attempt_id=run.pk, counts=marked_text.counts_of(found.view, key))


REHEARSALS: Mapping[str, Callable[[User, FoundLab, LabKey], None]] = {
    "checking-lab": _marked_text,
    "redaction-lab": _marked_text,
    "reliance-lab": _reliance,
    "scenario": _scenario,
    "threshold-explorer": _explorer,
}
