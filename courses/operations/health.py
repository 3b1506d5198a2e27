"""Whether the site can take work."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from courses.operations import outbox

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
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = MigrationExecutor(connection)
        plan = waiting.migration_plan(waiting.loader.graph.leaf_nodes())
        found.append(Check("database", not plan, f"{len(plan)} migrations waiting" if plan else "ok"))
        late = outbox.unfinished(older_than=QUEUE_LIMIT)
        found.append(Check("queue", late == 0, f"{late} deliveries late" if late else "ok"))
    except DatabaseError as error:
        found.append(Check("database", False, type(error).__name__))
    return found
