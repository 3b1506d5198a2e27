"""The page with the answers of a lab, for reading. It works without an account, as unit pages do."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.learning.lab_text import told_lab
from courses.learning.unit_views import crumbs


@login_not_required
@require_safe
def lab_read(request: HttpRequest, course: str, lab: str) -> HttpResponse:
    """A lab with advice, right answers, consequences and debrief. A 404 for a graded one."""
    found = told_lab(request.user, course, lab)
    if found is None:
        raise Http404
    unit = (found.unit["title"], reverse("unit", args=[course, found.unit["id"]]))
    return render(
        request,
        "learning/lab.html",
        {
            "lab": found.lab,
            "course": found.release.structure,
            "back": f"{unit[1]}#lab-{lab}",
            "crumbs": [*crumbs(found.release.structure, request), unit],
        },
    )
