"""Beginning a course, from a filled-in beginning or from a ZIP file."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.authoring import uploads
from courses.authoring.archives import ArchiveRefused
from courses.authoring.draft_queries import draft_for
from courses.authoring.drafts import BadPath, DraftFull, PathTaken, SlugTaken, TooManyCourses, begin_draft
from courses.authoring.models import Draft
from courses.authoring.new_courses import new_course
from courses.authoring.studio.editor_views import refusal_in_words
from courses.authoring.studio.limit_views import limited
from courses.authoring.studio.new_forms import NewCourse, UploadCourse
from courses.authoring.studio.views import author
from courses.authoring.uploads import Upload
from courses.people.access import is_educator
from courses.people.models import User


def educator(request: HttpRequest) -> User:
    """Who begins a course. A reviewer or learner finds no such page."""
    person = author(request)
    if not is_educator(person):
        raise Http404
    return person


@require_http_methods(["GET", "HEAD", "POST"])
def studio_new(request: HttpRequest) -> HttpResponse:
    """POST begins a course with good text in it and opens its first unit."""
    person = educator(request)
    chosen = {"template": request.GET["template"]} if "template" in request.GET else None
    form = NewCourse(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        folder = new_course(
            template=given["template"],
            slug=given["slug"],
            title=given["title"],
            summary=given["summary"],
            language=given["language"],
            audience=given["audience"],
            author=person.display_name,
            today=timezone.localdate(),
        )
        try:
            begin_draft(by=person, folder=folder)
        except SlugTaken:
            words = _("Another course has the id “%(id)s”. Choose another one, such as %(id)s-2.")
            form.add_error("slug", words % {"id": given["slug"]})
        except TooManyCourses as full:
            form.add_error(None, str(full))
        else:
            words = _("Here is your course: the unit, and course.md with the objective and the welcome. Change both.")
            messages.success(request, words)
            return redirect("studio-course", given["slug"])
    context = {"form": form, "crumbs": [(_("Studio"), reverse("studio"))]}
    return render(request, "studio/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", one_at_once=True)
def studio_upload(request: HttpRequest) -> HttpResponse:
    """A ZIP file becomes a new course at once; for a course that exists, what it would change is shown first."""
    person = educator(request)
    if request.method == "POST" and "upload" in request.POST:
        return _take_effect(request, person)
    form = UploadCourse(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, person, form)
        except ArchiveRefused as refused:
            form.add_error("archive", _in_words(refused))
        except (BadPath, DraftFull, PathTaken, ValueError) as error:
            form.add_error("archive", str(error))
    context = {"form": form, "crumbs": [(_("Studio"), reverse("studio"))]}
    return render(request, "studio/upload.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, person: User, form: UploadCourse) -> HttpResponse:
    upload = uploads.receive(form.cleaned_data["archive"], by=person)
    if not upload.folder.name:
        raise ArchiveRefused("", _("There is no course.md with an id in this ZIP file."))
    try:
        draft = draft_for(person, upload.folder.name)
    except Draft.DoesNotExist:
        try:
            begin_draft(by=person, folder=upload.folder)
        except SlugTaken as taken:
            words = _("Another course has the id “%(id)s”. Change the id in course.md and the name of the folder.")
            raise ArchiveRefused("", words % {"id": upload.folder.name}) from taken
        except PermissionDenied as error:
            raise Http404 from error
        uploads.discard(upload)
        messages.success(request, _("Your course is here. Nothing is published yet."))
        return redirect("studio-course", upload.folder.name)
    return _ask_first(request, person, draft, upload)


def _ask_first(request: HttpRequest, person: User, draft: Draft, upload: Upload) -> HttpResponse:
    changes = uploads.changes(draft, upload)
    if not changes:
        uploads.discard(upload)
        messages.info(request, _("This is the text that is here already. Nothing was changed."))
        return redirect("studio-course", upload.folder.name)
    crumbs = [(_("Studio"), reverse("studio")), (draft.title, reverse("studio-course", args=[upload.folder.name]))]
    context = {"draft": draft, "upload": upload, "changes": changes, "crumbs": crumbs}
    return render(request, "studio/upload_check.html", context)


def _take_effect(request: HttpRequest, person: User) -> HttpResponse:
    """The second step. Whoever wrote in between is not written over: then what would change is shown again."""
    try:
        upload = uploads.held(request.POST["upload"], by=person)
        draft = draft_for(person, upload.folder.name)
        revision = int(request.POST.get("revision", ""))
    except (uploads.Gone, ArchiveRefused, ValueError):
        messages.warning(request, _("This upload is not kept any more. Choose the file again."))
        return redirect("studio-upload")
    except Draft.DoesNotExist as error:
        raise Http404 from error
    try:
        applied = draft.revision == revision and uploads.apply(draft, upload, by=person, revision=revision)
    except (BadPath, DraftFull, PathTaken) as refusal:
        uploads.discard(upload)
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": refusal_in_words(refusal)})
        return redirect("studio-upload")
    if not applied:
        messages.warning(request, _("Somebody has written since. Look at what would change now."))
        return _ask_first(request, person, draft_for(person, upload.folder.name), upload)
    uploads.discard(upload)
    messages.success(request, _("Done. What was there before is kept under Earlier texts."))
    return redirect("studio-course", upload.folder.name)


def _in_words(refused: ArchiveRefused) -> str:
    return f"{refused.entry}: {refused.message}" if refused.entry else refused.message
