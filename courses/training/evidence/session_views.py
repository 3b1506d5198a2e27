"""Group sessions over HTTP: the list, recording one in two steps, its page, the sheet to sign."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.authoring.models import Release
from courses.learning.queries import published
from courses.operations.private_views import private_file
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame
from courses.training.evidence import queries, sessions
from courses.training.evidence.forms import SessionDay, SessionNames, Sheet
from courses.training.models import GroupSession

BLANK_LINES = 5  # on a sheet, for people nobody thought of


@require_safe
def practice_sessions(request: HttpRequest, practice: str) -> HttpResponse:
    found = managed_or_404(request, practice)
    context = {**frame(found, "practice-evidence"), "rows": queries.sessions(found)}
    return render(request, "practice/evidence/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def practice_session_new(request: HttpRequest, practice: str) -> HttpResponse:
    """First the course and day (in the address), then who was there (POST)."""
    found = managed_or_404(request, practice)
    releases = {release.course_id: release for release in published()}
    day = _day_form(request.GET, releases)
    today = timezone.localdate(timezone=found.zone)
    chosen = day.is_bound and day.is_valid()
    if chosen and day.cleaned_data["held_on"] > today and "sheet" not in request.GET:
        day.add_error("held_on", _("This day is to come: print the sheet, and record the session afterwards."))
        chosen = False
    if not chosen:
        context = {**frame(found, "practice-evidence"), "form": day}
        return render(request, "practice/evidence/session_day.html", context, status=422 if day.errors else 200)
    release, held_on = releases[day.cleaned_data["course"]], day.cleaned_data["held_on"]
    if "sheet" in request.GET:
        return _sheet_to_sign(request, found, release, held_on)
    return _names(request, found, release, held_on)


def _day_form(query: QueryDict, releases: dict[int, Release]) -> SessionDay:
    choices = [(pk, release.structure["title"]) for pk, release in releases.items()]
    return SessionDay(query if "held_on" in query else None, courses=choices)


def _sheet_to_sign(request: HttpRequest, practice: Practice, release: Release, day: date) -> HttpResponse:
    """Names and an empty column, to be printed."""
    context = {
        **frame(practice, "practice-evidence"),
        "title": release.structure["title"],
        "day": day,
        "names": [name for _pk, name in queries.there_on(practice, day)],
        "blank": range(BLANK_LINES),
    }
    return render(request, "practice/evidence/sheet.html", context)


def _names(request: HttpRequest, practice: Practice, release: Release, day: date) -> HttpResponse:
    form = SessionNames(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        members=queries.there_on(practice, day),
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        held = sessions.Held(held_on=day, led_by=values["led_by"], note=values["note"], sheet=form.kept)
        session = sessions.record(
            by=request.user, practice=practice, release=release, held=held, member_ids=values["members"]
        )
        messages.success(request, _("Recorded. It counts for everybody named."))
        return redirect("practice-session", practice.slug, session.pk)
    context = {
        **frame(practice, "practice-evidence"),
        "form": form,
        "title": release.structure["title"],
        "day": day,
    }
    return render(request, "practice/evidence/session_names.html", context, status=422 if form.errors else 200)


def session_or_404(practice: Practice, session_id: int) -> GroupSession:
    found = queries.session_in(practice, session_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def practice_session(request: HttpRequest, practice: str, session: int) -> HttpResponse:
    """One session. POST: `add` or `remove` a member, `withdraw` it, or upload its sheet."""
    found = managed_or_404(request, practice)
    row = session_or_404(found, session)
    sheet = Sheet(request.POST, request.FILES) if "upload" in request.POST else Sheet()
    if request.method == "POST" and ("upload" not in request.POST or sheet.is_valid()):
        _change(request, row, sheet)
        return redirect("practice-session", practice, session)
    there = queries.attendees(row)
    inside = {one.member_id for one in there}
    context = {
        **frame(found, "practice-evidence"),
        "session": row,
        "attendees": there,
        "others": [one for one in queries.there_on(found, row.held_on) if one[0] not in inside],
        "sheet": sheet,
        "asked": "withdraw" in request.GET,
    }
    return render(request, "practice/evidence/session.html", context, status=422 if sheet.errors else 200)


def _change(request: HttpRequest, row: GroupSession, sheet: Sheet) -> None:
    release = next((one for one in published() if one.course_id == row.course_id), None)
    if release is None:
        raise Http404
    by = request.user
    if "upload" in request.POST:
        sessions.keep_sheet(by=by, session=row, release=release, name=sheet.kept)
        messages.success(request, _("The signed sheet is kept."))
    elif "withdraw" in request.POST:
        sessions.withdraw(by=by, session=row, release=release)
        messages.success(request, _("Withdrawn. It does not count for anybody any more."))
    elif "remove" in request.POST:
        sessions.remove(by=by, session=row, release=release, member_id=_number(request.POST["remove"]))
        messages.success(request, _("Taken out. It does not count for them any more."))
    else:
        _add(request, row, release)


def _add(request: HttpRequest, row: GroupSession, release: Release) -> None:
    member_id = _number(request.POST.get("add", ""))
    try:
        done = sessions.add(by=request.user, session=row, release=release, member_id=member_id)
    except sessions.NotThere:
        raise Http404 from None
    if done:
        messages.success(request, _("Added. It counts for them now."))
    else:
        messages.info(request, _("Nothing to add: they are in the list, or the session is withdrawn."))


def _number(given: str) -> int:
    """A membership's number out of a form; 0, which is nobody's, for anything else."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


@require_safe
def practice_session_file(request: HttpRequest, practice: str, session: int) -> HttpResponse:
    """The signed sheet."""
    row = session_or_404(managed_or_404(request, practice), session)
    name = f"{row.held_on.isoformat()} {row.course_title}"
    reply = private_file(row.sheet, filename=name) if row.sheet else None
    if reply is None:
        raise Http404
    return reply
