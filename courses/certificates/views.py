"""A holder's certificate, its file, and the public check."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from courses.certificates import queries, services
from courses.certificates.codes import grouped, read_code
from courses.certificates.models import Certificate
from courses.certificates.practice_reviews import reviews_for
from courses.learning.queries import current_release, latest_enrolment, reader_of
from courses.learning.rules import units_carry_over
from courses.operations import qr
from courses.operations.throttle import client_address, too_many

LOOKUPS_A_MINUTE = 20


@require_safe
def course_certificate(request: HttpRequest, course: str) -> HttpResponse:
    """Lead to the current certificate of a course, to one that was withdrawn, or say why there is none yet."""
    found = queries.current_certificate(request.user, course) or queries.newest_certificate(request.user, course)
    if found is not None:
        address = reverse("certificate", args=[grouped(found.code)])
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    release = current_release(course)
    if release is None:
        raise Http404
    enrolment = latest_enrolment(request.user, release.course_id)
    completed = enrolment is not None and enrolment.completed_at is not None
    reason = "not-complete"
    if completed:
        reason = "being-made" if queries.is_known(request.user) else "email"
    if request.htmx:  # the page polls while the certificate is being made
        return HttpResponse(status=204)
    return render(
        request,
        "certificates/course_certificate.html",
        {
            "reason": reason,
            "course": release.structure,
            "tested": units_carry_over(release.structure, reader_of(request.user)),
            "reviewed": bool(release.structure["reviewers"] or reviews_for(request.user, release)),
            "crumbs": [(release.structure["title"], reverse("course-home", args=[course]))],
        },
    )


def own_or_404(request: HttpRequest, code: str) -> Certificate:
    wanted = read_code(code)
    found = queries.own_certificate(request.user, wanted) if wanted else None
    if found is None:
        raise Http404
    return found


@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The holder's page of one certificate."""
    found = own_or_404(request, code)
    word, on = queries.standing(found, today_for(request))
    url = settings.PUBLIC_URL + reverse("verify-code", args=[grouped(found.code)])
    return render(
        request,
        "certificates/certificate.html",
        {
            "certificate": found,
            "facts": services.facts_of(found),
            "word": word,
            "on": on,
            "code": grouped(found.code),
            "verify_url": url,
            "qr": qr.drawn(url),
            "slug": found.enrolment.course.slug,
            "new_name": request.user.name_for_certificates if word == "valid" else found.holder,
            "crumbs": [(_("My learning"), reverse("my-learning"))],
        },
    )


@require_POST
def certificate_reissue(request: HttpRequest, code: str) -> HttpResponse:
    """Issue again under the name the holder uses now."""
    found = own_or_404(request, code)
    new = services.reissue_under_new_name(person=request.user, code=found.code)
    if new.pk != found.pk:
        messages.success(request, _("Issued again as %(name)s. The old code now says replaced.") % {"name": new.holder})
    return redirect("certificate", grouped(new.code))


@require_safe
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The file, as issued."""
    found = own_or_404(request, code)
    response = HttpResponse(services.pdf_of(found), content_type="application/pdf")
    name = f"{_('Certificate') if found.kind == 'certificate' else _('Record')} {found.course_title}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The code field. A readable code leads to its own address; anything else is answered here."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return render(request, "certificates/verify.html", {"typed": ""})
    code = read_code(typed)
    if code is not None:
        return redirect("verify-code", grouped(code))
    problem = _("A code has 26 letters and digits, such as 7K2M-9QXD-4T0W-… Check for a missing group.")
    return render(request, "certificates/verify.html", {"typed": typed[:60], "problem": problem}, status=422)


@login_not_required
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What a code proves, in words. The same answer for every wrong code; never indexed; limited per address."""
    if too_many("verify", client_address(request), limit=LOOKUPS_A_MINUTE, seconds=60):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = "60"
        return response
    wanted = read_code(code)
    found = queries.verify(wanted, timezone.localdate()) if wanted else None
    response = render(
        request,
        "certificates/verify_code.html",
        {"found": found, "typed": grouped(wanted) if wanted else code[:60], "code": grouped(wanted) if wanted else ""},
        status=200 if found else 404,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def today_for(request: HttpRequest) -> date:
    return timezone.localdate(timezone=request.user.zone)
