"""Changing which reminders a practice sends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from courses.operations import audit
from courses.oversight.reminders.models import ReminderSettings
from courses.people.models import Practice, User


@transaction.atomic
def save_settings(*, practice: Practice, by: User, values: Mapping[str, Any]) -> list[str]:
    """Keep these switches, and note which differ from before. Returns the names of those; [] changes nothing."""
    Practice.objects.select_for_update().get(pk=practice.pk)
    old = ReminderSettings.objects.filter(practice=practice).first() or ReminderSettings(practice=practice)
    changed = [name for name, value in values.items() if getattr(old, name) != value]
    if not changed:
        return []
    ReminderSettings.objects.update_or_create(practice=practice, defaults=dict(values))
    audit.note(
        actor=by,
        action="reminders.changed",
        subject=practice.name,
        practice_id=practice.pk,
        **{name: _plain(values[name]) for name in changed},
    )
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
