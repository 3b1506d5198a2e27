"""Somebody leaves: what that means, the list of those who have left, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.people.managed_views import managed_or_404
from courses.people.models import Membership, Practice
from courses.people.staff import leaving, queries
from courses.people.staff.frame import frame
from courses.people.staff.numbers import number
from courses.people.staff.person_views import of_practice
from courses.people.staff.retention import kept_until
from courses.people.staff.services import Outcome


@require_http_methods(["GET", "HEAD", "POST"])
def leavers(request: HttpRequest, practice: str) -> HttpResponse:
    """Who has left, until when their records are kept; take one back (`undo`: id) within ten minutes."""
    found = managed_or_404(request, practice)
    if request.method == "POST":
        member_id = number(request.POST.get("undo", ""))
        if leaving.undo_leaving(practice=found, member_id=member_id, by=request.user):
            messages.success(request, _("Undone: everything is as it was before."))
            return redirect("practice-person", found.slug, member_id)
        messages.warning(request, _("This can no longer be undone. Invite them again instead: their record is kept."))
        return redirect("practice-leavers", found.slug)
    page = queries.leavers(found, request.GET.get("page", ""))
    return render(request, "practice/staff/leavers.html", {**frame(found, "practice-people"), "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def left(request: HttpRequest, practice: str, member: int) -> HttpResponse:
    """What happens when this person leaves, in words; and the button that does it."""
    found, row = of_practice(request, practice, member)
    if request.method == "POST":
        return _end(request, found, row)
    if row.ended is not None:
        return redirect("practice-person", found.slug, row.pk)
    shown, _away = queries.shown(found, row)
    context = {
        **frame(found, "practice-people"),
        "member": shown,
        "is_me": row.user_id == request.user.pk,
        "last_manager": queries.cannot_go(row),
        "kept_until": kept_until(found, queries.today_in(found)),
        "last_day": queries.today_in(found),
    }
    return render(request, "practice/staff/left.html", context)


def _end(request: HttpRequest, practice: Practice, row: Membership) -> HttpResponse:
    outcome = leaving.end_membership(practice=practice, member_id=row.pk, by=request.user)
    name = {"name": row.user.display_name}
    if outcome is Outcome.LAST_MANAGER:
        words = _("%(name)s is the only manager, so the practice would have none. Make somebody else a manager first.")
        messages.error(request, words % name)
        return redirect("practice-person", practice.slug, row.pk)
    if outcome is Outcome.GONE:
        messages.info(request, _("%(name)s had already left.") % name)
    else:
        messages.success(request, _("%(name)s has left this practice. You can undo this for 10 minutes.") % name)
    if row.user_id == request.user.pk:
        return redirect("today")
    return redirect("practice-leavers", practice.slug)
