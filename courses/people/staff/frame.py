"""The frame of every page of a practice: whose it is, and the way to its other pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.people.models import Practice

TABS = (
    ("practice", _("Overview")),
    ("practice-people", _("People")),
    ("practice-assignments", _("Assignments")),
    ("practice-reminders", _("Reminders")),
    ("practice-evidence", _("Other evidence")),
    ("practice-policies", _("Policies")),
    ("practice-tools", _("AI tools")),
    ("practice-reviews", _("Clinical review")),
    ("practice-packs", _("Inspection pack")),
    ("practice-log", _("Log")),
    ("practice-settings", _("Settings")),
)


def frame(practice: Practice, here: str) -> dict[str, Any]:
    """Context for "practice/base.html": the practice and its tabs; `here` is the URL name of the one shown."""
    tabs = [
        {"url": reverse(name, args=[practice.slug]), "label": label, "current": name == here} for name, label in TABS
    ]
    return {"practice": practice, "tabs": tabs}
