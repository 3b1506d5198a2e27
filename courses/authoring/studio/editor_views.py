"""The editor over plain HTTP: read a file, save it, insert an example, settle a clash. Scripts use live_views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.authoring.draft_clashes import settle
from courses.authoring.draft_queries import file_of, folder_of
from courses.authoring.drafts import (
    BadPath,
    DraftFull,
    FileClash,
    FileGone,
    FileSaved,
    PathTaken,
    save_file,
)
from courses.authoring.models import Draft, DraftFile
from courses.authoring.studio.comparing import both, count, side_by_side
from courses.authoring.studio.editor_page import PANES, editor_context, readable
from courses.authoring.studio.inserting import appended, available, stock_of, with_ids
from courses.authoring.studio.views import author, draft_or_404

REFUSALS = (BadPath, DraftFull, PathTaken)
Outcome = FileSaved | FileClash | FileGone


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form of the editor sent. `text` has LF line ends; `merged` is the third text of the clash page."""

    text: str
    version: int
    action: str
    merged: str = ""
    example: str = ""
    client: str = ""
    seq: int = 0


def posted(request: HttpRequest) -> Posted:
    data = request.POST
    return Posted(
        text=with_line_feeds(data.get("text", "")),
        version=_whole(data.get("version", "")),
        action=data.get("action", "save"),
        merged=with_line_feeds(data.get("merged", "")),
        example=data.get("example", ""),
        client=client if (client := data.get("client", "")[:40]).isalnum() else "",
        seq=_whole(data.get("seq", "")),
    )


def with_line_feeds(text: str) -> str:
    """Forms send CRLF; files have LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@login_not_required  # an ended session must not lose the text that is being posted
@csp_update({"frame-src": ["'self'"]})
@require_http_methods(["GET", "HEAD", "POST"])
def studio_edit(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """One file: text, preview, problems, changes, guide. POST saves, and shows both texts when somebody was first."""
    if not request.user.is_authenticated:
        return signed_out(request)
    draft = draft_or_404(request, course)
    if request.method == "POST":
        return save_and_show(request, draft, path)
    try:
        file = file_of(draft, path)
    except DraftFile.DoesNotExist as error:
        raise Http404 from error
    if readable(file) is None and not path.endswith(".md"):
        return redirect("studio-files", course)
    return render(request, "studio/editor.html", editor_context(request, draft, file))


def signed_out(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; with a text in hand, a page that gives it back."""
    sign_in = f"{reverse('account_login')}?next={request.path}"
    if request.method != "POST" or not request.POST.get("text"):
        return redirect(sign_in)
    context = {"text": posted(request).text, "sign_in": sign_in}
    return render(request, "studio/signed_out.html", context, status=401)


def save_and_show(request: HttpRequest, draft: Draft, path: str) -> HttpResponse:
    form = posted(request)
    try:
        outcome = carry_out(request, draft, path, form)
    except REFUSALS as refusal:
        return refused(request, draft, path, form, refusal)
    if isinstance(outcome, FileClash):
        return clash_page(request, draft, path, form, outcome.stored)
    if isinstance(outcome, FileGone):
        return render(request, "studio/gone.html", _page(draft, path, text=form.text), status=409)
    if form.action in ("mine", "theirs", "merged"):
        messages.success(request, _("Saved. The other text is kept under Earlier texts."))
    pane = "?pane=problems&checked=1" if form.action == "check" else ""
    return redirect(f"{reverse('studio-edit', args=[draft.course.slug, path])}{pane}")


def carry_out(request: HttpRequest, draft: Draft, path: str, form: Posted) -> Outcome:
    """Do what the form asks for. Raises one of REFUSALS."""
    by = author(request)
    if form.action in ("mine", "theirs", "merged"):
        chosen = {"mine": form.text, "merged": form.merged}.get(form.action)
        if chosen is None:
            stored = DraftFile.objects.filter(draft=draft, path=path).first()
            if stored is None:
                return FileGone(path)
            data = bytes(stored.data)
        else:
            data = chosen.encode()
        return settle(by=by, draft_id=draft.pk, path=path, mine=form.text.encode(), chosen=data, version=form.version)
    text = with_example(draft, form) if form.action == "insert" else form.text
    return save_file(
        by=by, draft_id=draft.pk, path=path, data=text.encode(), version=form.version, client=form.client, seq=form.seq
    )


def with_example(draft: Draft, form: Posted) -> str:
    """The text with the chosen example at its end: without a script nobody knows where the cursor is."""
    stock = stock_of(folder_of(draft))
    example = next((one for one in available(stock) if one.slug == form.example and one.text), None)
    return appended(form.text, with_ids(example.text, stock.ids)) if example else form.text


def clash_page(request: HttpRequest, draft: Draft, path: str, form: Posted, stored: DraftFile) -> HttpResponse:
    """Both texts side by side. Whatever is chosen, the other one is kept."""
    theirs = readable(stored) or ""
    rows = side_by_side(form.text, theirs)
    context = _page(draft, path, text=form.text) | {
        "rows": rows,
        "places": count(rows),
        "version": stored.version,
        "merged": both(theirs, form.text),
        "name": stored.edited_by.display_name if stored.edited_by else "",
        "own": stored.edited_by_id == author(request).pk,
        "at": stored.edited_at,
    }
    return render(request, "studio/clash.html", context, status=409)


def refused(request: HttpRequest, draft: Draft, path: str, form: Posted, refusal: Exception) -> HttpResponse:
    """The editor again with what was typed and why it was not stored."""
    now = draft.edited_at
    file = DraftFile.objects.filter(draft=draft, path=path).first() or DraftFile(
        draft=draft, path=path, data=b"", version=0, edited_at=now
    )
    context = editor_context(request, draft, file, text=form.text) | {"problems": [("text", refusal_in_words(refusal))]}
    return render(request, "studio/editor.html", context, status=422)


def refusal_in_words(refusal: Exception) -> str:
    if isinstance(refusal, PathTaken):
        return _('Another file is called "%(path)s" already.') % {"path": refusal}
    return str(refusal)


def _page(draft: Draft, path: str, **more: Any) -> dict[str, Any]:
    slug = draft.course.slug
    crumbs = [
        (_("Studio"), reverse("studio")),
        (draft.title, reverse("studio-course", args=[slug])),
        (path, reverse("studio-edit", args=[slug, path])),
    ]
    return {"draft": draft, "slug": slug, "path": path, "crumbs": crumbs, "panes": PANES, **more}
