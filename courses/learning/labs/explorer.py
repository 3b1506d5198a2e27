"""Working in a threshold explorer. There is nothing to score in it: a run is done when a number has been moved.

What counts: sensitivity, specificity or prevalence other than those it opens with, by field, button, slider, list or
threshold. Its tasks are exercises of the unit, which asks for their answers by itself; so answering one without moving
anything does not count as work in the lab. No number is kept, only that and when somebody worked in it, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from courses.authoring.explorer_view import explorer_setup
from courses.core.document import LabView, Response
from courses.core.runs.explorer import read, start_values
from courses.learning.enrolments import ensure_enrolment
from courses.learning.labs.reading import FoundLab
from courses.learning.labs.runs import finish_run, open_run
from courses.learning.models import Attempt, Enrolment, LabRecord
from courses.learning.queries import Asker
from courses.people.models import User

FORM = ("prevalence", "sensitivity", "specificity", "tests", "preset", "from")
LONGEST = 40  # characters of one value that are looked at
KIND = "threshold-explorer"


def typed_in(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of an explorer's form, from a post or an address; anything else in it is dropped."""
    found = {name: str(data.get(name, ""))[:LONGEST] for name in FORM if name in data}
    return {name: value.replace("\0", "") for name, value in found.items()}


def is_moved(lab: LabView, form: Mapping[str, str]) -> bool:
    """Whether these are other rates than those the explorer opens with. A number that cannot be read moves nothing."""
    setup = explorer_setup(lab)
    return read(setup, form).values.tool != start_values(setup).tool


def worked_on(asker: Asker, course_id: int, lab_id: str) -> datetime | None:
    """When this person first worked in the explorer. 1 query."""
    if not asker.is_authenticated:
        return None
    records = LabRecord.objects.filter(person=asker.pk, course=course_id, lab_id=lab_id)
    return records.order_by("finished_at").values_list("finished_at", flat=True).first()


@transaction.atomic
def work(*, person: User, found: FoundLab, form: Mapping[str, str]) -> bool:
    """Keep that somebody has worked in this explorer, once. False where nothing was moved."""
    if not is_moved(found.view, form):
        return False
    enrolment = ensure_enrolment(person=person, release=found.release)
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)  # of two posts at one moment the second sees the first
    if worked_on(person, found.release.course_id, found.view["id"]):
        return True
    run = open_run(person=person, release=found.release, lab=found.view, layout=_nothing_to_lay_out)
    assert isinstance(run, Attempt)  # an explorer is never graded, so nothing locks it
    finish_run(person=person, attempt_id=run.pk, counts=_nothing_to_count)
    return True


def _nothing_to_lay_out(_seed: int, _before: list[Attempt]) -> list[Any]:
    return []


def _nothing_to_count(_run: Attempt, _steps: Mapping[int, Response]) -> dict[str, Any]:
    return {"kind": KIND}
