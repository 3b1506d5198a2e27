"""Private calendar addresses: made, ended. One transaction each. Only the SHA-256 of a token is kept."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from courses.operations import audit
from courses.people.models import Practice, User
from courses.training.calendar.models import CalendarFeed


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(*, person: User, practice: Practice | None = None) -> str:
    """A new address's token, shown once. An older one of the same kind ends.

    With `practice`: the due dates of its people; the caller has made sure that the person manages it.
    """
    User.objects.select_for_update().get(pk=person.pk)  # one maker at a time
    _open(person, practice).update(ended_at=timezone.now())
    token = secrets.token_urlsafe(24)
    CalendarFeed.objects.create(person=person, practice=practice, token_sha256=digest(token))
    if practice is not None:
        audit.note(actor=person, action="calendar.opened", subject=practice.name, practice_id=practice.pk)
    return token


@transaction.atomic
def end(*, person: User, practice: Practice | None = None) -> bool:
    """The address leads nowhere from now on. False: there was none."""
    ended = bool(_open(person, practice).update(ended_at=timezone.now()))
    if ended and practice is not None:
        audit.note(actor=person, action="calendar.closed", subject=practice.name, practice_id=practice.pk)
    return ended


def _open(person: User, practice: Practice | None) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(person=person, practice=practice, ended_at=None)
