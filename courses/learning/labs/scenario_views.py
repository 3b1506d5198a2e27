"""A scenario over HTTP: one step a page, each with its own address; what was chosen stands, whoever goes back.

A step that was chosen in and its consequence stay where they are, so the browser's Back leads to what was. Looking is a
GET and stores nothing; going on from there, or trying another choice there, is kept as looking back.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.core.document import LabKey, Response
from courses.core.measures.scenario_path import Way, way_words
from courses.learning.labs.intro_views import begin, intro_page, lab_page_context
from courses.learning.labs.keys import lab_key
from courses.learning.labs.reading import FoundLab, lab_in, own_run, runs_before
from courses.learning.labs.runs import Closed, Kept, Refused, finish_run
from courses.learning.labs.scenario import (
    KIND,
    choose,
    counts_of,
    look_back,
    may_tell,
    step_at,
    told,
    turns_of,
    way_of,
)
from courses.learning.labs.unit_boxes import WHAT
from courses.learning.models import Attempt, LabRecord
from courses.learning.queries import newest_grade


def lab_page(request: HttpRequest, found: FoundLab) -> HttpResponseBase:
    """What the scenario is. POST begins a way, or leads back to the one under way."""
    if request.method == "POST":
        return begin(request, found, lambda _seed, _before: {})
    setup = found.view["setup"]
    begins = next(step for step in setup["steps"] if step["id"] == setup["start"])
    return intro_page(request, found, begins=begins, what=f"{WHAT[KIND]} {_counts(found)}".strip())


def _counts(found: FoundLab) -> str:
    """What decides in a graded scenario, said before the start; "" where nothing is scored."""
    if not found.view["graded"]:
        return ""
    if found.view["setup"]["scoring"] == "outcome":
        return _("How it ends decides.")
    return _("What decides is how many of your choices are good practice.")


def run_page(_request: HttpRequest, run: Attempt, found: FoundLab) -> HttpResponseBase:
    """To the step where the way stopped, or to its end."""
    if run.state != Attempt.State.OPEN:
        return redirect("lab-result", run.pk)
    turns = turns_of(run)
    way = way_of(found.view, lab_key(run.release, run.item_id), turns)
    return redirect("lab-result", run.pk) if way.finished else redirect("scenario-step", run.pk, len(turns) + 1)


def _own(request: HttpRequest, attempt_id: int) -> tuple[Attempt, FoundLab, LabKey, dict[int, Response]]:
    """A run of this person at a scenario, on its own release; a 404 for anything else."""
    run = own_run(request.user, attempt_id)
    found = lab_in(run.release, run.item_id) if run else None
    if run is None or found is None or found.view["kind"] != KIND:
        raise Http404
    return run, found, lab_key(run.release, run.item_id), turns_of(run)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_step(request: HttpRequest, attempt: int, number: int) -> HttpResponseBase:
    """One situation with its choices, or what was chosen in it. POST chooses, or goes on from looking back."""
    run, found, key, turns = _own(request, attempt)
    if request.method == "POST" and "looked" in request.POST:
        return _went_on(request, run, number, turns)
    if request.method == "POST":
        return _chose(request, run, found, key, number)
    return _step_page(request, run, found, key, number, turns)


def _went_on(request: HttpRequest, run: Attempt, number: int, turns: dict[int, Response]) -> HttpResponse:
    looked = request.POST["looked"]
    if number - 1 in turns and looked.isascii() and looked.isdecimal() and len(looked) < 4:
        look_back(person=request.user, run=run, number=number, looked=int(looked))
    return redirect("scenario-after", run.pk, number) if number - 1 in turns else redirect("lab-run", run.pk)


def _chose(request: HttpRequest, run: Attempt, found: FoundLab, key: LabKey, number: int) -> HttpResponseBase:
    choice = request.POST.get("choice", "")
    outcome = choose(person=request.user, run=run, view=found.view, key=key, number=number, choice=choice)
    turns = turns_of(run)
    if isinstance(outcome, Refused) and outcome.stored is None:
        if step_at(found.view, key, turns, number) is None:
            return redirect("lab-run", run.pk)
        return _step_page(request, run, found, key, number, turns, problem=_("Choose one of the ways to go on"))
    if isinstance(outcome, Kept) and outcome.response["choice"] == choice:
        return redirect("scenario-after", run.pk, number)
    if isinstance(outcome, Closed) and turns.get(number - 1, {}).get("choice", choice) == choice:
        return redirect("lab-result", run.pk)
    return _step_page(request, run, found, key, number, turns, refused=True)


def _step_page(
    request: HttpRequest,
    run: Attempt,
    found: FoundLab,
    key: LabKey,
    number: int,
    turns: dict[int, Response],
    *,
    problem: str = "",
    refused: bool = False,
) -> HttpResponseBase:
    step, is_open = step_at(found.view, key, turns, number), run.state == Attempt.State.OPEN
    if step is None or (not is_open and number - 1 not in turns):  # not reached, or no longer kept
        return redirect("lab-run", run.pk)
    made = told(found.view, key, turns, number) if number - 1 in turns else None
    context = {
        "run": run,
        "number": number,
        "step": step,
        "chosen": made.choice if made else "",
        "looked": made.looked + 1 if made else 0,
        "open": is_open,
        "problem": problem,
        "problems": [("choices", problem)] if problem else [],
        "refused": refused,
    }
    status = 422 if problem else 409 if refused else 200
    return render(
        request, "learning/labs/scenario_step.html", context | lab_page_context(request, found), status=status
    )


@require_safe
def scenario_after(request: HttpRequest, attempt: int, number: int) -> HttpResponseBase:
    """What a choice led to, and Go on. A choice without a consequence leads on at once."""
    run, found, key, turns = _own(request, attempt)
    if number - 1 not in turns:
        return redirect("lab-run", run.pk)
    made = told(found.view, key, turns, number)
    last = number == len(turns)
    ends = last and way_of(found.view, key, turns).finished
    onward = reverse("lab-result", args=[run.pk]) if ends else reverse("scenario-step", args=[run.pk, number + 1])
    if not made.consequence:
        return redirect(onward)
    context = {"run": run, "turn": made, "ends": ends, "onward": onward, "back_here": not last}
    return render(request, "learning/labs/scenario_after.html", context | lab_page_context(request, found))


def result_page(request: HttpRequest, run: Attempt, found: FoundLab) -> HttpResponseBase:
    """How it ended and the way that was taken, with better turns where they may be told.

    The last choice finishes the run. Should that have been cut off between the two, POST does it.
    """
    key = lab_key(run.release, run.item_id)
    if run.state == Attempt.State.VOID:
        raise Http404
    if run.state == Attempt.State.OPEN:
        return _end(request, run, found, key)
    context = _result(request, run, found, key)
    return render(request, "learning/labs/scenario_result.html", context | lab_page_context(request, found))


def _end(request: HttpRequest, run: Attempt, found: FoundLab, key: LabKey) -> HttpResponseBase:
    """An open run whose result is asked for: to its step, or, where it has come to an ending, to be finished."""
    if not way_of(found.view, key, turns_of(run)).finished:
        return redirect("lab-run", run.pk)
    if request.method == "POST":
        finish_run(person=request.user, attempt_id=run.pk, counts=counts_of(found.view, key))
        return redirect("lab-result", run.pk)
    context = {"run": run, "unfinished": True}
    return render(request, "learning/labs/scenario_result.html", context | lab_page_context(request, found))


def _result(request: HttpRequest, run: Attempt, found: FoundLab, key: LabKey) -> dict[str, Any]:
    record = LabRecord.objects.get(attempt=run)
    runs = runs_before(request.user, found.release.course_id, found.view["id"])
    turns = turns_of(run)
    way = way_of(found.view, key, turns) if turns else None
    grade = newest_grade(run) if run.graded else None
    tells = may_tell(found.view, runs)
    return {
        "run": run,
        "record": record,
        "grade": grade,
        "waiting": run.graded and grade is None,
        "way": way,
        "words": way_words(way) if way else "",
        "ending": key["answers"]["endings"][way.ending]["html"] if way else "",
        "path": [told(found.view, key, turns, number) for number in range(1, len(turns) + 1)],
        "tells": tells,
        "debrief": key["debrief"] if tells else "",
        "percent": _percent(way),
        "again": not (run.graded and tells),
        "others": [one for one in runs if one.pk != run.pk and one.state != Attempt.State.VOID],
    }


def _percent(way: Way | None) -> int | None:
    return way.percent if way else None
