"""People without a work email: adding them, and printing their slips. A code is shown in the answer itself, and for ten
minutes again to whoever sends the same page again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
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
from courses.people.joining import queries, tokens
from courses.people.joining.codes import NamesTaken, Slip
from courses.people.joining.forms import Names
from courses.people.joining.queries import UserNamed
from courses.people.joining.rules import NAMES_AT_ONCE
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame

A_DAY = {"limit": 40, "seconds": 24 * 3600}  # lists or single codes of one practice; hashing is dear


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, practice: str) -> HttpResponse:
    """Add people by name; see who has a user name and how far they are; new slips (`again`) for those who wait."""
    here = managed_or_404(request, practice)
    again = "again" in request.POST
    form = Names(None if again else request.POST or None, practice=here)
    if request.method == "POST" and (again or form.is_valid()):
        if too_many("codes", str(here.pk), **A_DAY):
            return render(request, "429.html", status=429)
        slips = _again(request, here) if again else _add(request, here, form)
        if slips:
            return _slips(request, here, slips)
    people = queries.user_named(here, now=timezone.now())
    context = {"form": form, "people": people, "ticked": _ticked(form, people), "most": NAMES_AT_ONCE}
    if again:
        none = _("Nobody was chosen, so no code was made.")
        messages.warning(request, _over() if request.POST.getlist("member") else none)
        context["token"] = tokens.new_token()
    return _page(
        request, here, "practice/joining/codes.html", {**context, "waiting": [one for one in people if one.may_again]}
    )


def _over() -> str:
    return _(
        "No code was made: this page has made its codes already, and shows them no more. Press again for new ones."
    )


def _token(request: HttpRequest) -> str:
    """What names this page: sent again it shows the same slips. Another one for every page that is asked for."""
    sent = request.POST.get("form", "")
    return sent if tokens.looks_like_token(sent) else tokens.new_token()


def _page(request: HttpRequest, practice: Practice, template: str, context: dict[str, Any]) -> HttpResponse:
    context = {**frame(practice, "practice-people"), "token": _token(request), **context}
    return render(request, template, context)


def _add(request: HttpRequest, practice: Practice, form: Names) -> list[Slip]:
    values = form.cleaned_data
    try:
        return services.add_people(
            practice=practice,
            names=values["names"],
            by=request.user,
            now=timezone.now(),
            form=_token(request),
            job_role=values["role"],
            team=values.get("team"),
        )
    except NamesTaken as taken:
        text = _("%(name)s: somebody of this name is here already. For another person, add something to the name.")
        for name in taken.args:
            form.add_error("names", text % {"name": name})
        form.taken = {name.casefold() for name in taken.args}
        return []


def _ticked(form: Names, people: Sequence[UserNamed]) -> set[int]:
    """Those whom the list named and who are there, waiting with a code: most likely their slips were lost."""
    return {one.member for one in people if one.may_again and one.name.casefold() in form.taken}


def _again(request: HttpRequest, practice: Practice) -> list[Slip]:
    """New codes for the chosen ones who have not begun. Whoever has a password has a page of their own."""
    chosen = set(request.POST.getlist("member"))
    people = queries.user_named(practice, now=timezone.now())
    ids = [one.member for one in people if one.may_again and str(one.member) in chosen]
    return services.new_codes(
        practice=practice,
        membership_ids=ids[:NAMES_AT_ONCE],
        by=request.user,
        now=timezone.now(),
        form=_token(request),
    )


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
        slip = services.new_code(
            practice=here, membership_id=member, by=request.user, now=timezone.now(), form=_token(request)
        )
        if slip is not None:
            return _slips(request, here, [slip])
        messages.warning(request, _over())
        return _page(request, here, "practice/joining/code.html", {"person": found[0], "token": tokens.new_token()})
    return _page(request, here, "practice/joining/code.html", {"person": found[0]})


def _slips(request: HttpRequest, practice: Practice, slips: Sequence[Slip]) -> HttpResponse:
    address = settings.PUBLIC_URL + reverse("user-name-sign-in")
    minutes = int(tokens.SHOWN_AGAIN.total_seconds() // 60)
    return _page(
        request, practice, "practice/joining/slips.html", {"slips": slips, "address": address, "minutes": minutes}
    )
