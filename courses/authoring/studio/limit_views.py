"""How much one person may ask of the studio: a few threads serve everybody, learners too.

Whoever is refused has lost nothing: a script asks again by itself, and a text that was not saved stays where it was
typed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.operations.throttle import too_many
from courses.people.models import User

A_MINUTE = {"check": 240, "save": 240, "compare": 60, "preview": 120, "picture": 30, "upload": 10}
"""Far above what a person does, even one with several tabs that check each pause in typing."""

ASKED_OFTEN = gettext_lazy("The reviewers have been asked many times in this hour. Ask them again later.")
ASKS_AN_HOUR = 10  # for a review: each changed text that is asked about is a mail to every reviewer

View = Callable[..., HttpResponseBase]

_lock = threading.Lock()
_busy: set[tuple[str, int]] = set()  # what is being done for whom in this process


def limited(what: str, *, one_at_once: bool = False) -> Callable[[View], View]:
    """A view that answers 429 to a person who asks too often, or, with `one_at_once`, twice at the same time."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person = request.user.pk
            if person is None:  # the view sends them to sign in
                return view(request, *args, **kwargs)
            if too_many(f"studio-{what}", str(person), limit=A_MINUTE[what], seconds=60):
                return _wait(request, 30)
            if not one_at_once:
                return view(request, *args, **kwargs)
            if not _begin(what, person):
                return _wait(request, 1)
            try:
                return view(request, *args, **kwargs)
            finally:
                _busy.discard((what, person))

        return inner

    return decorate


def asks_too_often(person: User) -> bool:
    """Whether a person has asked the reviewers often enough for now. Counts this asking."""
    return too_many("studio-ask", str(person.pk), limit=ASKS_AN_HOUR, seconds=3600)


def _begin(what: str, person: int) -> bool:
    with _lock:
        if (what, person) in _busy:
            return False
        _busy.add((what, person))
        return True


def _wait(request: HttpRequest, seconds: int) -> HttpResponseBase:
    words = _("The studio is busy with what you asked for before. Nothing was changed.")
    if request.accepts("text/html") and request.headers.get("X-Requested-With") != "fetch":
        reply = render(request, "429.html", {"why": words}, status=429)
    else:
        reply = JsonResponse({"message": words}, status=429)
    reply.headers["Retry-After"] = str(seconds)
    return reply
