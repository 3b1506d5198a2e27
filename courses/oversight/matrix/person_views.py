"""The pages of a person in a course, and of a person in all their courses."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.oversight.matrix import person
from courses.people.managed_views import managed_or_404
from courses.people.staff.frame import frame


@require_safe
def cell(request: HttpRequest, practice: str, member: int, course: str) -> HttpResponse:
    """One person in one course."""
    found = managed_or_404(request, practice)
    one = person.person_course(found, member, course)
    if one is None:
        raise Http404
    return render(request, "practice/matrix/cell.html", {**frame(found, "practice"), "one": one, "member": one.member})


@require_safe
def courses(request: HttpRequest, practice: str, member: int) -> HttpResponse:
    """One person in all their courses."""
    found = managed_or_404(request, practice)
    told = person.person_courses(found, member)
    if told is None:
        raise Http404
    context = {**frame(found, "practice"), "member": told[0], "lines": told[1]}
    return render(request, "practice/matrix/person.html", context)
