"""What two people have saved of the same entry, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.oversight.tools.models import AiTool
from courses.oversight.tools.queries import role_labels
from courses.oversight.tools.words import kind_of, label_of, status_of
from courses.people.models import Membership


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with what is in the register now and what the person wants to save."""

    label: str
    there: str
    yours: str


def differences(newest: AiTool, values: Mapping[str, Any]) -> list[Difference]:
    """The fields in which the two differ, in words."""
    pairs = ((name, getattr(newest, name), value) for name, value in values.items())
    return [
        Difference(str(label_of(name)), shown(name, there), shown(name, yours))
        for name, there, yours in pairs
        if there != yours
    ]


def shown(name: str, value: Any) -> str:
    """A value of a field as a page shows it."""
    if not value:
        return _("(empty)")
    if name == "kind":
        return kind_of(value)
    if name == "status":
        return status_of(value)
    if name == "roles":
        return ", ".join(role_labels(value))
    if isinstance(value, date):
        return date_format(value, "j M Y")
    return value.user.display_name if isinstance(value, Membership) else str(value)
