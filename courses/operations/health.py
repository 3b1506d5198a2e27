"""Whether the site can take work."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from courses.operations import outbox
from courses.operations.models import Delivery

QUEUE_LIMIT = timedelta(minutes=5)
DISK_LIMIT = 0.05


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    good: bool
    detail: str


def checks() -> list[Check]:
    """All checks, cheapest first. Without a database the rest is not asked."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    free = usage.free / usage.total
    found = [Check("disk", free > DISK_LIMIT, f"{free:.0%} free")]
    try:
        with transaction.atomic():  # takes the write lock and changes nothing
            Delivery.objects.filter(pk=0).update(tries=0)
        waiting = MigrationExecutor(connection)
        plan = waiting.migration_plan(waiting.loader.graph.leaf_nodes())
        found.append(Check("database", not plan, f"{len(plan)} migrations waiting" if plan else "ok"))
        late, mail = outbox.unfinished(older_than=QUEUE_LIMIT)
        given_up = outbox.parked()  # what cannot be sent must not take the site out of service, nor a mail server
        words = [f"{late} deliveries late"] if late else []
        words += [f"{mail} messages wait for the mail server"] if mail else []
        words += [f"{given_up} given up: see manage.py integrity"] if given_up else []
        found.append(Check("queue", late == 0, ", ".join(words) or "ok"))
    except DatabaseError as error:
        found.append(Check("database", False, type(error).__name__))
    return found
