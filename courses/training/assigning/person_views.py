"""One person: excused from a course, given access to records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.authoring.models import Course
from courses.people.managed_views import managed_or_404
from courses.people.models import Membership, Practice
from courses.people.staff.frame import frame
from courses.training.assigning import exemptions
from courses.training.assigning.access import gate_of, record_access
from courses.training.assigning.forms import AccessForm, ExemptionForm
from courses.training.assigning.queries import duties_of, title_of
from courses.training.assigning.steps import number
from courses.training.duties import words_of
from courses.training.models import AccessGrant, Exemption


def member_of(practice: Practice, pk: int) -> Membership:
    """Somebody who is in the practice today. Http404 for anybody else."""
    found = Membership.objects.filter(pk=pk, practice=practice, ended=None).select_related("user", "practice").first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def exempt(request: HttpRequest, practice: str, member: int, course: str) -> HttpResponse:
    """Excuse a person from a course, or end that early."""
    own = managed_or_404(request, practice)
    person = member_of(own, member)
    found = Course.objects.filter(slug=course).exclude(current=None).select_related("current").first()
    if found is None:
        raise Http404
    if request.method == "POST" and "end" in request.POST:
        return _end(request, person, found)
    today = timezone.localdate(timezone=own.zone)
    form = ExemptionForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        return _exempt(request, person, found, form)
    return _exempt_page(request, person, found, form)


def _exempt(request: HttpRequest, member: Membership, course: Course, form: ExemptionForm) -> HttpResponse:
    made = exemptions.exempt(
        member=member,
        course=course,
        reason=form.words,
        until=form.cleaned_data["until"],
        by=request.user,  # type: ignore[arg-type]
    )
    if made is None:
        messages.warning(request, _("They are exempt already. End that exemption first to make another."))
    else:
        messages.success(request, _("Recorded. %(name)s is not asked for it.") % {"name": member.user.display_name})
    return redirect("practice-exempt", member.practice.slug, member.pk, course.slug)


def _end(request: HttpRequest, member: Membership, course: Course) -> HttpResponse:
    pk = number(request.POST["end"])
    exemption = Exemption.objects.filter(pk=pk, membership=member, course=course).first()
    if exemption is not None and exemptions.end_exemption(
        exemption=exemption,
        member=member,
        course=course,
        by=request.user,  # type: ignore[arg-type]
    ):
        messages.success(request, _("Ended. Today the course is asked of them again, if an assignment says so."))
    return redirect("practice-exempt", member.practice.slug, member.pk, course.slug)


def _exempt_page(request: HttpRequest, member: Membership, course: Course, form: ExemptionForm) -> HttpResponse:
    here = exemptions.open_exemption(member, course)
    context: dict[str, Any] = {
        **frame(member.practice, "practice-people"),
        "member": member,
        "course": course,
        "course_title": title_of(course),
        "form": form,
        "here": here,
        "here_words": words_of(here) if here else "",
        "past": exemptions.past_exemptions(member, course),
        "asks": [ask for ask in duties_of(member, course) if ask.ended is None],
    }
    return render(request, "practice/assigning/exempt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def access(request: HttpRequest, practice: str, member: int) -> HttpResponse:
    """What is asked of a person before access to records, and the day on which they got it."""
    own = managed_or_404(request, practice)
    person = member_of(own, member)
    today = timezone.localdate(timezone=own.zone)
    bound = request.POST if request.method == "POST" else None
    form = AccessForm(bound, today=today, started=person.started, initial={"given_on": today})
    if bound is not None and form.is_valid():
        made = record_access(member=person, given_on=form.cleaned_data["given_on"], by=request.user)  # type: ignore[arg-type]
        if made is None:
            messages.warning(request, _("A day is recorded already. It was not changed."))
        elif made.missing:
            messages.warning(request, _("Recorded, with what was missing on that day."))
        else:
            messages.success(request, _("Recorded."))
        return redirect("practice-access", own.slug, person.pk)
    context = {
        **frame(own, "practice-people"),
        "member": person,
        "gate": gate_of(person, today),
        "grant": AccessGrant.objects.filter(membership=person).select_related("by").first(),
        "form": form,
    }
    return render(request, "practice/assigning/access.html", context)
