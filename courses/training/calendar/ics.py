"""iCalendar text (RFC 5545): all-day events, folded lines, CRLF. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75  # octets, without the line break
ESCAPES = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"))
FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Event:
    """An all-day event. `uid` stays the same while its day moves."""

    uid: str
    day: date
    summary: str
    url: str


def calendar(name: str, events: Iterable[Event], now: datetime) -> str:
    """A whole calendar. SEQUENCE is the number of days since 2020: it only ever grows, as a moved day demands."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Second Look//Due dates//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    for event in events:
        lines += _lines(event, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _lines(event: Event, now: datetime) -> list[str]:
    last = event.day == date.max  # "does not run out", as some write it: without an end, an event lasts its day
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{(now.astimezone(UTC).date() - FIRST_DAY).days}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        *([] if last else [f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"]),
        f"SUMMARY:{escaped(event.summary)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """Text as a value: separators and line breaks escaped, other control characters left out."""
    for character, other in ESCAPES:
        text = text.replace(character, other)
    return "".join(letter for letter in text if letter >= " " and letter != "\x7f")


def folded(line: str) -> Iterator[str]:
    """A line cut into pieces of at most 75 octets, never inside a character; each but the first begins with a blank."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LINE:
            yield piece
            piece = " "
        piece += letter
    yield piece
