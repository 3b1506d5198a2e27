"""One person in a practice: what they do there, and when they are away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.people.access import managed_practice
from courses.people.models import Membership, Practice
from courses.people.staff import leaves, queries, services
from courses.people.staff.forms import EndLeave, NoteLeave, Place
from courses.people.staff.frame import frame
from courses.people.staff.leaves import LeaveOutcome
from courses.people.staff.leaving import left_just_now
from courses.people.staff.numbers import number
from courses.people.staff.services import Outcome


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, practice: str, member: int) -> HttpResponse:
    """A person's place in the practice: role, team, needs training, manager."""
    found, row = of_practice(request, practice, member)
    form = Place(request.POST or None, member=row, teams=queries.team_choices(found))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        outcome = services.save_member(
            practice=found,
            member_id=row.pk,
            by=request.user,
            job_role=values["job_role"],
            team_id=values["team"],
            needs_training=values["needs_training"],
            is_manager=values["is_manager"],
        )
        if outcome is Outcome.DONE:
            messages.success(request, _("Saved."))
            return _after_saving(request, found, row)
        form.add_error("is_manager" if outcome is Outcome.LAST_MANAGER else None, _refusal(outcome, row))
    return page(request, found, row, place=form)


def _after_saving(request: HttpRequest, practice: Practice, row: Membership) -> HttpResponse:
    """Whoever has just stopped managing the practice sees its pages no more."""
    if row.user_id == request.user.pk and managed_practice(request.user, practice.slug) is None:
        return redirect("today")
    return redirect("practice-person", practice.slug, row.pk)


def _refusal(outcome: Outcome, row: Membership) -> str:
    if outcome is Outcome.LAST_MANAGER:
        return _("%(name)s is the only manager. Make somebody else a manager first.") % {"name": row.user.display_name}
    if outcome is Outcome.NO_TEAM:
        return _("That team has been deleted meanwhile. Choose another one.")
    return _("%(name)s has left this practice. Nothing was changed.") % {"name": row.user.display_name}


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, practice: str, member: int) -> HttpResponse:
    """Leave of absence: note one, set the last day of one (`end`: id), take one back (`withdraw`: id).

    The forms stand on the person's page: whoever reloads this address after a refusal is led back there.
    """
    found, row = of_practice(request, practice, member)
    if request.method != "POST":
        return redirect("practice-person", found.slug, row.pk)
    common: dict[str, Any] = {"practice": found, "member_id": row.pk, "by": request.user}
    if "withdraw" in request.POST:
        outcome = leaves.withdraw_leave(leave_id=number(request.POST["withdraw"]), **common)
        return _told(request, found, row, outcome, _("The leave has been taken back."))
    form: NoteLeave | EndLeave = NoteLeave(request.POST)
    if "end" in request.POST:
        form = EndLeave(request.POST, auto_id=f"end{number(request.POST['end'])}_%s")
    if not form.is_valid():
        return page(request, found, row, leave=form)
    if isinstance(form, EndLeave):
        outcome = leaves.end_leave(leave_id=number(request.POST["end"]), **common, **form.cleaned_data)
    else:
        outcome = leaves.add_leave(**common, **form.cleaned_data)
    if outcome is LeaveOutcome.OVERLAPS:
        form.add_error(None, _("These days touch another leave of this person. Change that one instead."))
    elif outcome is LeaveOutcome.BEFORE_START:
        form.add_error("until", _("The last day must not lie before the first."))
    if form.errors:
        return page(request, found, row, leave=form)
    return _told(request, found, row, outcome, _("The leave is noted. Due dates move by it."))


def _told(request: HttpRequest, practice: Practice, row: Membership, outcome: LeaveOutcome, words: str) -> HttpResponse:
    if outcome is LeaveOutcome.DONE:
        messages.success(request, words)
    else:
        messages.info(request, _("That leave has been changed meanwhile. Nothing was done."))
    return redirect("practice-person", practice.slug, row.pk)


def of_practice(request: HttpRequest, slug: str, member: int) -> tuple[Practice, Membership]:
    """The practice the asker manages, and this member of it, open or ended; else a 404."""
    practice = managed_practice(request.user, slug)
    row = queries.member(practice, member) if practice is not None else None
    if practice is None or row is None:
        raise Http404
    return practice, row


def page(
    request: HttpRequest,
    practice: Practice,
    row: Membership,
    *,
    place: Place | None = None,
    leave: NoteLeave | EndLeave | None = None,
) -> HttpResponse:
    """The page of a person; a form that was refused stands in it with its errors."""
    shown, away = queries.shown(practice, row)
    ending = number(request.POST.get("end", "")) if isinstance(leave, EndLeave) else 0
    context = {
        **frame(practice, "practice-people"),
        "member": shown,
        "is_me": row.user_id == request.user.pk,
        "form": place or Place(member=row, teams=queries.team_choices(practice)),
        "leaves": [(one, leave if one.pk == ending else _end_form(one)) for one in away],
        "leave_form": NoteLeave() if leave is None or ending else leave,
        "ending": ending,
        "faulty": leave or place,
        "others": queries.other_times(practice, row),
        "undo": row.ended is not None and bool(left_just_now(practice, [row.pk])),
    }
    return render(request, "practice/staff/person.html", context)


def _end_form(leave: queries.Away) -> EndLeave:
    return EndLeave(initial={"until": leave.until}, auto_id=f"end{leave.pk}_%s")
