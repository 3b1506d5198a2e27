"""The studio's course list, and the way into a course."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from courses.authoring.draft_queries import courses_of, readable_draft
from courses.authoring.models import Draft
from courses.people.access import uses_studio


@require_safe
def studio(request: HttpRequest) -> HttpResponse:
    """The courses a person writes, or is asked to review."""
    if not uses_studio(request.user):
        raise Http404
    return render(request, "studio/studio.html", {"courses": courses_of(request.user)})


@require_safe
def studio_course(request: HttpRequest, course: str) -> HttpResponse:
    """To the editor of the course's first file."""
    try:
        readable_draft(request.user, course)
    except Draft.DoesNotExist as error:
        raise Http404 from error
    return redirect("studio")
