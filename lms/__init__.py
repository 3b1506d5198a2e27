"""How it runs. Importing it makes our Celery application the current one, so that any process can send a wake-up."""

from __future__ import annotations

from lms.celery import app as celery_app

__all__ = ["celery_app"]
