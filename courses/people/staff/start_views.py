"""Beginning a practice, and choosing among several."""

from __future__ import annotations

from allauth.account.utils import complete_signup
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from courses.operations.throttle import client_address, too_many
from courses.people.managed_views import managed_or_404
from courses.people.staff import founding, queries
from courses.people.staff.forms import Start, StartWithAccount
from courses.people.staff.frame import frame
from courses.people.zones import zone_label

VISITORS = {"limit": 20, "seconds": 3600}  # practices that one address may begin: a whole site may share it


@never_cache
@login_not_required
@sensitive_post_parameters("password1")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A practice in one page: for a visitor together with an account, for a signed-in person by itself."""
    if not request.user.is_authenticated:
        return _start_with_account(request)
    form = Start(request.POST or None, initial={"region": request.user.region})
    if request.method == "POST" and form.is_valid():
        practice = founding.found_practice(by=request.user, job_role=request.user.job_role, **form.cleaned_data)
        if practice is not None:
            messages.success(request, _("%(name)s is set up.") % {"name": practice.name})
            return redirect("practice-first-steps", practice.slug)
        form.add_error(
            None, _("You have set up %(n)s practices today. Try again tomorrow.") % {"n": founding.MOST_A_DAY}
        )
    return render(request, "practice/staff/start.html", {"form": form})


def _start_with_account(request: HttpRequest) -> HttpResponse:
    form = StartWithAccount(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="signup") or too_many("start", client_address(request), **VISITORS):
            return render(request, "429.html", status=429)
        if form.is_valid():
            person, reply = form.try_save(request)
            if reply is not None:
                return reply
            try:
                return complete_signup(request, person, None, reverse("practices"))
            except ImmediateHttpResponse as caught:
                return caught.response
    return render(request, "practice/staff/start.html", {"form": form, "visitor": True})


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """The practices one manages. Whoever has just begun their first is led on to its first steps."""
    rows = queries.my_practices(request.user)
    if len(rows) == 1 and rows[0][1] == 1:
        return redirect("practice-first-steps", rows[0][0].slug)
    return render(request, "practice/staff/practices.html", {"practices": rows})


@require_safe
def first_steps(request: HttpRequest, practice: str) -> HttpResponse:
    """What to do first in a new practice, with what is done ticked."""
    found = managed_or_404(request, practice)
    return render(
        request,
        "practice/staff/first_steps.html",
        {
            **frame(found, "practice"),
            "zone": zone_label(found.timezone),
            "people_added": queries.has_added_people(found),
            "courses_assigned": queries.has_assigned(found),
            "teams_made": queries.has_teams(found),
        },
    )
