"""The releases of a course for those who write it: what each changed, by whom, with its corrections."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.authoring import changes, queries
from courses.authoring.class_words import MEANINGS, NAMES
from courses.authoring.draft_queries import readable_draft
from courses.authoring.models import Correction, Draft, Release
from courses.authoring.studio.change_groups import pages
from courses.authoring.studio.publish_views import course_crumbs
from courses.authoring.studio.views import author
from courses.core.changes import diff


def readable_or_404(request: HttpRequest, course: str) -> Draft:
    try:
        return readable_draft(author(request), course)
    except Draft.DoesNotExist as error:
        raise Http404 from error


@require_safe
def studio_releases(request: HttpRequest, course: str) -> HttpResponse:
    """Every release, newest first."""
    draft = readable_or_404(request, course)
    releases = list(Release.objects.filter(course=draft.course_id).select_related("by").order_by("-number"))
    corrections = set(Correction.objects.filter(release__in=releases).values_list("release", flat=True))
    context = {
        "slug": course,
        "title": draft.title or course,
        "releases": [(one, NAMES[one.change_class], one.pk in corrections) for one in releases],
        "crumbs": course_crumbs(draft, _("Releases")),
    }
    return render(request, "studio/releases.html", context)


@require_safe
def studio_release(request: HttpRequest, course: str, number: int) -> HttpResponse:
    """One release: its class, and every change against the one before. Answers are shown: it is for its writers."""
    draft = readable_or_404(request, course)
    releases = Release.objects.filter(course=draft.course_id).select_related("by")
    release = releases.filter(number=number).first()
    if release is None:
        raise Http404
    older = releases.filter(number=number - 1).first()
    before, after = queries.content(older) if older else None, queries.content(release)
    context = {
        "slug": course,
        "title": draft.title or course,
        "release": release,
        "older": older,
        "class_name": NAMES[release.change_class],
        "meaning": MEANINGS[release.change_class],
        "correction": Correction.objects.filter(release=release).first(),
        "pages": pages(diff(before, after), before, after, changes.said_of(release)),
        "crumbs": course_crumbs(draft, _("Release %(number)s") % {"number": number}),
    }
    return render(request, "studio/release.html", context)
