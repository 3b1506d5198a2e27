"""Time zones to choose from: the ones our readers live in, grouped, rather than all 600 names."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from courses.people.models import Region

DEFAULT_ZONE: Final[dict[str, str]] = {
    Region.UK: "Europe/London",
    Region.US: "America/New_York",
    Region.EU: "Europe/Brussels",
    Region.ELSEWHERE: "UTC",
}

GROUPS: Final = (
    (_("United Kingdom and Ireland"), ("Europe/London", "Europe/Dublin")),
    (
        _("Europe"),
        (
            "Europe/Amsterdam", "Europe/Athens", "Europe/Berlin", "Europe/Bratislava", "Europe/Brussels",
            "Europe/Bucharest", "Europe/Budapest", "Europe/Copenhagen", "Europe/Helsinki", "Europe/Istanbul",
            "Europe/Kyiv", "Europe/Lisbon", "Europe/Ljubljana", "Europe/Luxembourg", "Europe/Madrid", "Europe/Malta",
            "Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Riga", "Europe/Rome", "Europe/Sofia",
            "Europe/Stockholm", "Europe/Tallinn", "Europe/Vienna", "Europe/Vilnius", "Europe/Warsaw", "Europe/Zagreb",
            "Europe/Zurich", "Atlantic/Reykjavik", "Asia/Nicosia",
        ),
    ),
    (
        _("United States"),
        (
            "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
            "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
        ),
    ),
    (
        _("Canada and Latin America"),
        (
            "America/Halifax", "America/St_Johns", "America/Toronto", "America/Winnipeg", "America/Edmonton",
            "America/Vancouver", "America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago",
            "America/Sao_Paulo", "America/Argentina/Buenos_Aires",
        ),
    ),
    (
        _("Africa and the Middle East"),
        (
            "Africa/Accra", "Africa/Lagos", "Africa/Cairo", "Africa/Johannesburg", "Africa/Nairobi",
            "Asia/Jerusalem", "Asia/Riyadh", "Asia/Dubai",
        ),
    ),
    (
        _("Asia"),
        (
            "Asia/Karachi", "Asia/Kolkata", "Asia/Colombo", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok",
            "Asia/Jakarta", "Asia/Kuala_Lumpur", "Asia/Singapore", "Asia/Hong_Kong", "Asia/Shanghai", "Asia/Manila",
            "Asia/Taipei", "Asia/Seoul", "Asia/Tokyo",
        ),
    ),
    (
        _("Australia and the Pacific"),
        (
            "Australia/Perth", "Australia/Darwin", "Australia/Adelaide", "Australia/Brisbane", "Australia/Sydney",
            "Australia/Hobart", "Pacific/Auckland", "Pacific/Fiji",
        ),
    ),
    (_("No place"), ("UTC",)),
)  # fmt: skip


def zone_label(name: str) -> str:
    """The place in words: "America/Argentina/Buenos_Aires" → "Buenos Aires"."""
    return name.rpartition("/")[2].replace("_", " ")


def zone_choices(current: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of (name, label) for a select. A person's own zone is always among them."""
    choices = [(str(group), [(name, zone_label(name)) for name in names]) for group, names in GROUPS]
    if current and not any(current in names for _group, names in GROUPS):
        choices.insert(0, (str(_("Yours now")), [(current, current.replace("_", " "))]))
    return choices
