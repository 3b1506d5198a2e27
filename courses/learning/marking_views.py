"""Marking reflections over HTTP: the queue, one piece of work at a time, who wrote it, and removing a text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.core.identifiers import find
from courses.core.kinds.reflection import criteria
from courses.learning import marking
from courses.learning.attempt_requests import asked_by_course
from courses.learning.identifying import highlighted, kinds_in
from courses.learning.marking_queries import Piece, by_course, model_answer, next_id, piece, queue
from courses.learning.rubrics import read_scores
from courses.people.access import is_educator

SHOWN = 50  # lines of the queue on one page


def chosen_course(request: HttpRequest) -> str:
    """The course that the queue is narrowed to, "" for all; carried along from page to page."""
    return (request.POST.get("course") or request.GET.get("course", ""))[:60]


def piece_or_404(request: HttpRequest, work: str) -> Piece:
    found = piece(request.user, work)
    if found is None:
        raise Http404
    return found


def address(name: str, *args: str, course: str = "", **query: str) -> str:
    given = {key: value for key, value in {"course": course, **query}.items() if value}
    return reverse(name, args=args) + (f"?{urlencode(given)}" if given else "")


@require_safe
def marking_queue(request: HttpRequest) -> HttpResponse:
    """What waits in the courses the asker edits. A 404 for everybody who is no educator."""
    if not is_educator(request.user):
        raise Http404
    everything, course = queue(request.user), chosen_course(request)
    shown = [one for one in everything if not course or one.course == course]
    today = timezone.localdate()
    return render(
        request,
        "learning/marking_queue.html",
        {
            "all": len(everything),
            "rows": shown[:SHOWN],
            "more": max(len(shown) - SHOWN, 0),
            "count": len(shown),
            "late": sum(one.due < today for one in shown),
            "oldest": shown[0] if shown else None,
            "courses": by_course(everything),
            "course": course,
            "today": today,
            "next": address("marking-piece", shown[0].id, course=course) if shown else "",
            "asked": asked_by_course(request.user),
            "crumbs": [(_("Studio"), reverse("studio"))],
        },
    )


@require_safe
def marking_next(request: HttpRequest) -> HttpResponse:
    """The next piece of work after the one named in the address, or the queue when none is left."""
    if not is_educator(request.user):
        raise Http404
    course, after = chosen_course(request), request.GET.get("after", "")
    found = next_id(request.user, course, after)
    if found is None or found == after:
        return redirect(address("marking", course=course))
    return redirect(address("marking-piece", found, course=course))


@require_http_methods(["GET", "HEAD", "POST"])
def marking_piece(request: HttpRequest, work: str) -> HttpResponse:
    """One reflection, without its writer's name. POST stores the mark and leads to the next one."""
    found = piece_or_404(request, work)
    if request.method == "POST":
        return save_and_next(request, found)
    return piece_page(request, found)


def save_and_next(request: HttpRequest, found: Piece) -> HttpResponse:
    scores, missing = read_scores(found.question, request.POST.dict())
    comment, seen = request.POST.get("comment", ""), request.POST.get("seen", "")
    if missing:
        return piece_page(request, found, scores=scores, comment=comment, missing=missing, status=422)
    outcome = marking.give_mark(
        by=request.user,
        piece=found,
        scores=scores,
        comment=comment,
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else -1,
        stamp=request.POST.get("text", ""),
    )
    if isinstance(outcome, marking.Marked):
        messages.success(request, _("Marked. Its writer is told."))
        return redirect(address("marking-next", course=chosen_course(request), after=found.id))
    again = piece_or_404(request, found.id)
    if isinstance(outcome, marking.Lower):
        lower = _("A mark that was given can only be raised. This one is worth less, so nothing was saved.")
        return piece_page(request, again, scores=scores, comment=comment, problem=lower, status=422)
    return piece_page(request, again, scores=scores, comment=comment, overtaken=outcome, status=409)


def piece_page(
    request: HttpRequest,
    found: Piece,
    *,
    scores: dict[str, int] | None = None,
    comment: str = "",
    missing: list[str] | None = None,
    problem: str = "",
    overtaken: marking.Overtaken | None = None,
    author: str = "",
    status: int = 200,
) -> HttpResponse:
    text, course = found.response.get("text", ""), chosen_course(request)
    chosen = found.scores if scores is None else scores
    rubric = [
        {
            "id": f"score-{criterion['id']}",
            "html": criterion["html"],
            "levels": [
                {**level, "chosen": level["score"] == chosen.get(criterion["id"])} for level in criterion["levels"]
            ],
            "missing": criterion["id"] in (missing or []),
        }
        for criterion in criteria(found.question)
    ]
    context: dict[str, Any] = {
        "piece": found,
        "rubric": rubric,
        "missing": [row for row in rubric if row["missing"]],
        "comment": comment,
        "problem": problem,
        "overtaken": overtaken,
        "author": author,
        "removed": found.response.get("on") if "purged" in found.response else None,
        "flags": kinds_in(find(text)),
        "text": highlighted(text),
        "model_answer": model_answer(found),
        "late": found.due < timezone.localdate(),
        "course": course,
        "skip": address("marking-next", course=course, after=found.id),
        "crumbs": [(_("Studio"), reverse("studio")), (_("Reflections to mark"), address("marking", course=course))],
    }
    return render(request, "learning/marking_piece.html", context, status=status)


@require_POST
def marking_author(request: HttpRequest, work: str) -> HttpResponse:
    """The same page with the writer's name. That it was shown is logged."""
    found = piece_or_404(request, work)
    marking.note_author_shown(by=request.user, piece=found)
    return piece_page(request, found, author=found.author)


@require_http_methods(["GET", "HEAD", "POST"])
def marking_purge(request: HttpRequest, work: str) -> HttpResponse:
    """Remove a text that could identify a patient: what that means, a reason, and the deed."""
    found = piece_or_404(request, work)
    course = chosen_course(request)
    back = address("marking-piece", found.id, course=course)
    if "purged" in found.response:
        messages.info(request, _("This text has been removed already."))
        return redirect(back)
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    if request.method == "POST" and reason:
        marking.purge(by=request.user, piece=found, reason=reason, on=timezone.localdate())
        messages.success(request, _("The text is removed. Its writer is told, and can write it again."))
        return redirect(address("marking-next", course=course, after=found.id))
    failed = request.method == "POST"
    crumbs = [(_("Studio"), reverse("studio")), (_("Reflections to mark"), address("marking", course=course))]
    context = {"piece": found, "back": back, "course": course, "failed": failed, "crumbs": crumbs}
    return render(request, "learning/marking_purge.html", context, status=422 if failed else 200)
