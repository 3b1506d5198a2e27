"""Confirming an email address by a six-digit code.

The code lives in the session of the browser that asked for it, as a keyed hash, beside the address, the time and the
tries left. So it needs no table, no other browser can use it, and the database alone does not give it away.
allauth's own codes are not used: they want the address confirmed before the first page, we let people learn at once.
"""

from __future__ import annotations

import secrets
import time
from enum import Enum
from typing import Final

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

STATE: Final = "email_code"
LIFE: Final = 15 * 60
TRIES: Final = 5


class Outcome(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"


def new_code(request: HttpRequest, *, email: str) -> str:
    """Make a code for `email` and remember its hash in this session. An older code is void."""
    code = f"{secrets.randbelow(10**6):06d}"
    request.session[STATE] = {"email": email, "hash": _hash(email, code), "at": time.time(), "tries": TRIES}
    return code


def is_waiting(request: HttpRequest, *, email: str) -> bool:
    """Whether this session has a code for `email` that can still be used."""
    state = request.session.get(STATE)
    return bool(state) and state["email"] == email and state["tries"] > 0 and time.time() - state["at"] <= LIFE


def use_code(request: HttpRequest, *, email: str, code: str) -> Outcome:
    """Try a code. A right one is used up; a wrong one costs a try; after five, or 15 minutes, none is right."""
    if not is_waiting(request, email=email):
        request.session.pop(STATE, None)
        return Outcome.OVER
    state = request.session[STATE]
    if constant_time_compare(state["hash"], _hash(email, code)):
        del request.session[STATE]
        return Outcome.RIGHT
    request.session[STATE] = {**state, "tries": state["tries"] - 1}
    return Outcome.WRONG if state["tries"] > 1 else Outcome.OVER


def _hash(email: str, code: str) -> str:
    return salted_hmac("courses.people.confirmation", f"{email}:{code}", algorithm="sha256").hexdigest()
