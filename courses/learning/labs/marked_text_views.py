"""Redaction lab and checking lab over HTTP: mark a text, check it, see what was found.

The key is read only for a sheet whose marks have been checked and for a finished run: before that no byte of a page can
depend on it.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.core.measures.marked_text import Marked
from courses.core.measures.marked_text_words import headline, residual_risk, tally, why_not_passed
from courses.learning.labs.intro_views import begin, intro_page, lab_page_context
from courses.learning.labs.keys import lab_key
from courses.learning.labs.marked_text import (
    KINDS,
    Given,
    Sheet,
    Stamp,
    counts_of,
    current,
    held_against,
    keep,
    layout_of,
    read_marks,
    sheets,
)
from courses.learning.labs.marked_text_told import heading, marks_of, rules_of, to_mark, told_texts
from courses.learning.labs.reading import FoundLab, lab_in, own_run, runs_before
from courses.learning.labs.runs import Closed, Kept, finish_run, store_step
from courses.learning.labs.scenario import may_tell
from courses.learning.models import Attempt, LabRecord
from courses.learning.queries import newest_grade

ACTS = ("save", "stop", "check", "next")  # keep it; keep it and leave; check it for good; keep it and go on


def lab_page(request: HttpRequest, found: FoundLab) -> HttpResponseBase:
    """What the lab is. POST begins a run, or leads back to the one under way."""
    if request.method == "POST":
        return begin(request, found, layout_of(found.view))
    return intro_page(request, found, rules=rules_of(found.view))


def run_page(_request: HttpRequest, run: Attempt, found: FoundLab) -> HttpResponseBase:
    """To the text where the person stopped; from a finished run to its result."""
    here = current(sheets(run, found.view)) if run.state == Attempt.State.OPEN else None
    return redirect("text-sheet", run.pk, here.number) if here else redirect("lab-result", run.pk)


def _own(request: HttpRequest, attempt_id: int, number: int) -> tuple[Attempt, FoundLab, list[Sheet]]:
    """A run of this person at one of these labs, with its sheets; a 404 for anything else."""
    run = own_run(request.user, attempt_id)
    found = lab_in(run.release, run.item_id) if run else None
    if run is None or found is None or found.view["kind"] not in KINDS or run.state == Attempt.State.VOID:
        raise Http404
    all_sheets = sheets(run, found.view)
    if all_sheets and not 1 <= number <= len(all_sheets):
        raise Http404
    return run, found, all_sheets


@require_http_methods(["GET", "HEAD", "POST"])
def text_sheet(request: HttpRequest, attempt: int, number: int) -> HttpResponseBase:
    """One text, or a source with its summary. POST keeps the marks, or checks them: then they never change."""
    run, found, all_sheets = _own(request, attempt, number)
    if not all_sheets:
        return redirect("lab-result", run.pk)
    sheet = all_sheets[number - 1]
    if request.method == "POST":
        return _store(request, run, found, sheet)
    if run.graded and run.state != Attempt.State.OPEN:
        return redirect("lab-result", run.pk)
    if sheet.checked:
        return _checked_page(request, run, found, sheet)
    return _mark_page(request, run, found, sheet, sheet.marks)


def _store(request: HttpRequest, run: Attempt, found: FoundLab, sheet: Sheet) -> HttpResponseBase:
    act, marks = request.POST.get("act", ""), read_marks(sheet, request.POST)
    if act not in ACTS or act == ("check" if run.graded else "next"):
        return redirect("text-sheet", run.pk, sheet.number)
    quiet = act == "save" and request.headers.get("X-Requested-With") == "fetch"
    going = run.state == Attempt.State.OPEN and not sheet.checked
    if act in ("check", "next") and going and not marks and "none" not in request.POST:
        return _mark_page(request, run, found, sheet, marks, nothing=True)
    change = keep(marks, Stamp.read(request.POST), check=act == "check")
    outcome = store_step(person=run.enrolment.person, attempt_id=run.pk, slot=sheet.number - 1, change=change)
    if isinstance(outcome, Kept):
        if quiet:
            at = timezone.localtime(parse_datetime(outcome.response["at"]))
            return JsonResponse({"version": outcome.response["version"], "saved_at": f"{at:%H:%M}"})
        return _after(request, run, found, sheet, act)
    if quiet:
        return JsonResponse({"message": _("Also marked somewhere else.")}, status=409)
    fresh = sheets(run, found.view)[sheet.number - 1]
    if isinstance(outcome, Closed) or fresh.checked:
        messages.info(request, _("This text was checked before. Its marks stand."))
        return redirect("text-sheet", run.pk, sheet.number)
    return _mark_page(request, run, found, fresh, marks, clash=True)


def _after(request: HttpRequest, run: Attempt, found: FoundLab, sheet: Sheet, act: str) -> HttpResponseBase:
    many = len(run.layout["sheets"])
    if act == "stop":
        return redirect(lab_page_context(request, found)["back"])
    if act == "next":
        return (
            redirect("text-sheet", run.pk, sheet.number + 1) if sheet.number < many else redirect("lab-result", run.pk)
        )
    if act == "check":
        here = current(sheets(run, found.view))
        if here is None:
            _finish(run, found)
        if many == 1:
            return redirect("lab-result", run.pk)
    return redirect("text-sheet", run.pk, sheet.number)


def _finish(run: Attempt, found: FoundLab) -> object:
    counts = counts_of(found.view, lab_key(found.release, run.item_id))
    return finish_run(person=run.enrolment.person, attempt_id=run.pk, counts=counts)


def _context(request: HttpRequest, run: Attempt, found: FoundLab) -> dict[str, Any]:
    return lab_page_context(request, found) | {
        "run": run,
        "rules": rules_of(found.view),
        "marks_of": marks_of(found.view),
    }


def _mark_page(
    request: HttpRequest,
    run: Attempt,
    found: FoundLab,
    sheet: Sheet,
    marks: Given,
    *,
    nothing: bool = False,
    clash: bool = False,
) -> HttpResponse:
    """The text with its marks. `nothing`: it was to be checked without one. `clash`: other marks are stored."""
    many = len(run.layout["sheets"])
    at = sheet.step.get("at")
    texts = to_mark(found.view, sheet, marks)
    context = _context(request, run, found) | {
        "sheet": sheet,
        "many": many,
        "heading": heading(sheet, many),
        "segs": ["on"] * (sheet.number - 1) + ["now"] + [""] * (many - sheet.number),
        "texts": texts,
        "chooser": [one for one in marks_of(found.view) if any(_in_plain(one["id"], text) for text in texts)],
        "count": sum(len(units) for units in marks.values()),
        "saved_at": parse_datetime(at) if at and not nothing and not clash else None,
        "stored_at": parse_datetime(at) if at else None,
        "nothing": nothing,
        "clash": clash,
        "problems": [("texts", _("Nothing is marked"))] if nothing else [],
    }
    return render(request, "learning/labs/text_mark.html", context, status=422 if nothing else 409 if clash else 200)


def _in_plain(mark: str, text: dict[str, Any]) -> bool:
    """Whether a mark is chosen for this text; in a source there is but one, so nothing is to be chosen."""
    return text["kind"] != "source" and mark in {one["id"] for one in text["options"]}


def _checked_page(request: HttpRequest, run: Attempt, found: FoundLab, sheet: Sheet) -> HttpResponse:
    many = len(run.layout["sheets"])
    marked = held_against(found.view, lab_key(found.release, run.item_id), [sheet])
    context = (
        _context(request, run, found)
        | _came_to(found, marked, tells=True)
        | {
            "sheet": sheet,
            "many": many,
            "left": many - sheet.number,
            "heading": heading(sheet, many),
            "segs": ["on"] * sheet.number + [""] * (many - sheet.number),
            "texts": told_texts(found.view, sheet, marked, all=True),
        }
    )
    return render(request, "learning/labs/text_checked.html", context)


def _came_to(found: FoundLab, marked: Marked, *, tells: bool) -> dict[str, Any]:
    """What marks came to, in words. `tells`: what was missed may be named."""
    return {
        "headline": headline(marked),
        "tally": tally(marked),
        "clear": not marked.of("missed"),
        "risk": residual_risk(marked, found.view["kind"]) if tells else "",  # type: ignore[arg-type]
    }


def result_page(request: HttpRequest, run: Attempt, found: FoundLab) -> HttpResponseBase:
    """What a run came to. Of an open graded one: what is marked so far, and POST to hand it in."""
    if run.state == Attempt.State.VOID:
        raise Http404
    if run.state == Attempt.State.OPEN:
        return _end(request, run, found)
    record = LabRecord.objects.get(attempt=run)
    all_sheets = [] if record.erased_at else sheets(run, found.view)
    context = _context(request, run, found) | {"record": record, "many": len(all_sheets)} | _graded(request, run, found)
    if all_sheets:
        context |= _result(found, run, all_sheets, context["tells"])
    return render(request, "learning/labs/text_result.html", context)


def _end(request: HttpRequest, run: Attempt, found: FoundLab) -> HttpResponseBase:
    all_sheets = sheets(run, found.view)
    ready = run.graded or all(sheet.checked for sheet in all_sheets)
    if not ready:
        return redirect("lab-run", run.pk)
    empty = [sheet.number for sheet in all_sheets if not sheet.marked]
    if request.method == "POST" and (not run.graded or not empty or "none" in request.POST):
        _finish(run, found)
        return redirect("lab-result", run.pk)
    counted = [(sheet, _marked_words(sheet.marked)) for sheet in all_sheets]
    context = _context(request, run, found) | {"sheets": counted, "empty": empty, "many": len(all_sheets)}
    return render(request, "learning/labs/text_hand_in.html", context)


def _marked_words(count: int) -> str:
    return ngettext("%(count)s marked", "%(count)s marked", count) % {"count": count}


def _graded(request: HttpRequest, run: Attempt, found: FoundLab) -> dict[str, Any]:
    """The grade, and what may be told: of a graded lab when it is passed or no try is left. At most 3 queries."""
    if not run.graded:
        return {"grade": None, "waiting": False, "tells": True, "again": True}
    grade = newest_grade(run)
    tells = may_tell(found.view, runs_before(run.enrolment.person, found.release.course_id, found.view["id"]))
    return {"grade": grade, "waiting": grade is None, "tells": tells and grade is not None, "again": not tells}


def _result(found: FoundLab, run: Attempt, all_sheets: list[Sheet], tells: bool) -> dict[str, Any]:
    key = lab_key(found.release, run.item_id)
    marked = held_against(found.view, key, all_sheets)
    rows = []
    for sheet in all_sheets:
        one = held_against(found.view, key, [sheet])
        texts = told_texts(found.view, sheet, one, all=tells) if run.graded or len(all_sheets) == 1 else []
        rows.append(
            {"sheet": sheet, "heading": heading(sheet, len(all_sheets)), "texts": texts}
            | _came_to(found, one, tells=tells)
        )
    reason = why_not_passed(marked, found.view["pass_mark"]) if tells else ""
    must = bool(marked.failing) and not tells
    more = {"sheets": rows, "percent": marked.percent, "why": reason, "must_missed": must, "debrief": key["debrief"]}
    return _came_to(found, marked, tells=tells) | more
