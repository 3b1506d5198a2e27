"""The page of a practice's reminders, and the one that sends some by hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.oversight.reminders import pages, queries, sending, services
from courses.oversight.reminders.forms import ReminderForm
from courses.oversight.reminders.planning import ByHand
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, practice: str) -> HttpResponse:
    """Switches; who would get what next; what was sent; what could not be delivered."""
    found = managed_or_404(request, practice)
    form = ReminderForm(request.POST or None, instance=queries.settings_of(found))
    if request.method == "POST" and form.is_valid():
        changed = services.save_settings(practice=found, by=request.user, values=form.cleaned_data)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("practice-reminders", found.slug)
    context = {**frame(found, "practice-reminders"), "form": form, **pages.overview(found, timezone.now())}
    return render(request, "practice/reminders/reminders.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, practice: str) -> HttpResponse:
    """Names first, then, when the button is pressed, mails."""
    found = managed_or_404(request, practice)
    choice = _choice(request.GET)
    if request.method == "POST":
        return _send(request, found, choice)
    page = pages.by_hand(found, request.user, choice, timezone.now())
    if page is None:
        raise Http404
    return render(request, "practice/reminders/remind.html", {**frame(found, "practice-reminders"), **page})


def _send(request: HttpRequest, practice: Practice, choice: ByHand) -> HttpResponse:
    members = [int(one) for one in request.POST.getlist("member") if one.isdecimal() and len(one) < 19]
    if not members:
        messages.error(request, _("Nobody was chosen, so nothing was sent."))
        query = urlencode({"member": choice.member or "", "course": choice.course})
        return redirect(f"{reverse('practice-remind', args=[practice.slug])}?{query}")
    sent = sending.send_by_hand(practice=practice, by=request.user, members=members, choice=choice, now=timezone.now())
    if sent:
        words = ngettext("%(count)s person gets a mail now.", "%(count)s people get a mail now.", sent)
        messages.success(request, words % {"count": sent})
    else:
        messages.info(request, _("Nothing was sent: there was nothing left to send to the people you chose."))
    return redirect("practice-reminders", practice.slug)


def _choice(query: Any) -> ByHand:
    member = query.get("member", "")
    known = member.isdecimal() and len(member) < 19
    return ByHand(member=int(member) if known else None, course=query.get("course", ""))
