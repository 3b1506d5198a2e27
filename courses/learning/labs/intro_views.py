"""The first page of a lab: what it is, who sees what, and Start, Go on or the earlier runs. The same for all kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.authoring.lab_view import lab_context
from courses.learning.attempt_requests import Asking, asking
from courses.learning.labs.reading import FoundLab, open_run_of, runs_before
from courses.learning.labs.runs import Layout, open_run, run_lock
from courses.learning.labs.unit_boxes import PLACES, WHAT
from courses.learning.models import Attempt, LabRecord
from courses.learning.queries import latest_enrolment
from courses.learning.services import Locked
from courses.learning.unit_views import crumbs

EARLIER_SHOWN = 10


def intro_page(request: HttpRequest, found: FoundLab, *, empty: bool = False, **more: Any) -> HttpResponse:
    """The page before a run. `empty`: nothing of it is for this person's role and region. `more`: for the template."""
    run = open_run_of(request.user, found.release.course_id, found.view["id"])
    place = PLACES.get(found.view["kind"])
    context = lab_page_context(request, found) | {
        "what": WHAT[found.view["kind"]],
        "run": run,
        "where": place(run) if run and place else "",
        "earlier": _earlier(request, found),
        "asking": None if run else _asking(request, found),
        "empty": empty,
    }
    return render(request, "learning/labs/intro.html", context | more)


def lab_page_context(request: HttpRequest, found: FoundLab) -> dict[str, Any]:
    """What every page of a lab needs: the lab, its course and unit, and the way there."""
    structure = found.release.structure
    unit_url = reverse("unit", args=[structure["id"], found.unit["id"]])
    return {
        "lab": lab_context(found.view, course=structure["id"]),
        "course": structure,
        "back": f"{unit_url}#lab-{found.view['id']}",
        "crumbs": [*crumbs(structure, request), (found.unit["title"], unit_url)],
    }


def begin(
    request: HttpRequest, found: FoundLab, layout: Callable[[int, list[Attempt]], Layout], *, empty: bool = False
) -> HttpResponseBase:
    """Open a run, or go on with the open one; why not, in words. Visitors are asked to sign in."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if empty:
        messages.warning(request, _("Nothing in this lab is for your role. Is it right in your account?"))
        return redirect(request.path)
    run = open_run(person=request.user, release=found.release, lab=found.view, layout=layout)
    if isinstance(run, Locked):
        messages.warning(request, _WHY_NOT.get(run.reason, _("The lab cannot be started now.")))
        return redirect(request.path)
    return redirect("lab-run", run.pk)


_WHY_NOT = {
    "passed": "You have passed this lab.",
    "marking": "Your last run is being marked. It takes a moment.",
    "used-up": "No attempts are left. You can ask for another one.",
}


def _asking(request: HttpRequest, found: FoundLab) -> Asking | None:
    """Whom to ask for another run of a graded lab that has none left. No query for any other lab."""
    if not (found.view["graded"] and found.view["attempts"] is not None and request.user.is_authenticated):
        return None
    enrolment = latest_enrolment(request.user, found.release.course_id)
    if enrolment is None:
        return None
    runs = runs_before(request.user, found.release.course_id, found.view["id"])
    locked = run_lock(found.view, [run for run in runs if run.enrolment_id == enrolment.pk], enrolment.pk)
    if locked is None or locked.reason != "used-up":
        return None
    return asking(request.user, enrolment, found.release.structure, found.view["id"])


def _earlier(request: HttpRequest, found: FoundLab) -> list[LabRecord]:
    """Finished runs of this person, newest first. 1 query."""
    if not request.user.is_authenticated:
        return []
    records = LabRecord.objects.filter(person=request.user, course=found.release.course_id, lab_id=found.view["id"])
    return list(records.order_by("-pk")[:EARLIER_SHOWN])
