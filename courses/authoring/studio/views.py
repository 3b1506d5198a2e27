"""The studio's course list, the way into a course, and what every page of a course begins with."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from courses.authoring.draft_queries import courses_of, draft_for, files_of, readable_draft
from courses.authoring.models import Draft
from courses.authoring.studio.problem_rows import guide_units
from courses.people.access import edited_courses, is_educator, uses_studio
from courses.people.models import User


def author(request: HttpRequest) -> User:
    """Who writes. A 404 for everybody who has nothing to do in the studio."""
    if isinstance(request.user, AnonymousUser) or not uses_studio(request.user):
        raise Http404
    return request.user


def draft_or_404(request: HttpRequest, course: str) -> Draft:
    """The draft of a course this person may edit."""
    try:
        return draft_for(author(request), course)
    except Draft.DoesNotExist as error:
        raise Http404 from error


@require_safe
def studio(request: HttpRequest) -> HttpResponse:
    """The courses a person writes, or is asked to review."""
    person = author(request)
    listed = courses_of(person)
    context = {
        "mine": [one for one in listed if one.may_edit],
        "to_review": [one for one in listed if one.review_asked and not one.may_edit],
        "may_write": is_educator(person),
        "guide": guide_units(),
    }
    return render(request, "studio/studio.html", context)


@require_safe
def studio_course(request: HttpRequest, course: str) -> HttpResponse:
    """An editor goes on with the file that was written last; a reviewer goes to the review."""
    person = author(request)
    try:
        draft = readable_draft(person, course)
    except Draft.DoesNotExist as error:
        raise Http404 from error
    if not Draft.objects.filter(edited_courses(person, "course__")).filter(pk=draft.pk).exists():
        return redirect("studio-review", course)
    texts = [row for row in files_of(draft, person) if row.path.endswith(".md")]
    if not texts:
        return redirect("studio-files", course)
    units = [row for row in texts if row.path not in ("course.md", "glossary.md")] or texts
    newest = max(texts, key=lambda row: row.edited_at)
    begun = any(row.edited_at != newest.edited_at for row in texts)
    return redirect("studio-edit", course, (newest if begun else units[0]).path)
