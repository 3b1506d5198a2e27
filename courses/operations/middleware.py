"""Headers for pages with personal data; and what is too large is not even received."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_BODY_BYTES = 42_000_000  # the largest file anybody may upload, and the form round it


class PrivatePages:
    """A signed-in person's page is kept by no cache: the next one at a shared PC cannot go back to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class BodyLimit:
    """Refuses a request by the length it announces. A body without a length is never read: Django needs one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BODY_BYTES:
            return render(request, "413.html", {"limit": MOST_BODY_BYTES // 1_000_000 - 2}, status=413)
        return self.get_response(request)
