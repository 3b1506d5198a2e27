"""The files of a course: add, rename, delete, and the earlier texts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.authoring.copy_keeping import NEWEST_KEPT
from courses.authoring.draft_queries import copies_of, copy_of, file_of, files_of, folder_of
from courses.authoring.drafts import (
    BadPath,
    DraftFull,
    PathTaken,
    delete_file,
    rename_file,
    restore_copy,
    save_file,
)
from courses.authoring.models import Draft, DraftCopy, DraftFile
from courses.authoring.studio.comparing import count, side_by_side
from courses.authoring.studio.editor_page import readable
from courses.authoring.studio.editor_views import refusal_in_words
from courses.authoring.studio.forms import NewFile, Rename
from courses.authoring.studio.inserting import stock_of
from courses.authoring.studio.new_files import new_file
from courses.authoring.studio.views import author, draft_or_404

REFUSALS = (BadPath, DraftFull, PathTaken)


def page(draft: Draft, **more: Any) -> dict[str, Any]:
    """What every page about a course is told."""
    slug = draft.course.slug
    crumbs = [(_("Studio"), reverse("studio")), (draft.title, reverse("studio-course", args=[slug]))]
    return {"draft": draft, "slug": slug, "crumbs": crumbs, **more}


def file_or_404(draft: Draft, path: str) -> DraftFile:
    try:
        return file_of(draft, path)
    except DraftFile.DoesNotExist as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
def studio_files(request: HttpRequest, course: str) -> HttpResponse:
    """Every file of the course. POST adds one and opens it."""
    draft = draft_or_404(request, course)
    form = NewFile(request.POST or None)
    if request.method == "POST" and form.is_valid():
        folder = folder_of(draft)
        path, text = new_file(form.cleaned_data["kind"], form.cleaned_data["title"], folder, stock_of(folder).ids)
        if path in folder.files:
            messages.info(request, _("The course has this file already: here it is."))
            return redirect("studio-edit", course, path)
        try:
            save_file(by=author(request), draft_id=draft.pk, path=path, data=text.encode(), version=0)
        except REFUSALS as refusal:
            form.add_error(None, refusal_in_words(refusal))
        else:
            return redirect("studio-edit", course, path)
    context = page(draft, form=form, files=files_of(draft, author(request)))
    return render(request, "studio/files.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def studio_rename(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """Give a file another name. Readers keep their place as long as its id stays the same."""
    draft = draft_or_404(request, course)
    file = file_or_404(draft, path)
    form = Rename(request.POST or None, initial={"to": path})
    if request.method == "POST" and form.is_valid():
        try:
            rename_file(by=author(request), draft_id=draft.pk, path=path, to=form.cleaned_data["to"])
        except DraftFile.DoesNotExist as error:
            raise Http404 from error
        except REFUSALS as refusal:
            form.add_error("to", refusal_in_words(refusal))
        else:
            messages.success(request, _("The file has its new name."))
            return _to_file(course, form.cleaned_data["to"])
    text = readable(file) or ""
    without_id = path.endswith(".md") and path[:1].isdigit() and "\nid:" not in text.split("\n---", 1)[0]
    context = page(draft, form=form, path=path, without_id=without_id)
    return render(request, "studio/rename.html", context, status=422 if form.errors else 200)


def _to_file(course: str, path: str) -> HttpResponse:
    return redirect("studio-edit", course, path) if path.endswith(".md") else redirect("studio-files", course)


@require_http_methods(["GET", "HEAD", "POST"])
def studio_delete(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """Take a file out, after asking. Its text stays under Earlier texts."""
    draft = draft_or_404(request, course)
    if request.method == "POST":
        delete_file(by=author(request), draft_id=draft.pk, path=path)
        messages.success(request, _("%(path)s is deleted. Earlier texts still has it.") % {"path": path})
        return redirect("studio-files", course)
    file_or_404(draft, path)
    return render(request, "studio/delete.html", page(draft, path=path))


@require_safe
def studio_copies(request: HttpRequest, course: str) -> HttpResponse:
    """Texts that another text has taken the place of, newest first."""
    draft = draft_or_404(request, course)
    path = request.GET.get("path", "")
    context = page(draft, copies=copies_of(draft, path), path=path, newest=NEWEST_KEPT)
    return render(request, "studio/copies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def studio_copy(request: HttpRequest, course: str, copy: int) -> HttpResponse:
    """One earlier text beside the one that stands there now. POST puts it back."""
    draft = draft_or_404(request, course)
    try:
        found = copy_of(draft, copy)
        if request.method == "POST":
            restored = restore_copy(by=author(request), copy_id=found.pk)
            messages.success(request, _("The earlier text is back. The one it replaced is kept here too."))
            return _to_file(course, restored.path)
    except DraftCopy.DoesNotExist as error:
        raise Http404 from error
    except REFUSALS as refusal:
        messages.error(request, refusal_in_words(refusal))
        return redirect("studio-copies", course)
    now = DraftFile.objects.filter(draft=draft, path=found.path).first()
    is_text = found.path.endswith(".md")
    rows = side_by_side(_words(bytes(found.data)), _words(bytes(now.data)) if now else "") if is_text else []
    context = page(draft, copy=found, rows=rows, places=count(rows), now=now, is_text=is_text)
    return render(request, "studio/copy.html", context)


def _words(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\r\n", "\n")
