"""The reliance lab over HTTP: decide, lock it in, see the advice, decide again.

The key is read only for cases whose first decision is stored: before that, no byte of a page can depend on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.core.document import LabKey
from courses.core.labs.percent import per_cent
from courses.core.labs.reliance_lab import Setup
from courses.learning.labs.intro_views import begin, intro_page, lab_page_context
from courses.learning.labs.keys import lab_key
from courses.learning.labs.reading import FoundLab, lab_in, own_run
from courses.learning.labs.reliance import (
    Change,
    Place,
    about_opened,
    case_count,
    current,
    final_decision,
    first_decision,
    for_reader,
    layout_of,
    places,
)
from courses.learning.labs.reliance_counts import finish
from courses.learning.labs.reliance_result import result_of, story
from courses.learning.labs.runs import Kept, Refused, store_step
from courses.learning.models import Attempt
from courses.learning.sureness import SURE, read_sure

TEMPLATES = {
    "first": "learning/labs/reliance_first.html",
    "final": "learning/labs/reliance_final.html",
    "done": "learning/labs/reliance_done.html",
}
STANDS = "Your first decision was locked in before. It stands."


@dataclass(frozen=True, slots=True)
class Tried:
    """What a form held that could not be stored, or was not meant to be stored yet. `problem` is empty then."""

    choice: str = ""
    sure: str = ""
    problem: str = ""
    at: str = "decision-1"  # id of the field the problem is about


def lab_page(request: HttpRequest, found: FoundLab) -> HttpResponseBase:
    """What the lab is. POST begins a run, or goes on with the open one."""
    person = request.user
    setup: Setup = found.view["setup"]  # type: ignore[assignment]
    empty = person.is_authenticated and not for_reader(person, setup)
    if request.method != "POST":
        reader = person if person.is_authenticated else None
        return intro_page(request, found, empty=empty, case_count=case_count(reader, setup))
    if not person.is_authenticated or empty:
        return begin(request, found, lambda _seed, _before: [], empty=empty)
    key = lab_key(found.release, found.view["id"])
    return begin(request, found, layout_of(person, found, key))


def run_page(request: HttpRequest, run: Attempt, found: FoundLab) -> HttpResponseBase:
    """To the case where the person stopped; from a finished run to its result."""
    if run.state != Attempt.State.OPEN:
        return redirect("lab-result", run.pk)
    cases = places(run, found.view)
    return redirect("reliance-case", run.pk, (current(cases) or cases[-1]).number)


@require_http_methods(["GET", "HEAD", "POST"])
def reliance_case(request: HttpRequest, attempt: int, number: int) -> HttpResponseBase:
    """One case of a run as far as it is decided. POST stores the next decision; later cases wait for this one."""
    run, found = run_or_404(request, attempt)
    cases = places(run, found.view)
    if not 1 <= number <= len(cases):
        raise Http404
    here = current(cases)
    if here is not None and number > here.number:
        return redirect("reliance-case", run.pk, here.number)
    place = cases[number - 1]
    if request.method == "POST":
        return _decide(request, run, found, place)
    return _page(request, run, found, place)


def run_or_404(request: HttpRequest, attempt_id: int) -> tuple[Attempt, FoundLab]:
    """A reliance run of this person, with its lab; a 404 for anything else."""
    run = own_run(request.user, attempt_id)
    found = lab_in(run.release, run.item_id) if run else None
    if run is None or found is None or found.view["kind"] != "reliance-lab" or run.state == Attempt.State.VOID:
        raise Http404
    return run, found


def _decide(request: HttpRequest, run: Attempt, found: FoundLab, place: Place) -> HttpResponseBase:
    act, choice, sure = request.POST.get("act"), request.POST.get("decision", ""), read_sure(dict(request.POST.lists()))
    if act == "first":
        return _first(request, run, found, place, Tried(choice, sure))
    if act == "about" and place.state == "final":
        _store(run, place, about_opened)
        return _page(request, run, found, _again(run, found, place), Tried(choice, sure))
    if act == "final" and place.state == "final":
        return _final(request, run, found, place, Tried(choice, sure))
    return redirect("reliance-case", run.pk, place.number)


def _first(request: HttpRequest, run: Attempt, found: FoundLab, place: Place, tried: Tried) -> HttpResponseBase:
    if place.state == "first" and (problem := _missing(found, place, tried, asks=True)):
        return _page(request, run, found, place, problem)
    stored = _store(run, place, first_decision(place, tried.choice, tried.sure if _asks(found) else ""))
    if isinstance(stored, Refused):
        messages.info(request, _(STANDS))
    return redirect("reliance-case", run.pk, place.number)


def _final(request: HttpRequest, run: Attempt, found: FoundLab, place: Place, tried: Tried) -> HttpResponseBase:
    changed = tried.choice != place.step["first"]
    if problem := _missing(found, place, tried, asks=changed):
        return _page(request, run, found, place, problem)
    stored = _store(run, place, final_decision(place, tried.choice, tried.sure))
    cases = places(run, found.view)
    here = current(cases)
    if here is None and isinstance(stored, Kept):
        finish(run, found)
    if found.view["setup"]["feedback"] == "each":
        return redirect("reliance-case", run.pk, place.number)
    return redirect("reliance-case", run.pk, here.number) if here else redirect("lab-result", run.pk)


def _missing(found: FoundLab, place: Place, tried: Tried, *, asks: bool) -> Tried | None:
    """The same form with what is still to be chosen, in words."""
    if tried.choice not in {one["id"] for one in place.options}:
        return Tried("", tried.sure, _("Choose what you would do"))
    if asks and _asks(found) and not tried.sure:
        return Tried(tried.choice, "", _("Choose how sure you are"), "sure")
    return None


def _asks(found: FoundLab) -> bool:
    return bool(found.view["setup"]["confidence"])


def _store(run: Attempt, place: Place, change: Change) -> object:
    return store_step(person=run.enrolment.person, attempt_id=run.pk, slot=place.number - 1, change=change)


def _again(run: Attempt, found: FoundLab, place: Place) -> Place:
    return places(run, found.view)[place.number - 1]


def _page(
    request: HttpRequest, run: Attempt, found: FoundLab, place: Place, tried: Tried | None = None
) -> HttpResponse:
    tried = tried or Tried()
    many = len(run.layout["cases"])
    context = lab_page_context(request, found) | {
        "run": run,
        "place": place,
        "many": many,
        "left": many - place.number,
        "marks": ["on"] * (place.number - 1) + ["now"] + [""] * (many - place.number),
        "options": [one | {"chosen": one["id"] == tried.choice} for one in place.options],
        "q": {"sure": tried.sure},
        "tried": tried,
        "problems": [(tried.at, tried.problem)] if tried.problem else [],
        "asks": _asks(found),
    }
    if place.state != "first":
        context |= _told(found, place)
    return render(request, TEMPLATES[place.state], context, status=422 if tried.problem else 200)


def _told(found: FoundLab, place: Place) -> dict[str, Any]:
    """What may be shown once a first decision is stored: the advice; and when the case is done, everything about it."""
    key = lab_key(found.release, found.view["id"])
    told: Mapping[str, Any] = key["answers"]["cases"][place.case["id"]]
    advice = told["advice"]
    shown: dict[str, Any] = {
        "advice": advice["html"],
        "advised": place.words(advice["decision"]),
        "stated": per_cent(advice["confidence"]) if advice["confidence"] else "",
        "first": place.words(place.step["first"]),
        "first_id": place.step["first"],
        "first_sure": SURE.get(place.step.get("sure", ""), ""),
        "about": advice["about"]["html"] if advice["about"] and "about_at" in place.step else "",
        "has_about": advice["about"] is not None,
    }
    if place.state == "done" and found.view["setup"]["feedback"] == "each":
        shown["story"] = story(place, told)
    return shown


@require_safe
def reliance_so_far(request: HttpRequest, attempt: int) -> HttpResponse:
    """Stop here: every case that is done with what was right and why. The run can be gone on with."""
    run, found = run_or_404(request, attempt)
    cases = places(run, found.view)
    done = [place for place in cases if place.state == "done"]
    context = lab_page_context(request, found) | {
        "run": run,
        "here": current(cases),
        "many": len(cases),
        "stories": _stories(done, lab_key(found.release, run.item_id)) if done else [],
    }
    return render(request, "learning/labs/reliance_so_far.html", context)


def _stories(done: Sequence[Place], key: LabKey) -> list[Any]:
    return [story(place, key["answers"]["cases"][place.case["id"]]) for place in done]


def result_page(request: HttpRequest, run: Attempt, found: FoundLab) -> HttpResponseBase:
    """What the run came to. POST finishes one whose cases are all done; before that, back to the run."""
    if run.state == Attempt.State.VOID:
        raise Http404
    if run.state == Attempt.State.OPEN:
        finished = finish(run, found) if request.method == "POST" else None
        return redirect("lab-result" if isinstance(finished, Attempt) else "lab-run", run.pk)
    key = lab_key(found.release, run.item_id)
    context = lab_page_context(request, found) | {"run": run, "result": result_of(run, found, key)}
    return render(request, "learning/labs/reliance_result.html", context | {"debrief": key["debrief"]})
