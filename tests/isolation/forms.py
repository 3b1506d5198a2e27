"""Filling in forms as a person would: what is asked for is given, the rest stays as it was."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from courses.people.models import User
from tests.isolation.pages import Control, Form, Reply, parse, reply_of
from tests.isolation.tables import differences, snapshot, writes
from tests.isolation.world import World, undone

TYPED = {
    "text": "Words", "textarea": "Ada Words, ada@clinic.example", "email": "new@clinic.example", "number": "3",
    "url": "https://clinic.example/page", "tel": "01632 960000", "search": "", "password": "a long enough passphrase",
    "month": "2026-01", "time": "09:00",
}  # fmt: skip
NAMED = {"email": "new@clinic.example", "hazard_log": "https://clinic.example/hazards"}
LEFT_OUT = {"csrfmiddlewaretoken", "responsible_name"}
"""The second: whoever chooses a colleague leaves the name empty. The same holds for a file beside a text."""


def filled(form: Form) -> Iterator[dict[str, Any]]:
    """What each button of a form would send."""
    data: dict[str, Any] = {}
    for control in form.controls.values():
        if control.name not in LEFT_OUT and (value := _value(control)) is not None:
            data[control.name] = value
    if any(control.kind == "textarea" for control in form.controls.values()):
        data = {name: value for name, value in data.items() if not isinstance(value, SimpleUploadedFile)}
    for name, value in form.buttons or [("", "")]:
        yield {**data, **({name: value} if name else {})}


def send(client: Client, url: str, data: dict[str, Any]) -> Reply:
    for value in data.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)  # it has been sent before
    return reply_of(url, client.post(url, data))


@dataclass(frozen=True)
class Deed:
    """A button that was pressed: what it sent where, and how many rows differed afterwards."""

    name: str
    url: str
    data: dict[str, Any]
    rows: int


def deeds_of(world: World, user: User, forms: Iterable[Form]) -> list[Deed]:
    """Press every button of every form, and of the forms that come back (errors, "are you sure?"), each undone."""
    done, waiting, seen = [], deque(forms), set()
    before = snapshot()
    while waiting:
        form = waiting.popleft()
        for data in filled(form):
            known = (form.action, repr({name: str(value) for name, value in data.items()}))
            if known in seen:
                continue
            seen.add(known)
            with undone(), writes() as made:
                reply = send(world.client(user), form.action, data)
                assert reply.status < 500, form.action
                rows = len(differences(before, snapshot())) if made else 0
            done.append(Deed(resolve(form.path).url_name, form.action, data, rows))
            if reply.is_page and not rows:
                waiting.extend(one for one in parse(reply)[1] if one.method == "post" and one.path == form.path)
    return done


def _value(control: Control) -> Any:
    if control.kind in ("checkbox", "radio", "select"):
        given = [one for one in control.choices if one]
        return control.chosen if any(control.chosen) else given[:1] or None
    if control.kind == "file":
        return SimpleUploadedFile("scan.pdf", b"%PDF-1.4\n% A scan", "application/pdf")
    if control.kind == "date":
        return control.value or date.today().isoformat()
    return control.value.strip() or NAMED.get(control.name) or TYPED.get(control.kind, "")
