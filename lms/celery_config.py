"""Settings of Celery. A message is a wake-up; the outbox row is the truth (docs/decisions: outbox)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from kombu.transport import TRANSPORT_ALIASES

from courses.operations import filesystem_broker

QUEUE = "courses"
SWEEP_SECONDS = 10.0

# Whoever reads the settings can also reach the broker: web process, worker, shell and tests alike.
TRANSPORT_ALIASES[filesystem_broker.ALIAS] = f"{filesystem_broker.__name__}:Transport"


def celery_settings(*, redis_url: str, data_dir: Path) -> dict[str, Any]:
    """Every CELERY_… setting, for a Redis at `redis_url` or, when that is empty, a folder below `data_dir`."""
    return {
        **broker_settings(redis_url, data_dir),
        "CELERY_BROKER_CONNECTION_TIMEOUT": 1.0,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,
        "CELERY_RESULT_BACKEND": None,
        "CELERY_ACCEPT_CONTENT": ["json"],
        "CELERY_TASK_SERIALIZER": "json",
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_DEFAULT_QUEUE": QUEUE,
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_TASK_PUBLISH_RETRY": False,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL": False,
        "CELERY_WORKER_SEND_TASK_EVENTS": False,
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        "CELERY_WORKER_REDIRECT_STDOUTS": False,
        "CELERY_TIMEZONE": "UTC",
        "CELERY_BEAT_SCHEDULE_FILENAME": str(data_dir / "beat-schedule"),
        # Nobody needs a sweep that waited longer than the next one took to come.
        "CELERY_BEAT_SCHEDULE": {
            "drain": {
                "task": "courses.tasks.drain",
                "schedule": SWEEP_SECONDS,
                "options": {"expires": SWEEP_SECONDS},
            },
            # A day begins somewhere every quarter of an hour at most.
            "turn-the-page": {"task": "courses.tasks.turn_the_page", "schedule": crontab(minute="1-59/10")},
            # After the page was turned. Every practice has hours of its own; a run that finds nothing is a few queries.
            "remind": {
                "task": "courses.tasks.remind",
                "schedule": crontab(minute="3-59/10"),
                "options": {"expires": 600},
            },
            # At night; a night that was missed is made up for at the next start.
            "keep-practices": {"task": "courses.tasks.keep_practices", "schedule": crontab(hour="3", minute="37")},
            "keep-drafts": {"task": "courses.tasks.keep_drafts", "schedule": crontab(hour="3", minute="27")},
            "keep-house": {"task": "courses.tasks.keep_house", "schedule": crontab(hour="3", minute="17")},
        },
    }


def broker_settings(redis_url: str, data_dir: Path) -> dict[str, Any]:
    """Where the wake-ups go.

    A request that wakes a worker must not wait for a Redis that is down (one second, two attempts) or frozen
    (two seconds): the sweep will do. A dead worker's messages come back within seconds, not after a hundred.
    """
    if not redis_url:
        return {
            "CELERY_BROKER_URL": f"{filesystem_broker.ALIAS}://localhost",
            "CELERY_BROKER_TRANSPORT_OPTIONS": {"folder": str(data_dir / "broker")},
        }
    return {
        "CELERY_BROKER_URL": redis_url.replace("unix://", "redis+socket://"),
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "socket_connect_timeout": 1.0,
            "socket_timeout": 2.0,
            "max_retries": 1,
            "interval_start": 0.1,
            "visibility_timeout": 120,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        },
    }
