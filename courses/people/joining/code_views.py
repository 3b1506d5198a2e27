"""People without a work email: adding them, and printing their slips. A code is shown once, in the answer itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.operations.throttle import too_many
from courses.people.access import managed_practice
from courses.people.joining import codes as services
from courses.people.joining import queries
from courses.people.joining.codes import NamesTaken, Slip
from courses.people.joining.forms import Names
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame

A_DAY = {"limit": 40, "seconds": 24 * 3600}  # lists or single codes of one practice; hashing is dear


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, practice: str) -> HttpResponse:
    """Add people by name; see who has a user name and how far they are."""
    here = managed_or_404(request, practice)
    form = Names(request.POST or None, practice=here)
    if request.method == "POST" and form.is_valid():
        if too_many("codes", str(here.pk), **A_DAY):
            return render(request, "429.html", status=429)
        if slips := _add(request, here, form):
            return _slips(request, here, slips)
    context = {"form": form, "people": queries.user_named(here, now=timezone.now())}
    return render(request, "practice/joining/codes.html", {**frame(here, "practice-people"), **context})


def _add(request: HttpRequest, practice: Practice, form: Names) -> list[Slip]:
    values = form.cleaned_data
    try:
        return services.add_people(
            practice=practice,
            names=values["names"],
            by=request.user,
            now=timezone.now(),
            job_role=values["role"],
            team=values.get("team"),
        )
    except NamesTaken as taken:
        text = _("%(name)s: somebody of this name is here already. For another person, add something to the name.")
        for name in taken.args:
            form.add_error("names", text % {"name": name})
        return []


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, practice: str, member: int) -> HttpResponse:
    """A new code for one person, after a page that says what it ends."""
    here = managed_practice(request.user, practice)
    found = queries.user_named(here, now=timezone.now(), member=member) if here else []
    if here is None or not found:
        raise Http404
    if request.method == "POST" and found[0].may:
        if too_many("codes", str(here.pk), **A_DAY):
            return render(request, "429.html", status=429)
        slip = services.new_code(practice=here, membership_id=member, by=request.user, now=timezone.now())
        if slip is not None:
            return _slips(request, here, [slip])
    return render(request, "practice/joining/code.html", {**frame(here, "practice-people"), "person": found[0]})


def _slips(request: HttpRequest, practice: Practice, slips: Sequence[Slip]) -> HttpResponse:
    context = {"slips": slips, "address": settings.PUBLIC_URL + reverse("user-name-sign-in")}
    return render(request, "practice/joining/slips.html", {**frame(practice, "practice-people"), **context})
