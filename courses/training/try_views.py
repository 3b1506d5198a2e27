"""The case on the landing page over HTTP: decide, see the advice, decide again. Works for anybody and keeps nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.core.measures.reliance import what_happened
from courses.training.try_case import ADVISED, OPTIONS, RIGHT, STATED, decided, lock, locked


# Nothing is changed and nobody is known here, so there is nothing to forge: it works for who refuses cookies, too.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def try_case(request: HttpRequest) -> HttpResponse:
    """The first decision brings the advice, the final one what became of it. A form that is not ours begins again."""
    if request.method != "POST":
        return _begin()
    decision = request.POST.get("decision", "")
    if "first" not in request.POST:
        return _advice(request, lock(decision)) if decision in OPTIONS else _asked(request)
    first = locked(request.POST["first"])
    if first is None:
        return _begin()
    if decision not in OPTIONS:
        return _advice(request, request.POST["first"], problem=_("Choose your final decision"))
    case = decided(first, decision)
    context = {
        "what": what_happened(case),
        "right": case.right_final,
        "rows": [
            (_("Right action"), OPTIONS[RIGHT]),
            (_("You, first"), OPTIONS[first]),
            (_("The tool"), OPTIONS[ADVISED]),
            (_("You, in the end"), OPTIONS[decision]),
        ],
    }
    return _page(request, "result", context)


def options() -> list[tuple[str, str]]:
    """What can be decided, as the landing page and every later form show it."""
    return list(OPTIONS.items())


def _begin() -> HttpResponse:
    return redirect(f"{reverse('today')}#try")


def _asked(request: HttpRequest) -> HttpResponse:
    return _page(request, "first", {"problem": _("Choose what you would do")}, status=422)


def _advice(request: HttpRequest, token: str, *, problem: str = "") -> HttpResponse:
    first = locked(token)
    assert first is not None  # both callers have looked
    context = {"token": token, "first": OPTIONS[first], "advised": OPTIONS[ADVISED], "stated": STATED}
    return _page(request, "advice", context | {"problem": problem}, status=422 if problem else 200)


def _page(request: HttpRequest, step: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    problem = context.get("problem", "")
    shown = context | {"step": step, "options": options(), "problems": [("decision-1", problem)] if problem else []}
    return render(request, "pages/try.html", shown, status=status)
