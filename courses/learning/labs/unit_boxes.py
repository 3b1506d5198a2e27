"""The box that stands in a unit for each of its labs: what it is, how long, and Start, Go on or what has been done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.core.document import LabSummary
from courses.core.labs import LABS, named
from courses.learning.labs.playable import IN_UNIT, PLAYABLE
from courses.learning.models import Attempt, LabRecord
from courses.learning.queries import Asker, UnitPage

WHAT = {
    "reliance-lab": gettext_lazy("You decide first, then see what a tool advises, then decide again."),
    "threshold-explorer": gettext_lazy("You move three figures and watch what a flag then means."),
    "redaction-lab": gettext_lazy("You find what identifies somebody before a text leaves the practice."),
    "checking-lab": gettext_lazy("You check a summary against what was really said."),
    "scenario": gettext_lazy("You go through a situation step by step and see what follows."),
}


@dataclass(frozen=True, slots=True)
class State:
    """How far a person is with one lab. Runs by id, for their addresses."""

    open: int | None = None
    where: str = ""  # "case 3 of 8"
    done: int | None = None  # the newest finished run
    done_at: datetime | None = None


def reliance_place(run: Attempt) -> str:
    """ "case 3 of 8": where an open run goes on. Its answers must have been read."""
    done = sum("final" in (answer.response or {}) for answer in run.answers.all())
    many = len(run.layout["cases"])
    return _("case %(number)s of %(many)s") % {"number": min(done + 1, many), "many": many}


def scenario_place(run: Attempt) -> str:
    """ "step 3": the one that has not been chosen in. Its answers must have been read."""
    return _("step %(number)s") % {"number": len(run.answers.all()) + 1}


def text_place(run: Attempt) -> str:
    """ "text 2 of 3": where an open run goes on; "" where there is but one. Its answers must have been read."""
    steps = {answer.slot: answer.response or {} for answer in run.answers.all()}
    open_ones = [slot for slot in steps if "checked_at" not in steps[slot]]
    at = max(open_ones) if open_ones else len(steps)
    many = len(run.layout["sheets"])
    return _("text %(number)s of %(many)s") % {"number": min(at + 1, many), "many": many} if many > 1 else ""


# Kind of lab -> where an open run goes on, in words. A kind without an entry says only "Go on".
PLACES: Mapping[str, Callable[[Attempt], str]] = {
    "reliance-lab": reliance_place,
    "scenario": scenario_place,
    "redaction-lab": text_place,
    "checking-lab": text_place,
}


def states(asker: Asker, course_id: int, labs: Sequence[LabSummary]) -> dict[str, State]:
    """How far the person is with each of these labs. 2 queries and 1 more where a run is open; none for visitors."""
    if not asker.is_authenticated or not labs:
        return {}
    kinds = {lab["id"]: lab["kind"] for lab in labs}
    runs = Attempt.objects.filter(
        enrolment__person=asker.pk, enrolment__course=course_id, kind="lab", item_id__in=kinds
    )
    going = {run.item_id: run for run in runs.filter(state=Attempt.State.OPEN).prefetch_related("answers")}
    rows = LabRecord.objects.filter(person=asker.pk, course=course_id, lab_id__in=kinds).order_by("pk")
    done = {row[0]: row for row in rows.values_list("lab_id", "attempt_id", "finished_at")}
    found = {}
    for id, kind in kinds.items():
        run, place = going.get(id), PLACES.get(kind)
        _id, newest, at = done.get(id, (id, None, None))
        where = place(run) if run is not None and place is not None else ""
        found[id] = State(run.pk if run else None, where, newest, at)
    return found


def boxes(asker: Asker, found: UnitPage) -> dict[str, str]:
    """HTML of the box of each lab of a unit that can be done, by lab id."""
    structure = found.release.structure
    here = {block["lab"]: step["title"] for step in found.page.parts for block in step["blocks"] if "lab" in block}
    labs = [lab for lab in structure.get("labs", []) if lab["id"] in here and lab["kind"] in PLAYABLE - IN_UNIT]
    known = states(asker, found.release.course_id, labs)
    visitor = not asker.is_authenticated
    return {
        lab["id"]: _box(structure["id"], lab, here[lab["id"]], known.get(lab["id"], State()), visitor=visitor)
        for lab in labs
    }


def _box(slug: str, lab: LabSummary, step: str, state: State, *, visitor: bool) -> str:
    """`step`: title of the step it stands in; where that is the lab's name, it is not said again.

    A `visitor` reads a lab and does none: the box promises no more.
    """
    name = named(lab)
    kind = LABS[lab["kind"]].name if "title" in lab else _("Lab")
    context = {"course": slug, "lab": lab, "name": name, "kind_name": kind, "what": WHAT[lab["kind"]], "state": state}
    return render_to_string("parts/labs/box.html", context | {"heading": step != name, "visitor": visitor})
