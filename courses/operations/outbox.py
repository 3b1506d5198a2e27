"""What follows a write, kept as rows: emitted in the transaction, delivered after it, exactly one effect each.

The row is the queue of record; the broker only makes it quick. A handler gets ids, re-reads, runs in transactions of
its own and is idempotent through the constraints of the tables it writes, so a lost nudge, a doubled message and a
worker killed between effect and acknowledgement all end in one effect.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.db import connection, transaction
from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from courses.operations.models import Delivery

log = logging.getLogger("outbox")

TASK = "courses.tasks.drain"
MAX_TRIES = 8
BATCH = 20
OUTSIDE = ("mail.queued",)
"""Events whose handlers talk to another machine, which may hang: they wait for everything else."""

UNFINISHED = RawSQL("state IN ('queued', 'leased')", (), output_field=BooleanField())
"""The condition of the index `delivery_unfinished`, in its own words: SQLite does not find it in parameters, and would
read every delivery ever made each time."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A named effect of an event. `run` takes the event's ids as keywords; `lease` is how long one run may last."""

    name: str
    run: Callable[..., None]
    lease: timedelta = timedelta(seconds=60)


def _process_space() -> str:
    """Eight characters that stand for where process ids mean the same: this boot and this pid namespace, or "".

    Containers on one machine differ, and so does a machine from itself after a restart. "" where there is no /proc.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
        return hashlib.sha256(f"{boot}{os.readlink('/proc/self/ns/pid')}".encode()).hexdigest()[:8]
    except OSError:
        return ""


HERE = _process_space()


BROKER_REST = 5.0


@dataclass(slots=True)
class _Broker:
    """What this process knows of the broker: until when (monotonic clock, seconds) it is not asked."""

    rests_until: float = 0.0


_broker = _Broker()


class NotNow(Exception):
    """Raised by a handler whose effect must wait for something outside, such as a mail server that is down.

    It is tried again, a few minutes apart in the end, and never given up; the text is kept as the error.
    """


_handlers: dict[str, tuple[Handler, ...]] = {}


def register(handlers: Mapping[str, Iterable[Handler]]) -> None:
    """Take the list of courses.wiring. Names must be unique within an event."""
    for event, entries in handlers.items():
        _handlers[event] = tuple(entries)
        assert len({handler.name for handler in _handlers[event]}) == len(_handlers[event]), event


def emit(event: str, *, key: str | int, ids: Mapping[str, Any], not_before: datetime | None = None) -> None:
    """Record that `event` happened, once for each of its handlers. To be called inside the transaction of the write.

    `key` makes a repetition harmless: the same (event, handler, key) is kept once. Raises KeyError for an unknown
    event.
    """
    assert connection.in_atomic_block, f"emit({event!r}) outside a transaction"
    due = not_before or timezone.now()
    Delivery.objects.bulk_create(
        [
            Delivery(event=event, handler=handler.name, key=str(key), ids=dict(ids), not_before=due)
            for handler in _handlers[event]
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Wake a worker. A dead broker loses nothing, as beat sweeps the same rows, and costs a second or two once.

    After a failure this process leaves the broker alone for `BROKER_REST` seconds: not every write has to wait for it.
    """
    if time.monotonic() < _broker.rests_until:
        return
    try:
        current_app.send_task(TASK, retry=False, ignore_result=True, expires=60)
    except Exception as error:
        _broker.rests_until = time.monotonic() + BROKER_REST
        log.warning("broker not reached (%s): the sweep will deliver", type(error).__name__)


def due(now: datetime) -> QuerySet[Delivery]:
    """Rows that may be claimed at `now`: queued and due, or leased by somebody who never came back."""
    return Delivery.objects.filter(
        UNFINISHED,
        Q(state=Delivery.State.QUEUED, not_before__lte=now) | Q(state=Delivery.State.LEASED, leased_until__lt=now),
    )


def drain(*, seconds: float = 20.0) -> int:
    """Deliver until nothing is due or `seconds` have passed, so a chain of events needs one nudge.

    Returns how many ran.
    """
    end, ran = time.monotonic() + seconds, 0
    end_leases_of_the_dead()
    while rows := _next_rows(timezone.now()):
        for row in rows:
            if time.monotonic() >= end:
                nudge()  # somebody goes on where this one stops
                return ran
            ran += _deliver(row)
    return ran


def end_leases_of_the_dead() -> int:
    """End the leases of this machine's processes that are gone, so that a kill delays nothing by a whole lease.

    A lease of another machine, or of a process id that somebody else has now, runs out by itself. Returns how many.
    """
    if not HERE:
        return 0
    leased = Delivery.objects.filter(UNFINISHED, state=Delivery.State.LEASED, lease__startswith=f"{HERE}-")
    dead = [lease for lease in leased.values_list("lease", flat=True) if not _is_alive(int(lease.split("-")[1]))]
    return leased.filter(lease__in=dead).update(leased_until=timezone.now()) if dead else 0


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _next_rows(now: datetime) -> list[Delivery]:
    """What to deliver next, the longest due first; of what goes outside one, and only when nothing else is due."""
    waiting = due(now).order_by("not_before", "id")
    return list(waiting.exclude(event__in=OUTSIDE)[:BATCH]) or list(waiting[:1])


def _deliver(row: Delivery) -> bool:
    """Claim one row, run its handler, record the end. False when another worker was first."""
    handler = next((one for one in _handlers.get(row.event, ()) if one.name == row.handler), None)
    lease = f"{HERE}-{os.getpid()}-{uuid.uuid4().hex[:12]}"
    now = timezone.now()
    length = handler.lease if handler else timedelta(seconds=60)
    claimed = (
        due(now)
        .filter(pk=row.pk)
        .update(state=Delivery.State.LEASED, lease=lease, leased_until=now + length, tries=F("tries") + 1)
    )
    if not claimed:
        return False
    mine = Delivery.objects.filter(pk=row.pk, lease=lease)
    if handler is None:
        _fail(mine, row.tries + 1, "no handler of this name in this version")
        return True
    if row.tries >= MAX_TRIES and row.state == Delivery.State.LEASED:
        _fail(mine, row.tries + 1, f"its worker never came back. {row.error}".strip())
        return True
    try:
        handler.run(**row.ids)
    except NotNow as error:
        log.warning("%s → %s has to wait for %s: %s", row.event, row.handler, row.key, error)
        _fail(mine, row.tries + 1, str(error), for_good=False)
    except Exception as error:
        log.exception("%s → %s failed for %s (try %d)", row.event, row.handler, row.key, row.tries + 1)
        _fail(mine, row.tries + 1, f"{type(error).__name__}: {error}")
    else:
        mine.update(state=Delivery.State.DONE, done_at=timezone.now(), lease="", leased_until=None, error="")
    return True


def _fail(mine: QuerySet[Delivery], tries: int, error: str, *, for_good: bool = True) -> None:
    """Keep the error and wait longer each time: 2, 4, 8 … 256 seconds; park after MAX_TRIES if it may be `for_good`."""
    state = Delivery.State.PARKED if for_good and tries >= MAX_TRIES else Delivery.State.QUEUED
    wait = timedelta(seconds=2 ** min(tries, MAX_TRIES))
    mine.update(state=state, lease="", leased_until=None, error=error[:2000], not_before=timezone.now() + wait)


def unpark(**filters: Any) -> int:
    """Queue parked rows again, after their cause was mended. Returns how many."""
    return Delivery.objects.filter(state=Delivery.State.PARKED, **filters).update(
        state=Delivery.State.QUEUED, tries=0, not_before=timezone.now()
    )


def unfinished(*, older_than: timedelta) -> tuple[int, int]:
    """How many deliveries should have ended by now, due for that long or tried in vain for as long: (others, mail).

    Mail is counted apart, because it may wait for a server that is not ours.
    """
    late = Delivery.objects.filter(
        Q(not_before__lt=timezone.now() - older_than) | Q(tries__gte=MAX_TRIES),
        state__in=[Delivery.State.QUEUED, Delivery.State.LEASED],
    )
    mail = late.filter(event="mail.queued").count()
    return late.count() - mail, mail


def parked() -> int:
    """How many deliveries were given up and wait for a person."""
    return Delivery.objects.filter(state=Delivery.State.PARKED).count()
