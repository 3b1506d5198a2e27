"""Writing in the register of AI tools."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.oversight.tools import queries, services
from courses.oversight.tools.clash import Difference, differences
from courses.oversight.tools.forms import EndForm, ToolForm
from courses.oversight.tools.models import AiTool
from courses.oversight.tools.starters import starters
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tool_new(request: HttpRequest, practice: str) -> HttpResponse:
    """A new entry. `?like=scribe` fills in a typical one; nothing is kept before it is saved."""
    found = managed_or_404(request, practice)
    begun = starters().get(request.GET.get("like", ""), {})
    form = ToolForm(request.POST or None, practice=found, initial=begun)
    if request.method == "POST" and form.is_valid():
        tool = services.add_tool(practice=found, by=request.user, values=form.values())  # type: ignore[arg-type]
        messages.success(request, _("%(name)s is in the register.") % {"name": tool.name})
        return redirect("practice-tool", found.slug, tool.pk)
    return _page(request, found, form, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tool_edit(request: HttpRequest, practice: str, tool: int) -> HttpResponse:
    """Change an entry. Whoever saves second sees both, and chooses."""
    found = managed_or_404(request, practice)
    row = _row(found, tool)
    form = ToolForm(request.POST or None, practice=found, instance=row)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, row, status=422 if form.errors else 200)
    try:
        changed = services.change_tool(
            practice=found,
            by=request.user,  # type: ignore[arg-type]
            tool_id=tool,
            version=form.cleaned_data["version"] or 0,
            values=form.values(),
        )
    except services.Outdated:
        return _clash(request, found, form, tool)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("practice-tool", found.slug, tool)


def _clash(request: HttpRequest, practice: Practice, form: ToolForm, tool: int) -> HttpResponse:
    """The same form with what was typed, now based on the newest version, and beside it what stands there."""
    newest = _row(practice, tool)
    again = request.POST.copy()
    again["version"] = str(newest.version)
    both = differences(newest, form.values())
    return _page(request, practice, ToolForm(again, practice=practice, instance=newest), newest, both, status=409)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tool_end(request: HttpRequest, practice: str, tool: int) -> HttpResponse:
    """Asks for the last day, then ends it."""
    found = managed_or_404(request, practice)
    held = queries.tool_of(found, tool)
    if held is None:
        raise Http404
    form = EndForm(request.POST or None, today=timezone.localdate(timezone=found.zone))
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["ended_on"]
        if services.end_tool(practice=found, by=request.user, tool_id=tool, on=on):  # type: ignore[arg-type]
            messages.success(request, _("%(name)s is no longer used. It stays in the register.") % {"name": held.name})
        return redirect("practice-tool", found.slug, tool)
    context = {**frame(found, "practice-tools"), "tool": held, "form": form}
    return render(request, "practice/tools/tool_end.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def tool_use(request: HttpRequest, practice: str, tool: int) -> HttpResponse:
    """Takes back that a tool is no longer used."""
    found = managed_or_404(request, practice)
    row = _row(found, tool)
    if services.use_again(practice=found, by=request.user, tool_id=tool):  # type: ignore[arg-type]
        messages.success(request, _("%(name)s is in use again.") % {"name": row.name})
    return redirect("practice-tool", found.slug, tool)


def _row(practice: Practice, tool: int) -> AiTool:
    row = AiTool.objects.filter(practice=practice, pk=tool).first()
    if row is None:
        raise Http404
    return row


def _page(
    request: HttpRequest,
    practice: Practice,
    form: ToolForm,
    row: AiTool | None = None,
    both: list[Difference] | None = None,
    *,
    status: int,
) -> HttpResponse:
    context: dict[str, Any] = {**frame(practice, "practice-tools"), "form": form, "tool_id": row.pk if row else None}
    context |= {"name": form.initial.get("name", ""), "both": both, "starters": {} if row else starters()}
    return render(request, "practice/tools/tool_form.html", context, status=status)
