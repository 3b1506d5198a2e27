"""The Celery application: `celery -A lms worker -B`. Its tasks stand in `courses/tasks.py`."""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any

from billiard.process import current_process
from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import beat_embedded_init, setup_logging, worker_init, worker_process_init, worker_ready

from courses.operations.runner.beat_watch import BeatWatch
from courses.operations.runner.parent_death import SUPERVISOR, die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("second-look")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(BeatWatch)

logger = logging.getLogger(__name__)

# It warns root of pickled messages; we accept nothing but JSON.
warnings.filterwarnings("ignore", category=SecurityWarning)


@worker_init.connect
def die_with_the_supervisor(**_: Any) -> None:
    """Only below `manage.py start`: a worker of its own (systemd, a container) belongs to nobody."""
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor:
        die_with_parent(int(supervisor))


@beat_embedded_init.connect
@worker_process_init.connect
def die_with_the_worker(**_: Any) -> None:
    die_with_parent(current_process()._parent_pid)


@setup_logging.connect
def leave_logging_to_django(**_: Any) -> None:
    """Being connected is the point: Celery then leaves settings.LOGGING alone."""


@worker_ready.connect
def drain_what_waits(sender: Any, **_: Any) -> None:
    """Work that waited for a worker need not wait for beat's first sweep, too."""
    logger.info("The worker is ready.")
    sender.app.send_task("courses.tasks.drain", expires=60, retry=False)
