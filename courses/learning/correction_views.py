"""Corrections over HTTP: the notice and its "I have read this", and an open attempt begun anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.learning import corrections, notices
from courses.learning.models import Attempt
from courses.learning.unit_views import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, correction: int) -> HttpResponse:
    """A correction as it concerns the person who asks. POST: they have read it. A 404 for everybody else."""
    notice = notices.own_notice(request.user, correction)
    if notice is None:
        raise Http404
    if request.method == "POST":
        notices.mark_read(person=request.user, correction_id=correction)
        messages.success(request, _("Thank you. This notice is not shown again."))
        target = request.POST.get("next", "")
        known = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
        return redirect(target) if known else redirect("course-home", notice.course)
    place = crumbs({"id": notice.course, "title": notice.title}, request)
    return render(request, "learning/correction.html", {"notice": notice, "crumbs": place})


@require_POST
def attempt_restart(request: HttpRequest, attempt: int) -> HttpResponse:
    """Begin an open attempt anew on the corrected release. Where that is not possible the old one simply goes on."""
    try:
        opened = corrections.restart(person=request.user, attempt_id=attempt)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except corrections.NotRestarted:
        return redirect("attempt-question", attempt, 1)
    if not isinstance(opened, Attempt):
        messages.warning(request, _("The corrected quiz cannot be started now, so your attempt goes on."))
        return redirect("attempt-question", attempt, 1)
    messages.success(request, _("A new attempt on the corrected version. The old one does not count."))
    return redirect("attempt-question", opened.pk, 1)
