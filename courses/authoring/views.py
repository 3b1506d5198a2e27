"""The pictures of published courses."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.authoring.queries import asset
from courses.operations import files

log = logging.getLogger("media")

CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}

# Opened by itself an SVG is a document: this keeps it a picture. Its own <style> may work, nothing else.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@login_not_required
@require_safe
def media(request: HttpRequest, sha256: str, extension: str) -> HttpResponse:
    """A picture by the digest of its bytes, for ever the same. Only publishing makes a picture known."""
    picture = asset(sha256, extension)
    if picture is None:
        raise Http404
    data = files.read(picture.file)
    if data is None:
        log.error("the file %s is missing from storage", picture.file)
        raise Http404
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES[extension],
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Security-Policy": POLICY,  # django-csp leaves a policy that is there
            "Content-Disposition": f'inline; filename="{sha256[:12]}.{extension}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
