"""The only Celery tasks. Each body is one line."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from courses.authoring import copy_keeping
from courses.learning.labs import retention
from courses.operations import outbox
from courses.oversight import practice_house
from courses.oversight.reminders import sending
from courses.training import standing


@shared_task(name="courses.tasks.drain")
def drain() -> None:
    outbox.drain()


@shared_task(name="courses.tasks.turn_the_page")
def turn_the_page() -> None:
    standing.refresh_overdue()


@shared_task(name="courses.tasks.keep_house")
def keep_house() -> None:
    retention.keep_house()


@shared_task(name="courses.tasks.keep_drafts")
def keep_drafts() -> None:
    copy_keeping.thin_copies(timezone.now())


@shared_task(name="courses.tasks.keep_practices")
def keep_practices() -> None:
    practice_house.keep_practices(timezone.now())


@shared_task(name="courses.tasks.remind")
def remind() -> None:
    sending.run(timezone.now())
