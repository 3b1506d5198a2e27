"""Public pages of releases: what was taught then, so that a certificate can be compared with it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.authoring.class_words import ONLY
from courses.authoring.quiz_words import told_to_all
from courses.authoring.release_pages import ReleasePage, newest_title, release_page, release_rows, release_unit, unit_of


@login_not_required
@require_safe
def releases(request: HttpRequest, course: str) -> HttpResponse:
    """The release notes of a course."""
    title = newest_title(course)
    if title is None:
        raise Http404
    context = {
        "slug": course,
        "title": title,
        "rows": [(row, ONLY[row.change_class]) for row in release_rows(course)],
        "crumbs": _crumbs(course, title),
    }
    return _unlisted(render(request, "authoring/releases.html", context))


@login_not_required
@require_safe
def release(request: HttpRequest, course: str, number: int) -> HttpResponse:
    """One release: title, date, class, note, digest, reviewers, units. No keys."""
    page = _page_or_404(course, number)
    context = {
        "slug": course,
        "page": page,
        "release": page.release,
        "course": page.release.structure,
        "quizzes": [(quiz, told_to_all(quiz, page.release.structure)) for quiz in page.release.structure["quizzes"]],
        "only": ONLY[page.release.change_class],
        "crumbs": [
            *_crumbs(course, page.newest.structure["title"]),
            (_("Releases"), reverse("releases", args=[course])),
        ],
    }
    return _unlisted(render(request, "authoring/release.html", context))


@login_not_required
@require_safe
def release_unit_read(request: HttpRequest, course: str, number: int, unit: str) -> HttpResponse:
    """One unit as it was, to be read."""
    page = _page_or_404(course, number)
    steps, summary = release_unit(page.release, unit), unit_of(page.release, unit)
    if steps is None or summary is None:
        raise Http404
    crumbs = [
        *_crumbs(course, page.newest.structure["title"]),
        (_("Release %(number)s") % {"number": number}, reverse("release", args=[course, number])),
    ]
    context = {
        "slug": course,
        "page": page,
        "release": page.release,
        "unit": summary,
        "steps": steps,
        "still_there": unit_of(page.newest, unit) is not None,
        "crumbs": crumbs,
    }
    return _unlisted(render(request, "authoring/release_unit.html", context))


def _page_or_404(course: str, number: int) -> ReleasePage:
    page = release_page(course, number)
    if page is None:
        raise Http404
    return page


def _crumbs(slug: str, title: str) -> list[tuple[str, str]]:
    return [(_("Courses"), reverse("catalogue")), (title, reverse("course-home", args=[slug]))]


def _unlisted(reply: HttpResponse) -> HttpResponse:
    """Search engines should lead to the newest text only."""
    reply["X-Robots-Tag"] = "noindex"
    return reply
