"""The list of invitations; sending one again, taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.people.access import managed_practice
from courses.people.joining import invitations as services
from courses.people.joining import queries
from courses.people.joining.invitations import Again
from courses.people.joining.link_views import requests_context
from courses.people.managed_views import managed_or_404
from courses.people.staff.frame import frame
from courses.people.staff.queries import has_assigned


@never_cache
@require_safe
def invitations(request: HttpRequest, practice: str) -> HttpResponse:
    """Those that wait for an answer; with ?show=done those that were accepted or cancelled.

    While nothing has been assigned yet, the page leads on to that: whoever joins would find nothing to do.
    """
    here = managed_or_404(request, practice)
    done = request.GET.get("show") == "done"
    listed, page = queries.invitations(here, done=done, page=request.GET.get("page", ""), now=timezone.now())
    counts = queries.counts(here)
    context = {
        "listed": listed,
        "page": page,
        "done": done,
        "counts": counts,
        "to_assign": bool(counts["open"]) and not done and not has_assigned(here),
    }
    return render(
        request,
        "practice/joining/invitations.html",
        {**frame(here, "practice-people"), **context, **requests_context(here)},
    )


@require_POST
def invitation(request: HttpRequest, practice: str, invitation: int) -> HttpResponse:
    """Send it again (`again`) or take it back (`cancel`)."""
    here = managed_practice(request.user, practice)
    if here is None or not here.invitations.filter(pk=invitation).exists():
        raise Http404
    if "cancel" in request.POST:
        if services.cancel(practice=here, invitation_id=invitation, by=request.user, now=timezone.now()):
            messages.success(request, _("The invitation is cancelled. Its link does not work any more."))
        else:
            messages.info(request, _("This invitation had been answered or cancelled already."))
    elif "again" in request.POST:
        outcome = services.send_again(practice=here, invitation_id=invitation, by=request.user, now=timezone.now())
        _say(request, outcome)
    return redirect("practice-invitations", practice=here.slug)


def _say(request: HttpRequest, outcome: Again) -> None:
    if outcome is Again.SENT:
        messages.success(request, _("Sent again. Only the link in the newest message works, for 7 days."))
    elif outcome is Again.TOO_SOON:
        messages.warning(request, _("This invitation was sent a moment ago. Wait a minute before you send it again."))
    elif outcome is Again.TOO_OFTEN:
        messages.warning(
            request, _("This invitation was sent five times. Ask the person whether the address is right.")
        )
    else:
        messages.info(request, _("This invitation had been answered or cancelled already."))
