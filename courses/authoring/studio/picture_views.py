"""The pictures of a course: upload with words for those who cannot see it, and where each is shown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.authoring.draft_pictures import Added, add_picture, pictures_of
from courses.authoring.draft_queries import file_of, folder_of
from courses.authoring.drafts import BadPath, DraftFull, FileSaved, PathTaken, save_file
from courses.authoring.models import Draft, DraftFile
from courses.authoring.pictures import PictureRefused
from courses.authoring.studio.editor_views import refusal_in_words
from courses.authoring.studio.file_views import page
from courses.authoring.studio.limit_views import limited
from courses.authoring.studio.new_forms import UploadPicture
from courses.authoring.studio.preview_page import picture_token
from courses.authoring.studio.views import author, draft_or_404
from courses.core.document import Folder


@require_http_methods(["GET", "HEAD", "POST"])
@limited("picture")
def studio_pictures(request: HttpRequest, course: str) -> HttpResponse:
    """All pictures. POST stores one and gives the Markdown that shows it: as JSON to the editor, else on this page.

    `insert` in the address is the text the person comes from.
    """
    draft = draft_or_404(request, course)
    if request.method == "POST" and "append" in request.POST:
        return _append(request, draft)
    folder = folder_of(draft)
    shown_in = request.GET.get("insert", "")
    shown_in = shown_in if shown_in.endswith(".md") and shown_in in folder.files else ""
    form = UploadPicture(request.POST or None, request.FILES or None)
    added = _stored(request, draft, folder, form, shown_in) if request.method == "POST" and form.is_valid() else None
    if request.accepts("application/json") and not request.accepts("text/html"):
        return _as_json(form, added)
    context = page(draft, form=form, added=added, insert=shown_in, pictures=_rows(draft, added))
    return render(request, "studio/pictures.html", context, status=422 if form.errors else 200)


def _stored(request: HttpRequest, draft: Draft, folder: Folder, form: UploadPicture, shown_in: str) -> Added | None:
    name, data = form.file()
    words = {"alt": form.cleaned_data["alt"], "caption": form.cleaned_data["caption"]}
    try:
        return add_picture(
            by=author(request), draft=draft, folder=folder, name=name, data=data, shown_in=shown_in, **words
        )
    except PictureRefused as refused:
        form.add_error("picture", str(refused))
    except (BadPath, DraftFull, PathTaken) as refusal:
        form.add_error("picture", refusal_in_words(refusal))
    return None


def _as_json(form: UploadPicture, added: Added | None) -> JsonResponse:
    if added is None:
        return JsonResponse({"errors": {name: list(texts) for name, texts in form.errors.items()}}, status=422)
    return JsonResponse({"path": added.path, "markdown": added.markdown})


def _rows(draft: Draft, added: Added | None) -> list[dict[str, Any]]:
    """Pictures with the address of each, the one just added first."""
    token = picture_token(draft.course.slug)
    rows = [
        {"picture": one, "src": reverse("studio-shown", args=[draft.course.slug, token, one.name])}
        for one in pictures_of(folder_of(draft))
    ]
    return sorted(rows, key=lambda row: added is None or row["picture"].path != added.path)


def _append(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Put the picture at the end of the text the person came from. Whoever wrote in between is not written over."""
    slug, path = draft.course.slug, request.POST.get("append", "")
    markdown = " ".join(request.POST.get("markdown", "").split())[:600]
    try:
        file = file_of(draft, path)
        text = bytes(file.data).decode()
    except (DraftFile.DoesNotExist, UnicodeDecodeError):
        messages.error(request, _("This file is not here any more, or not text. Paste the line yourself."))
        return redirect("studio-pictures", slug)
    if markdown in text:
        return redirect("studio-edit", slug, path)
    new = f"{text.rstrip()}\n\n{markdown}\n"
    try:
        saved = save_file(by=author(request), draft_id=draft.pk, path=path, data=new.encode(), version=file.version)
    except DraftFull as refusal:
        messages.error(request, refusal_in_words(refusal))
        return redirect("studio-pictures", slug)
    if not isinstance(saved, FileSaved):
        messages.warning(request, _("Somebody has written into this file just now. Paste the line yourself."))
        return redirect("studio-pictures", slug)
    messages.success(request, _("The picture stands at the end of the text."))
    return redirect("studio-edit", slug, path)
