"""The days on which a practice is closed: nobody there is reminded of anything on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from courses.operations import audit
from courses.people.models import ClosedDay, Practice, User
from courses.people.staff.bank_holidays import CALENDARS, coming


def still_to_come(practice: Practice, today: date) -> list[ClosedDay]:
    """Today and later, the next one first. 1 query."""
    return list(ClosedDay.objects.filter(practice=practice, day__gte=today).order_by("day"))


def add(*, practice: Practice, by: User, day: date, label: str) -> bool:
    """Note a closed day. False: it was one already, and is called as before."""
    try:
        with transaction.atomic():
            ClosedDay.objects.create(practice=practice, day=day, label=label)
            _note(practice, by, "closed_day.added", label, day=day.isoformat())
    except IntegrityError:
        return False
    return True


@transaction.atomic
def add_calendar(*, practice: Practice, by: User, calendar: str, today: date) -> int:
    """Note the coming public holidays of a calendar; days that are closed already stay as they are called.

    How many were new. Raises KeyError for no calendar of ours.
    """
    Practice.objects.select_for_update().get(pk=practice.pk)  # a double click finds them there
    new = _without(practice, coming(calendar, today))
    days = [ClosedDay(practice=practice, day=day, label=label) for day, label in new.items()]
    ClosedDay.objects.bulk_create(days, ignore_conflicts=True)  # two tabs at once
    if new:
        _note(practice, by, "closed_days.added", str(CALENDARS[calendar].label), days=len(new))
    return len(new)


@transaction.atomic
def remove(*, practice: Practice, by: User, day_id: int) -> ClosedDay | None:
    """The practice is open on that day after all. None when it was so already."""
    row = ClosedDay.objects.select_for_update().filter(practice=practice, pk=day_id).first()
    if row is not None:
        ClosedDay.objects.filter(pk=row.pk).delete()
        _note(practice, by, "closed_day.removed", row.label, day=row.day.isoformat())
    return row


def _without(practice: Practice, days: Mapping[date, str]) -> dict[date, str]:
    there = set(ClosedDay.objects.filter(practice=practice, day__in=days).values_list("day", flat=True))
    return {day: label for day, label in days.items() if day not in there}


def _note(practice: Practice, by: User, action: str, subject: str, **detail: object) -> None:
    audit.note(actor=by, action=action, subject=subject, practice_id=practice.pk, **detail)
