"""The table of confirmations, for a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from courses.training.policies.models import PolicyVersion
from courses.training.policies.queries import Confirmation, PolicyConfirmations


def table(
    found: PolicyConfirmations, listed: Sequence[PolicyVersion], zone: ZoneInfo, now: datetime
) -> list[Sequence[str]]:
    """Who has confirmed which version and when, and who is missing; times in the practice's zone."""
    published = {version.number: version for version in listed}
    newest = found.policy.number
    rows: list[Sequence[str]] = [
        [_("Policy"), found.policy.title],
        [_("Made on"), _in_zone(now, zone)],
        [],
        [_("Version"), _("Published"), _("SHA-256"), _("Name"), _("State"), _("Confirmed on"), _("Works here")],
    ]
    for one in found.missing:
        rows.append([*_version(published[newest], zone), one.name, _("not confirmed"), "", _("yes")])
    for given in sorted([*found.confirmed, *found.earlier], key=lambda one: (-one.number, one.at)):
        rows.append(_confirmed(given, published[given.number], zone))
    return rows


def _version(version: PolicyVersion, zone: ZoneInfo) -> list[str]:
    return [str(version.number), _in_zone(version.at, zone), version.sha256]


def _confirmed(given: Confirmation, version: PolicyVersion, zone: ZoneInfo) -> list[str]:
    here = _("no") if given.left else _("yes")
    return [*_version(version, zone), given.name, _("confirmed"), _in_zone(given.at, zone), here]


def _in_zone(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
