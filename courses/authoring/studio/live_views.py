"""What the editor's script asks for while somebody types: save, check, what has changed, whether others wrote."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.authoring.draft_checks import Looked, look
from courses.authoring.draft_queries import files_of
from courses.authoring.drafts import FileClash, FileGone
from courses.authoring.models import DraftFile
from courses.authoring.studio.editor_page import (
    also_editing,
    changes_context,
    problems_context,
    readable,
    state_line,
)
from courses.authoring.studio.editor_views import REFUSALS, carry_out, posted, refusal_in_words
from courses.authoring.studio.inserting import stock_of
from courses.authoring.studio.limit_views import limited
from courses.authoring.studio.preview_page import page_of, wishes
from courses.authoring.studio.problem_rows import by_file, guide_units, lines_with_problems
from courses.authoring.studio.views import author, draft_or_404


def signed_out() -> JsonResponse:
    return JsonResponse({"login": reverse("account_login")}, status=401)


@login_not_required  # the answer is for a script: 401 instead of a page
@require_POST
@limited("save")
def studio_save(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """Store one file. 409 when somebody was first or the file is gone, 422 when it cannot be stored: with a message."""
    if not request.user.is_authenticated:
        return signed_out()
    draft = draft_or_404(request, course)
    try:
        outcome = carry_out(request, draft, path, posted(request))
    except REFUSALS as refusal:
        return JsonResponse({"message": refusal_in_words(refusal)}, status=422)
    if isinstance(outcome, FileGone):
        return JsonResponse({"message": _("This file was deleted or renamed. Your text is still here.")}, status=409)
    if isinstance(outcome, FileClash):
        at = time_format(localtime(outcome.stored.edited_at), "H:i")
        name = outcome.stored.edited_by.display_name if outcome.stored.edited_by else ""
        own = outcome.stored.edited_by_id == author(request).pk
        words = (
            _("In another tab you saved another text at %(time)s.")
            if own
            else _("%(name)s saved another text at %(time)s.")
        )
        return JsonResponse({"message": words % {"name": name, "time": at}}, status=409)
    draft.refresh_from_db(fields=["source_sha256"])
    return JsonResponse(
        {
            "version": outcome.version,
            "revision": outcome.revision,
            "saved_at": time_format(localtime(outcome.at), "H:i"),
            "state": state_line(draft),
        }
    )


@login_not_required
@require_POST
@limited("check", one_at_once=True)
def studio_check(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """The text as typed, checked and previewed; nothing is stored."""
    if not request.user.is_authenticated:
        return signed_out()
    draft = draft_or_404(request, course)
    found = look(draft, path, posted(request).text.encode())
    return JsonResponse(reply_to_check(request, found, path) | {"state": state_line(draft)})


def reply_to_check(request: HttpRequest, found: Looked, path: str) -> dict[str, Any]:
    context = problems_context(found, path, guide=bool(guide_units()))
    return {
        "problems": render_to_string("studio/problems.html", context),
        "words": context["words"],
        "total": context["total"],
        "lines": lines_with_problems(found.problems, path),
        "files": by_file(found.problems),
        "messages": [[row.problem.line, row.problem.message] for row in context["rows"] if row.here],
        "stopped": found.stopped.message if found.stopped else "",
        "ids": sorted(stock_of(found.folder).ids),
        "preview": page_of(found, path, wishes(request.POST)),
    }


@require_POST
@limited("compare", one_at_once=True)
def studio_compare(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """The Changes pane for the text as typed."""
    draft = draft_or_404(request, course)
    context = changes_context(draft, path, posted(request).text) | {"slug": course, "path": path}
    return render(request, "studio/changed.html", context)


@login_not_required
@require_safe
def studio_pulse(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """Whether somebody, or a program that watches a folder, wrote this draft since. The text comes along if so."""
    if not request.user.is_authenticated:
        return signed_out()
    request.session.modified = False  # asking is not using: a shared computer's sign-in ends although a page is open
    draft = draft_or_404(request, course)
    file = DraftFile.objects.filter(draft=draft, path=path).first()
    reply: dict[str, Any] = {"revision": draft.revision, "version": file.version if file else 0}
    if file is not None and request.GET.get("version") != str(file.version):
        reply["text"] = readable(file)
    if request.GET.get("revision") != str(draft.revision):
        reply["also"] = also_editing(files_of(draft, author(request)), path)
    return JsonResponse(reply)
