"""Handlers of the tests' own: they stand beside those of courses/wiring.py and are gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.operations import outbox
from courses.operations.models import Delivery
from courses.operations.outbox import Handler

Listen = Callable[..., None]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """`listen("event", run)` registers one handler called "test"; further ones as keywords, name=run."""
    before = dict(outbox._handlers)

    def register(event: str, run: Callable[..., None] | None = None, **more: Callable[..., None]) -> None:
        named = {**({"test": run} if run else {}), **more}
        outbox.register({event: [Handler(name, one) for name, one in named.items()]})

    yield register
    outbox._handlers.clear()
    outbox._handlers.update(before)


def only(**filters: Any) -> Delivery:
    """The one delivery there is."""
    return Delivery.objects.get(**filters)


def make_due(**filters: Any) -> None:
    """As if the wait of these deliveries were over, and so were their leases."""
    past = timezone.now() - timedelta(seconds=1)
    rows = Delivery.objects.filter(**filters)
    rows.filter(state=Delivery.State.QUEUED).update(not_before=past)
    rows.filter(state=Delivery.State.LEASED).update(leased_until=past)
