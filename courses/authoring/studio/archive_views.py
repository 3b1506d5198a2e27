"""A course as a ZIP file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.authoring import queries
from courses.authoring.archives import write_archive
from courses.authoring.draft_queries import folder_of
from courses.authoring.models import Release
from courses.authoring.studio.views import draft_or_404
from courses.core.document import Folder


@require_safe
def studio_download(request: HttpRequest, course: str) -> HttpResponse:
    """The draft, notes included: what an upload takes back."""
    return _zip(folder_of(draft_or_404(request, course)), course)


@require_safe
def studio_release_download(request: HttpRequest, course: str, number: int) -> HttpResponse:
    """The text that a release was made of."""
    draft = draft_or_404(request, course)
    release = Release.objects.filter(course=draft.course_id, number=number).first()
    folder = queries.source(release) if release else None
    if folder is None:
        raise Http404
    return _zip(folder, f"{course}-r{number}")


def _zip(folder: Folder, name: str) -> HttpResponse:
    return HttpResponse(
        write_archive(folder),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}.zip"', "X-Content-Type-Options": "nosniff"},
    )
