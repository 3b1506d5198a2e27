"""Health for machines, and the page for a form that came without its token."""

from __future__ import annotations

import logging
import secrets

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.operations import health

log = logging.getLogger("errors")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The site can take work: database writable, migrations done, queue moving, disk not full. 503 when not."""
    checks = health.checks()
    good = all(check.good for check in checks)
    return JsonResponse(
        {"ready": good, "checks": {check.name: check.detail for check in checks}}, status=200 if good else 503
    )


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: usually an expired page. The words say what to do."""
    return render(request, "403_csrf.html", status=403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Words that promise nothing they cannot keep; rendered without context processors, so nothing can fail again."""
    reference = secrets.token_hex(4)
    log.error("server error %s at %s", reference, request.path)
    html = render_to_string("500.html", {"reference": reference, "time": timezone.now()})
    return HttpResponse(html, status=500)
