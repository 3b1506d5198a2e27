"""The lab figures of a whole practice, for its managers. They cannot be filtered, on purpose."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.oversight.figures import queries
from courses.oversight.figures.services import AT_LEAST
from courses.people.managed_views import managed_or_404
from courses.people.staff.frame import frame


@login_required
@require_safe
def figures(request: HttpRequest, practice: str) -> HttpResponse:
    """Month by month; where there is none, why."""
    found = managed_or_404(request, practice)
    context = {**frame(found, "practice"), "months": queries.months(found), "at_least": AT_LEAST}
    return render(request, "practice/figures/figures.html", context)
