"""The practice of a page, for its managers. To everybody else it does not exist."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from courses.people.access import managed_practice
from courses.people.models import Practice


def managed_or_404(request: HttpRequest, slug: str) -> Practice:
    """The practice of this slug if the person who asks manages it today. 1 query. Raises Http404."""
    found = managed_practice(request.user, slug)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found
