"""Another attempt over HTTP: asking for it, and the two lists of those who can give it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.authoring.models import Course
from courses.learning import attempt_requests
from courses.learning.models import AttemptRequest
from courses.learning.queries import release_with
from courses.people.access import edited_courses
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame


@require_POST
def attempt_ask(request: HttpRequest, course: str, item: str) -> HttpResponse:
    """Ask for another attempt at a quiz or lab; back to its page."""
    release = release_with(
        request.user,
        course,
        lambda structure: item in [one["id"] for one in [*structure["quizzes"], *structure.get("labs", [])]],
    )
    if release is None:
        raise Http404
    quizzes = [quiz["id"] for quiz in release.structure["quizzes"]]
    labs = [lab["id"] for lab in release.structure.get("labs", [])]
    if item not in [*quizzes, *labs]:
        raise Http404
    try:
        attempt_requests.ask(person=request.user, release=release, item_id=item)
    except attempt_requests.NotUsedUp:
        messages.warning(request, _("You need not ask: see below how it goes on."))
    else:
        messages.success(request, _("Asked. You get an email when it is decided."))
    return redirect("quiz" if item in quizzes else "lab", course, item)


@require_http_methods(["GET", "HEAD", "POST"])
def practice_attempts(request: HttpRequest, practice: str) -> HttpResponse:
    """What people of a practice ask for. POST `grant` or `decline` with the number of a request."""
    found = managed_or_404(request, practice)
    requests = attempt_requests.asked_in(found, request.user)
    if request.method == "POST":
        _decide(request, requests, found)
        return redirect("practice-attempts", practice)
    context = {**frame(found, "practice-attempts"), "rows": attempt_requests.listed(requests)}
    return render(request, "practice/evidence/attempts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def studio_attempts(request: HttpRequest, course: str) -> HttpResponse:
    """What people without a manager ask the educators of a course for. POST as for a practice."""
    found = Course.objects.filter(edited_courses(request.user), slug=course).first()
    if found is None:
        raise Http404
    requests = attempt_requests.asked_of(request.user).filter(enrolment__course=found)
    if request.method == "POST":
        _decide(request, requests, None)
        return redirect("studio-attempts", course)
    crumbs = [(_("Studio"), reverse("studio")), (_("Reflections to mark"), reverse("marking"))]
    rows = attempt_requests.listed(requests)
    return render(request, "learning/attempts_asked.html", {"rows": rows, "slug": course, "crumbs": crumbs})


def _decide(request: HttpRequest, requests: QuerySet[AttemptRequest], practice: Practice | None) -> None:
    """Decide one of these requests. What is decided already is said; any other does not exist."""
    grant = "grant" in request.POST
    given = request.POST.get("grant" if grant else "decline", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 19):
        raise Http404
    rows = requests.select_related("enrolment__person", "enrolment__course__current", "enrolment__rules_release")
    asked = rows.filter(pk=int(given)).first()
    if asked is None:
        raise Http404
    done = attempt_requests.decide(by=request.user, request=asked, grant=grant, practice=practice)
    name = asked.enrolment.person.display_name
    if not done:
        messages.info(request, _("That was decided already."))
    elif grant:
        messages.success(request, _("%(name)s has one more attempt.") % {"name": name})
    else:
        messages.success(request, _("Declined. %(name)s gets an email.") % {"name": name})
