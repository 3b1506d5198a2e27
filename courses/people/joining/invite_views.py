"""Inviting people: a list comes in, its rows are checked and mended, what can go is sent.

What is not sent yet travels in the form; the server keeps nothing between the steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.people.joining import invitations
from courses.people.joining.checking import Checked, check_rows, teams_of
from courses.people.joining.forms import MOST_SHOWN, ListOfPeople, as_text, roles, typed_rows
from courses.people.joining.pasted import Row, Unreadable, read_list
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.queries import email_is_confirmed
from courses.people.staff.frame import frame


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, practice: str) -> HttpResponse:
    """Step 1 (`check`), step 2 again (`again`), and sending (`send`)."""
    here = managed_or_404(request, practice)
    if "send" in request.POST or "again" in request.POST:
        rows, managers, rest = typed_rows(request.POST)
        if "send" in request.POST:
            return _send(request, here, rows, managers, rest)
        return _checked(request, here, rows, rest, managers=managers)
    form = ListOfPeople(request.POST or None, request.FILES or None, practice=here)
    if request.method == "POST" and form.is_valid():
        return _checked(request, here, form.rows, "")
    return _first(request, here, form)


def _first(request: HttpRequest, practice: Practice, form: ListOfPeople) -> HttpResponse:
    preview = invitations.message(practice, request.user)
    return render(
        request,
        "practice/joining/invite.html",
        {**frame(practice, "practice-people"), "form": form, "preview": preview},
    )


def _checked(
    request: HttpRequest, practice: Practice, rows: Sequence[Row], rest: str, *, managers: frozenset[int] = frozenset()
) -> HttpResponse:
    """The table. Rows beyond what is shown join those that wait."""
    shown, beyond = rows[:MOST_SHOWN], list(rows[MOST_SHOWN:])
    if beyond:
        rest = as_text([*beyond, *_read(rest)])
    checked = check_rows(practice, shown, now=timezone.now(), managers=managers)
    return _table(request, practice, checked, rest)


def _send(
    request: HttpRequest, practice: Practice, rows: Sequence[Row], managers: frozenset[int], rest: str
) -> HttpResponse:
    outcome = invitations.invite(practice=practice, by=request.user, rows=rows, now=timezone.now(), managers=managers)
    if count := len(outcome.sent):
        text = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count)
        messages.success(request, text % {"count": count})
    elif rows and not outcome.left and not outcome.beyond:
        messages.info(request, _("Everybody in this list was invited already or belongs to the practice."))
    if outcome.beyond:
        messages.warning(request, _limit_text(request))
    left = sorted([*outcome.left, *outcome.beyond], key=lambda row: row.number)
    following = [Row(row.email, row.name, row.role, row.team) for row in left]
    waiting = _read(rest)
    if not following and not waiting:
        return redirect("practice-invitations", practice=practice.slug)
    keep = frozenset(number for number, row in enumerate(left, 1) if row.manager)
    return _checked(request, practice, [*following, *waiting], "", managers=keep)


def _limit_text(request: HttpRequest) -> str:
    if email_is_confirmed(request.user):
        return _("That is as many as one person can invite in a day. Send the rest tomorrow.")
    return _("Confirm your own email address (in your account) to invite more than 25 people a day.")


def _read(rest: str) -> list[Row]:
    try:
        return read_list(rest)
    except Unreadable:  # it left us readable
        return []


def _table(request: HttpRequest, practice: Practice, checked: Sequence[Checked], rest: str) -> HttpResponse:
    teams = teams_of(practice)
    problems = [(f"row-{row.number}-{row.cell}", row.problem) for row in checked if row.problem]
    context: dict[str, Any] = {
        **frame(practice, "practice-people"),
        "rows": [_cells(row, teams) for row in checked],
        "problems": problems,
        "going": sum(row.goes for row in checked),
        "rest": rest,
        "waiting": len(_read(rest)),
        "has_teams": bool(teams) or any(row.team for row in checked),
        "preview": invitations.message(practice, request.user),
    }
    return render(request, "practice/joining/invite_check.html", context)


def _cells(row: Checked, teams: dict[str, str]) -> dict[str, Any]:
    """A row with the choices of its selects: what the list says stands among them, known or not."""
    known = roles()
    if row.role not in [value for value, _label in known]:
        known.append((row.role, _("“%(role)s”: choose another") % {"role": row.role}))
    names = [(name, name) for name in teams.values()]
    if row.new_team:
        names.append((row.team, _("%(team)s (new team)") % {"team": row.team}))
    return {"row": row, "roles": known, "teams": [("", _("No team")), *names]}
