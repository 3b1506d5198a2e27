"""Reading the register of AI tools: the list, one tool, the table to download, and which courses follow from it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.operations.tables import stream_csv
from courses.oversight.tools import need_queries, queries, tool_table
from courses.oversight.tools.starters import starters
from courses.oversight.tools.words import STATUSES, label_of
from courses.people.managed_views import managed_or_404
from courses.people.staff.frame import frame


@login_required
@require_safe
def tools(request: HttpRequest, practice: str) -> HttpResponse:
    """Every tool, those no longer used in a section of their own. `?status=` shows those of one decision."""
    found = managed_or_404(request, practice)
    everything = queries.register(found)
    current = [tool for tool in everything if tool.ended_on is None]
    chosen = request.GET.get("status", "")
    chosen = chosen if chosen in STATUSES else ""
    context = {
        **frame(found, "practice-tools"),
        "tools": [tool for tool in current if chosen in ("", tool.status)],
        "ended": [tool for tool in everything if tool.ended_on is not None],
        "everything": everything,
        "many": len(current),
        "chosen": chosen,
        "filters": [(key, label, sum(tool.status == key for tool in current)) for key, label in STATUSES.items()],
        "starters": starters(),
    }
    return render(request, "practice/tools/tools.html", context)


@login_required
@require_safe
def tool(request: HttpRequest, practice: str, tool: int) -> HttpResponse:
    """One tool with everything that the register holds of it."""
    found = managed_or_404(request, practice)
    held = queries.tool_of(found, tool)
    if held is None:
        raise Http404
    missing = [label_of(name) for name in held.missing]
    context = {**frame(found, "practice-tools"), "tool": held, "missing": missing}
    return render(request, "practice/tools/tool.html", context)


@login_required
@require_safe
def needs(request: HttpRequest, practice: str) -> HttpResponse:
    """Role by role: which tools it uses, which courses follow and why, and how far its people are."""
    found = managed_or_404(request, practice)
    everything = queries.register(found)
    context = {
        **frame(found, "practice-tools"),
        "needs": need_queries.needs(found, everything),
        "has_tools": any(tool.ended_on is None for tool in everything),
    }
    return render(request, "practice/tools/needs.html", context)


@login_required
@require_safe
def tools_csv(request: HttpRequest, practice: str) -> HttpResponse:
    """The whole register, whatever is filtered on the page."""
    found = managed_or_404(request, practice)
    text = b"".join(stream_csv(tool_table.table(found, queries.register(found), timezone.now())))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ai-tools-{found.slug}.csv"'
    return response
