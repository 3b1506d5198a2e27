"""The table of confirmations as CSV that opens rightly in a spreadsheet and runs nothing there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from courses.training.policies.models import PolicyVersion
from courses.training.policies.queries import Confirmation, PolicyConfirmations

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def table(found: PolicyConfirmations, listed: Sequence[PolicyVersion], zone: ZoneInfo, now: datetime) -> str:
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
    return written(rows)


def _version(version: PolicyVersion, zone: ZoneInfo) -> list[str]:
    return [str(version.number), _in_zone(version.at, zone), version.sha256]


def _confirmed(given: Confirmation, version: PolicyVersion, zone: ZoneInfo) -> list[str]:
    here = _("no") if given.left else _("yes")
    return [*_version(version, zone), given.name, _("confirmed"), _in_zone(given.at, zone), here]


def _in_zone(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def written(rows: Iterable[Sequence[str]]) -> str:
    """CSV with byte order mark and CRLF. What a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell for cell in row])
    return out.getvalue()
