"""Public holidays that a practice can take over into its closed days. Rules and one-off days come from the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.people.models import Region

AHEAD: Final = timedelta(days=548)  # eighteen months: further on, one-off days are not known yet


@dataclass(frozen=True, slots=True)
class Calendar:
    """`country` and `part` are ISO 3166 codes, `language` is that of the names of the days."""

    label: str | Promise
    region: str
    country: str
    part: str | None
    language: str


CALENDARS: Final[Mapping[str, Calendar]] = {
    "england-wales": Calendar(_("Bank holidays in England and Wales"), Region.UK, "GB", "ENG", "en_GB"),
    "scotland": Calendar(_("Bank holidays in Scotland"), Region.UK, "GB", "SCT", "en_GB"),
    "northern-ireland": Calendar(_("Bank holidays in Northern Ireland"), Region.UK, "GB", "NIR", "en_GB"),
    "us-federal": Calendar(_("Federal holidays in the United States"), Region.US, "US", None, "en_US"),
}


def coming(calendar: str, today: date) -> dict[date, str]:
    """Days of the coming eighteen months and what they are called, in order. Raises KeyError for a strange calendar."""
    one, last = CALENDARS[calendar], today + AHEAD
    years = range(today.year, last.year + 1)
    # Loaded when it is asked for, about once a year: it would hold four megabytes in every process from the start.
    library = import_module("holidays")
    found = library.country_holidays(one.country, subdiv=one.part, years=years, language=one.language)
    return {day: found[day] for day in sorted(found) if today <= day <= last}
