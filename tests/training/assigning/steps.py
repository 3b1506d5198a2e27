"""The steps of assigning as a manager sends them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone


def address(practice, **chosen) -> str:
    return reverse("practice-assign", args=[practice.slug]) + "?" + urlencode(chosen, doseq=True)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def chosen(**other):
    base = {"what": "c:small", "to": "everybody", "by": "date", "due": in_days(28).isoformat(), "repeat": "rolling"}
    return base | {"go": "check"} | other


def check(client, practice, **other) -> str:
    reply = client.get(address(practice, **chosen(**other)))
    assert reply.status_code == 200
    return reply.content.decode()


def send(client, practice, *, page: str = "", note: str = "", **other):
    page = page or check(client, practice, **other)
    found = re.search(r'name="form" value="([0-9a-f-]+)"', page)
    assert found, page
    return client.post(
        reverse("practice-assign", args=[practice.slug]), chosen(**other) | {"form": found[1], "note": note}
    )
