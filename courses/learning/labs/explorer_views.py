"""The threshold explorer on its own page. In a unit the same form stands in the stored text and posts to this page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from courses.authoring.lab_view import lab_context
from courses.learning.exercise_views import wants_fragment
from courses.learning.labs.explorer import typed_in, work, worked_on
from courses.learning.labs.keys import lab_key
from courses.learning.labs.reading import FoundLab
from courses.learning.models import Attempt
from courses.learning.unit_views import crumbs, csrf_field


def lab_page(request: HttpRequest, found: FoundLab) -> HttpResponse:
    """The explorer with the numbers of the address. A post keeps that somebody worked in it and leads to them."""
    if request.method == "POST":
        return _worked(request, found)
    slug, lab = found.release.structure["id"], found.view
    shown = lab_context(lab, course=slug, typed=typed_in(request.GET))
    ex = shown["explorer"]
    unit = (found.unit["title"], reverse("unit", args=[slug, found.unit["id"]]))
    signed_in = request.user.is_authenticated
    context = {
        "lab": shown,
        "ex": ex,
        "problems": ex["errors"],
        "debrief": mark_safe(lab_key(found.release, lab["id"])["debrief"]),
        "worked_on": worked_on(request.user, found.release.course_id, lab["id"]),
        "visitor": not signed_in,
        "csrf_field": csrf_field(get_token(request)) if signed_in else "",
        "course": found.release.structure,
        "back": f"{unit[1]}#lab-{lab['id']}",
        "crumbs": [*crumbs(found.release.structure, request), unit],
    }
    return render(request, "learning/labs/explorer.html", context, status=422 if ex["errors"] else 200)


def _worked(request: HttpRequest, found: FoundLab) -> HttpResponse:
    """Without an account nothing is kept. A script is told whether anything was; a plain form sees its figures."""
    form = typed_in(request.POST)
    kept = request.user.is_authenticated and work(person=request.user, found=found, form=form)
    if wants_fragment(request):
        return HttpResponse(status=200 if kept else 204)
    return redirect(f"{_address(found)}?{urlencode(form)}")


def run_page(_request: HttpRequest, _run: Attempt, found: FoundLab) -> HttpResponse:
    """A run is done with the first move, so there is nowhere to go on but the explorer itself."""
    return redirect(_address(found))


def result_page(_request: HttpRequest, _run: Attempt, found: FoundLab) -> HttpResponse:
    """Nothing is scored, so there is no result but the explorer with its debrief."""
    return redirect(_address(found))


def _address(found: FoundLab) -> str:
    return reverse("lab", args=[found.release.structure["id"], found.view["id"]])
