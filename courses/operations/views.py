"""Health for machines, and the page for a form that came without its token."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.operations import health


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
