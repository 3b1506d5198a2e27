"""One's calendar addresses, and what calendar programs fetch from them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.operations.throttle import client_address, too_many
from courses.people.access import managed_practices
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.training.calendar import queries, services
from courses.training.calendar.ics import calendar

FETCHES_A_MINUTE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """One's addresses. POST `make` or `end`, with `practice` for that of a practice; a new address is shown once."""
    if request.method != "POST":
        return _page(request)
    practice = _practice(request)
    if "end" in request.POST:
        services.end(person=request.user, practice=practice)
        messages.success(request, _("Ended. The address shows nothing any more."))
        return redirect("my-calendar")
    token = services.make(person=request.user, practice=practice)
    return _page(request, made=settings.PUBLIC_URL + reverse("calendar-feed", args=[token]))


def _practice(request: HttpRequest) -> Practice | None:
    """The practice a form is about; None for one's own dates."""
    slug = request.POST.get("practice", "")
    if not slug:
        return None
    return managed_or_404(request, slug)


def _page(request: HttpRequest, **made: Any) -> HttpResponse:
    feeds = {feed.practice_id: feed for feed in queries.own_feeds(request.user)}
    rows: list[dict[str, Any]] = [{"practice": None, "feed": feeds.get(None)}]
    for practice in managed_practices(request.user).order_by("name", "pk"):
        rows.append({"practice": practice, "feed": feeds.get(practice.pk)})
    context = {"rows": rows, "crumbs": [(_("My learning"), reverse("my-learning"))], **made}
    return render(request, "training/calendar/mine.html", context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of an address. Whoever has the address reads it, so it shows days, titles and names only."""
    if too_many("calendar", client_address(request), limit=FETCHES_A_MINUTE, seconds=60):
        response = HttpResponse(status=429)
        response["Retry-After"] = "60"
        return response
    feed = queries.open_feed(token)
    if feed is None:
        raise Http404
    name = feed.practice.name if feed.practice else settings.PRODUCT_NAME
    text = calendar(name, queries.events(feed), timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Disposition"] = 'inline; filename="due-dates.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
