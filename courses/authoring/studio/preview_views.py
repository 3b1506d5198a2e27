"""The preview: a page of its own, shown in the editor's sandboxed frame or opened by itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from courses.authoring.draft_checks import look
from courses.authoring.draft_queries import may_edit, picture_in, readable_draft
from courses.authoring.models import Draft
from courses.authoring.studio.limit_views import limited
from courses.authoring.studio.preview_page import may_see_pictures, page_of, shell, wishes
from courses.authoring.studio.views import author
from courses.authoring.views import CONTENT_TYPES, POLICY

# The sandbox makes the page a stranger to our own: even a script that slipped through every check could reach nothing.
PAGE_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'; object-src 'none'"
)


@xframe_options_sameorigin
@require_safe
@limited("preview")
def studio_preview(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """The stored text as a learner would read it: for its editors, and for reviewers once they were asked."""
    person = author(request)
    try:
        draft = readable_draft(person, course)
    except Draft.DoesNotExist as error:
        raise Http404 from error
    wanted = wishes(request.GET)
    found = look(draft, path)
    if path not in found.folder.files:
        raise Http404
    other = {"role": wanted.role, "region": wanted.region, "answers": "0" if wanted.answers else "1"}
    edits = may_edit(person, draft)
    context = shell(path, page_of(found, path, wanted)) | {
        "answers": wanted.answers,
        "toggle": f"?{urlencode(other)}",
        "framed": request.GET.get("frame") == "1",
        "back": reverse("studio-edit", args=[course, path]) if edits else reverse("studio-review", args=[course]),
    }
    reply = render(request, "studio/preview.html", context)
    reply.headers["Content-Security-Policy"] = PAGE_POLICY  # django-csp leaves a policy that is there
    return reply


@login_not_required  # the address is signed, and a sandboxed frame sends no session
@require_safe
def studio_shown(request: HttpRequest, course: str, token: str, name: str) -> HttpResponse:
    """A picture of a draft by the digest of its bytes, for whoever was shown the preview within some hours."""
    if not may_see_pictures(token, course):
        raise Http404
    digest, _dot, extension = name.partition(".")
    data = picture_in(course, digest)
    if data is None:
        raise Http404
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES[extension],
        headers={
            "Cache-Control": "private, max-age=3600",
            "Content-Security-Policy": POLICY,
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
