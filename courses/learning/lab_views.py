"""Labs over HTTP: the address of a lab, of a run and of its result, each led to the pages of the lab's kind.

A kind that cannot be done yet is read: its text and, on this page, its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from courses.learning.lab_text import told_lab
from courses.learning.labs import explorer_views, marked_text_views, reliance_views, scenario_views
from courses.learning.labs.playable import PLAYABLE
from courses.learning.labs.reading import FoundLab, find_lab, finished_labs, lab_in, own_run
from courses.learning.labs.reliance import met_cases
from courses.learning.models import Attempt
from courses.learning.unit_views import crumbs


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one kind of lab. Each is called with GET and POST."""

    lab: Callable[[HttpRequest, FoundLab], HttpResponseBase]  # what it is; POST begins a run or goes on with one
    run: Callable[[HttpRequest, Attempt, FoundLab], HttpResponseBase]  # to where the person stopped
    result: Callable[[HttpRequest, Attempt, FoundLab], HttpResponseBase]  # POST finishes the run


_MARKED_TEXT = Pages(marked_text_views.lab_page, marked_text_views.run_page, marked_text_views.result_page)
PAGES: Mapping[str, Pages] = {
    "redaction-lab": _MARKED_TEXT,
    "checking-lab": _MARKED_TEXT,
    "threshold-explorer": Pages(explorer_views.lab_page, explorer_views.run_page, explorer_views.result_page),
    "reliance-lab": Pages(reliance_views.lab_page, reliance_views.run_page, reliance_views.result_page),
    "scenario": Pages(scenario_views.lab_page, scenario_views.run_page, scenario_views.result_page),
}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def lab(request: HttpRequest, course: str, lab: str) -> HttpResponseBase:
    """A lab: what it is, and Start. Of a kind that cannot be done yet: its answers to be read."""
    found = find_lab(request.user, course, lab)
    if found is None:
        raise Http404
    pages = PAGES.get(found.view["kind"])
    if pages is not None:
        return pages.lab(request, found)
    return _answers(request, course, lab)


@require_safe
def lab_answers(request: HttpRequest, course: str, lab: str) -> HttpResponse:
    """Everything about a lab that the person has finished once. Of a reliance lab: the cases they have met."""
    found = find_lab(request.user, course, lab)
    if found is None or not request.user.is_authenticated:
        raise Http404
    if found.view["kind"] in PLAYABLE and lab not in finished_labs(request.user, found.release.course_id, [lab]):
        raise Http404
    met = met_cases(request.user, found.release.course_id, lab) if found.view["kind"] == "reliance-lab" else None
    return _answers(request, course, lab, met)


def _answers(request: HttpRequest, course: str, lab: str, met: set[str] | None = None) -> HttpResponse:
    """The page with the answers; a 404 for a graded lab. `met`: tell of these cases only."""
    told = told_lab(request.user, course, lab)
    if told is None:
        raise Http404
    shown: dict[str, Any] = told.lab
    if met is not None:
        shown = shown | {"cases": [case for case in shown["cases"] if case["id"] in met]}
    unit = (told.unit["title"], reverse("unit", args=[course, told.unit["id"]]))
    context = {
        "lab": shown,
        "course": told.release.structure,
        "back": f"{unit[1]}#lab-{lab}",
        "crumbs": [*crumbs(told.release.structure, request), unit],
    }
    return render(request, "learning/lab.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lab_run(request: HttpRequest, attempt: int) -> HttpResponseBase:
    """A run: to the place where its person stopped."""
    run, found, pages = _run(request, attempt)
    return pages.run(request, run, found)


@require_http_methods(["GET", "HEAD", "POST"])
def lab_result(request: HttpRequest, attempt: int) -> HttpResponseBase:
    """What a run came to."""
    run, found, pages = _run(request, attempt)
    return pages.result(request, run, found)


def _run(request: HttpRequest, attempt_id: int) -> tuple[Attempt, FoundLab, Pages]:
    """A run of this person on its own release; a 404 for a foreign one."""
    run = own_run(request.user, attempt_id)
    found = lab_in(run.release, run.item_id) if run else None
    pages = PAGES.get(found.view["kind"]) if found else None
    if run is None or found is None or pages is None:
        raise Http404
    return run, found, pages
