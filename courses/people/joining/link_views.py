"""The joining link of a practice, its poster, and the answers to those who ask to join."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.operations import qr
from courses.people.access import managed_practice
from courses.people.joining import links, queries
from courses.people.joining.forms import Place
from courses.people.joining.models import JoiningLink
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame

LONGEST_ID = 18


def requests_context(practice: Practice) -> dict[str, Any]:
    """Who asks, each with the form that answers."""
    people = queries.asking(practice)
    return {
        "asking": [
            {
                "person": person,
                "form": Place(initial={"role": person.role}, practice=practice, auto_id=f"id_{person.number}_%s"),
            }
            for person in people
        ]
    }


def _address(link: JoiningLink) -> str:
    return settings.PUBLIC_URL + reverse("join-with", args=[link.token])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, practice: str) -> HttpResponse:
    """Show the link; make one (`make`), put a new one in its place (`new`), end it (`end`)."""
    here = managed_or_404(request, practice)
    if request.method == "POST":
        _change(request, here)
        return redirect("practice-link", practice=here.slug)
    context: dict[str, Any] = {**frame(here, "practice-people"), **requests_context(here)}
    if row := queries.open_link(here):
        context |= {"link": row, "address": _address(row), "qr": qr.drawn(_address(row))}
    return render(request, "practice/joining/link.html", context)


def _change(request: HttpRequest, practice: Practice) -> None:
    now = timezone.now()
    if "end" in request.POST:
        if links.end_link(practice=practice, by=request.user, now=now):
            messages.success(request, _("The link has ended. Whoever opens it is told to ask you."))
    elif "new" in request.POST:
        links.make_link(practice=practice, by=request.user, now=now, instead=True)
        messages.success(request, _("Here is the new link. The old one has ended: take its posters down."))
    elif "make" in request.POST:
        links.make_link(practice=practice, by=request.user, now=now)
        messages.success(request, _("The link is ready. Nobody joins by it without your answer."))


@never_cache
@require_safe
def poster(request: HttpRequest, practice: str) -> HttpResponse:
    """The link on one sheet for the staff room."""
    here = managed_practice(request.user, practice)
    row = queries.open_link(here) if here else None
    if here is None or row is None:
        raise Http404
    context = {"address": _address(row), "qr": qr.drawn(_address(row))}
    return render(request, "practice/joining/poster.html", {**frame(here, "practice-people"), **context})


@require_POST
def answer(request: HttpRequest, practice: str) -> HttpResponse:
    """Let somebody in (`accept`) or not (`decline`); `asked` is the number of the request."""
    here = managed_practice(request.user, practice)
    number = request.POST.get("asked", "")
    known = number.isascii() and number.isdecimal() and len(number) <= LONGEST_ID
    if here is None or not known or not here.joining_requests.filter(pk=int(number)).exists():
        raise Http404
    form = Place(request.POST, practice=here)
    accepted = "accept" in request.POST
    if not form.is_valid() or not (accepted or "decline" in request.POST):
        messages.error(request, _("That could not be done. Choose the role and team again."))
        return redirect("practice-link", practice=here.slug)
    done = links.decide(
        practice=here,
        request_id=int(number),
        accepted=accepted,
        by=request.user,
        now=timezone.now(),
        job_role=form.cleaned_data["role"],
        team=form.cleaned_data.get("team"),
    )
    _say(request, accepted, done.person.display_name if done else "")
    return redirect("practice-link", practice=here.slug)


def _say(request: HttpRequest, accepted: bool, name: str) -> None:
    if not name:
        messages.info(request, _("This had been answered already."))
    elif accepted:
        messages.success(request, _("%(name)s now belongs to the practice.") % {"name": name})
    else:
        messages.success(request, _("%(name)s was not let in.") % {"name": name})
