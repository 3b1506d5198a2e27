"""How long a sign-in lasts.

| where | idle | at most | when the browser closes |
|---|---|---|---|
| own device | 30 days | – | stays |
| "This is a shared computer" | 30 minutes | 12 hours | ends |

Idle time is counted on the server from the last request, in steps (a minute on a shared computer, a day on one's own),
so that an ordinary page view writes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

STATE: Final = "lifetime"
ENDED: Final = "ended_by_itself"
SHARED_IDLE: Final = timedelta(minutes=30).total_seconds()
SHARED_AT_MOST: Final = timedelta(hours=12).total_seconds()
SHARED_STEP: Final = timedelta(minutes=1).total_seconds()
OWN_STEP: Final = timedelta(days=1).total_seconds()


def begin(request: HttpRequest, *, shared: bool) -> None:
    """Start the clock of a new sign-in. `shared`: the person said that others use this computer."""
    now = time.time()
    request.session[STATE] = {"shared": shared, "began": now, "seen": now}
    request.session.pop(ENDED, None)
    request.session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)


def is_over(state: dict[str, Any], now: float) -> bool:
    """Whether a sign-in with this state has run out at `now` (seconds). One's own device runs out with its cookie."""
    return state["shared"] and (now - state["seen"] > SHARED_IDLE or now - state["began"] > SHARED_AT_MOST)


class SessionLifetime:
    """Ends a shared computer's sign-in in time; keeps the others alive while they are used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._tick(request)
        return self.get_response(request)

    def _tick(self, request: HttpRequest) -> None:
        state = request.session.get(STATE)
        if state is None:  # signed in by other means than our pages, such as a test client
            begin(request, shared=False)
            return
        now = time.time()
        if is_over(state, now):
            logout(request)
            request.session[ENDED] = True
        elif now - state["seen"] > (SHARED_STEP if state["shared"] else OWN_STEP):
            request.session[STATE] = {**state, "seen": now}
