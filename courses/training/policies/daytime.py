"""When a practice may be written to: on weekdays, from seven in the morning to eight in the evening, its own time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

OPENS: Final = time(7)
CLOSES: Final = time(20)
SATURDAY: Final = 5


def next_daytime(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` itself if it lies in the daytime, else the beginning of the next one."""
    local = moment.astimezone(zone)
    if local.weekday() < SATURDAY and OPENS <= local.time() < CLOSES:
        return moment
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, tzinfo=zone)
