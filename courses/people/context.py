"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.people.access import uses_studio

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation for the person who asks, and the chosen colours."""
    theme = request.COOKIES.get("theme", "")
    return {
        "nav": _navigation(request),
        "theme": theme if theme in THEMES else "",
        "demo": settings.DEMO,
        "product": settings.PRODUCT_NAME,
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        entries = [("today", _("Today")), ("catalogue", _("Courses")), ("my-learning", _("My learning"))]
        links = [(reverse(name), label) for name, label in entries]
        if slug := getattr(user, "managed_slug", None):
            several = getattr(user, "manages_several", False)
            links.append((reverse("practices") if several else reverse("practice", args=[slug]), _("Practice")))
        if uses_studio(user):
            links.append((reverse("studio"), _("Studio")))
        links.append((reverse("account"), user.display_name))
    else:
        entries = [("catalogue", _("Courses")), ("verify", _("Check a certificate")), ("account_login", _("Sign in"))]
        links = [(reverse(name), label) for name, label in entries]
    inside = (url for url, _label in links if request.path == url or (url != "/" and request.path.startswith(url)))
    here = max(inside, key=len, default="")
    return [{"url": url, "label": label, "current": url == here} for url, label in links]
