"""An answer that was posted while nobody was signed in: it is carried through the sign-in and filled in again."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from courses.authoring.question_view import PART

KEPT_FOR = 12 * 3600  # seconds an unsaved answer survives while its writer signs in again
SALT = "unsaved-answer"
IN_SESSION = "unsaved-answer"  # name in the session …
TEXT = "text"  # … and what the address says instead of the answer itself
MOST_IN_ADDRESS = 80  # characters of one field; a longer text does not belong into an address, which many logs keep
MOST_IN_SESSION = 10_000
MOST_VALUES = 20  # of one field

Form = dict[str, list[str]]


def is_answer(name: str) -> bool:
    """Whether a form field of this name belongs to the answer of a question."""
    return name in ("answer", "order") or name.startswith(PART)


def carry(request: HttpRequest) -> str:
    """The address to come back to: it brings what was posted, or says that the visitor's session holds it."""
    form = {
        name[:MOST_IN_ADDRESS]: [value[:MOST_IN_SESSION] for value in values[:MOST_VALUES]]
        for name, values in list(request.POST.lists())[: 2 * MOST_VALUES]
        if name == "sure" or is_answer(name)
    }
    if any(len(value) > MOST_IN_ADDRESS for values in form.values() for value in values):
        request.session[IN_SESSION] = {"path": request.path, "form": form, "at": timezone.now().timestamp()}
        return f"{request.path}?kept={TEXT}"
    return f"{request.path}?kept={signing.dumps({'path': request.path, 'form': form}, salt=SALT, compress=True)}"


def carried(request: HttpRequest) -> Form | None:
    """The form that was posted to this very page while signed out; None when there is none or it is too old."""
    token = request.GET.get("kept", "")
    kept = _in_session(request) if token == TEXT else _in_address(token)
    return dict(kept["form"]) if kept is not None and kept["path"] == request.path else None


def forget(request: HttpRequest) -> None:
    """Once it is saved nothing stays in the session."""
    request.session.pop(IN_SESSION, None)


def _in_session(request: HttpRequest) -> dict[str, Any] | None:
    kept = request.session.get(IN_SESSION)
    return kept if kept is not None and kept["at"] > timezone.now().timestamp() - KEPT_FOR else None


def _in_address(token: str) -> dict[str, Any] | None:
    try:
        return dict(signing.loads(token, salt=SALT, max_age=KEPT_FOR)) if token else None
    except signing.BadSignature:
        return None
