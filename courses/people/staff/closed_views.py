"""The closed days of a practice: one by one, or the public holidays of a country at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff import closed_days as services
from courses.people.staff.forms import ClosedDayForm, PublicHolidays
from courses.people.staff.frame import frame
from courses.people.staff.numbers import number
from courses.people.staff.queries import today_in


@require_http_methods(["GET", "HEAD", "POST"])
def closed_days(request: HttpRequest, practice: str) -> HttpResponse:
    """What is to come; add one day, the public holidays of a country (`calendar`), or remove one (`remove`: id)."""
    found = managed_or_404(request, practice)
    today = today_in(found)
    form = ClosedDayForm(today=today)
    holidays = PublicHolidays(practice=found)
    if request.method == "POST":
        if "remove" in request.POST:
            _remove(request, found)
            return redirect("practice-closed-days", found.slug)
        if "calendar" in request.POST:
            holidays = PublicHolidays(request.POST, practice=found)
            done = holidays.is_valid() and _add_holidays(request, found, holidays)
        else:
            form = ClosedDayForm(request.POST, today=today)
            done = form.is_valid() and _add(request, found, form)
        if done:
            return redirect("practice-closed-days", found.slug)
    context = {
        **frame(found, "practice-settings"),
        "days": services.still_to_come(found, today),
        "form": form,
        "holidays": holidays,
        "faulty": holidays if holidays.errors else form,
    }
    return render(request, "practice/staff/closed_days.html", context, status=422 if context["faulty"].errors else 200)


def _add(request: HttpRequest, practice: Practice, form: ClosedDayForm) -> bool:
    day, label = form.cleaned_data["day"], form.cleaned_data["label"]
    if not services.add(practice=practice, by=request.user, day=day, label=label):
        form.add_error("day", _("This day is in the list already."))
        return False
    messages.success(request, _("%(day)s has been added.") % {"day": date_format(day, "j F Y")})
    return True


def _add_holidays(request: HttpRequest, practice: Practice, form: PublicHolidays) -> bool:
    count = services.add_calendar(
        practice=practice, by=request.user, calendar=form.cleaned_data["calendar"], today=today_in(practice)
    )
    if count:
        words = ngettext("%(count)s day has been added.", "%(count)s days have been added.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("All of these days are in the list already."))
    return True


def _remove(request: HttpRequest, practice: Practice) -> None:
    row = services.remove(practice=practice, by=request.user, day_id=number(request.POST["remove"]))
    if row is None:
        messages.info(request, _("That day has been removed already."))
    else:
        messages.success(request, _("%(day)s has been removed.") % {"day": date_format(row.day, "j F Y")})
