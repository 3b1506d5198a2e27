"""The whole register as a table, tools no longer used included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from courses.oversight.tools.queries import Tool
from courses.people.models import Practice


def table(practice: Practice, tools: Sequence[Tool], now: datetime) -> Iterator[Sequence[object]]:
    """Rows: what it is and when it was made, the headings, one row a tool. Days as 2026-05-03."""
    yield [_("AI tools"), practice.name]
    yield [_("Made on"), now.astimezone(practice.zone).strftime("%Y-%m-%d %H:%M"), practice.timezone]
    yield []
    yield [
        _("Name"), _("Made by"), _("Kind"), _("Used for"), _("Used by"), _("Decision"), _("Conditions"),
        _("Who answers for it"), _("Contract and data agreement"), _("Impact assessment"), _("Clinical safety owner"),
        _("Hazard log"), _("Whom to tell"), _("What patients are told"), _("Review on"), _("Last used"),
    ]  # fmt: skip
    for tool in tools:
        left = f" ({_('has left')})" if tool.responsible_left else ""
        yield [
            tool.name, tool.maker, tool.kind_label, tool.purpose, tool.used_by, tool.status_label,
            tool.conditions, tool.responsible + left, tool.contract, tool.dpia_on, tool.safety_officer,
            tool.hazard_log, tool.incident_contact, tool.patient_notice, tool.review_on, tool.ended_on,
        ]  # fmt: skip
