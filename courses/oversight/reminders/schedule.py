"""When a reminder is due and when nothing may go out. Days and hours only: no row is read here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from courses.oversight.reminders.models import Reminder, ReminderSettings
from courses.training.assigning.services import UNDO  # nobody hears of an assignment while it can be undone
from courses.training.state import Facts

Purpose = Reminder.Purpose
NEWS = timedelta(days=14)  # afterwards "please do" is no news any more
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Goal:
    """The day by which somebody is asked to have done a course; with `renewal`, to have renewed what they hold."""

    day: date
    renewal: bool = False

    @property
    def cycle(self) -> str:
        """What the ledger calls it: another day, such as one moved by leave, is another cycle."""
        return self.day.isoformat()


def goal_of(facts: Facts, on: date) -> Goal | None:
    """What there is to remind of; None when nothing is asked, or what is held does not run out."""
    if facts.due is None:
        return None
    if facts.completed_on is None or facts.completed_on > on:
        return Goal(facts.due)
    if facts.valid_until is None or on <= facts.valid_until:
        day = facts.renew_by or facts.valid_until
        return Goal(day, renewal=True) if day else None
    return Goal(facts.valid_until, renewal=True) if facts.valid_until >= facts.due else Goal(facts.due)


def purposes(switches: ReminderSettings, goal: Goal, on: date, asked_on: date | None = None) -> list[Purpose]:
    """The purposes whose time it is on a day, the newest last.

    Who was asked (`asked_on`) when the day of a reminder had come already has just had a mail: theirs goes once it is
    overdue. A reminder that was missed goes later, and then says what is true then.
    """
    return [purpose for purpose, day in _days(switches, goal, on) if not asked_on or asked_on < day or on > goal.day]


def _days(switches: ReminderSettings, goal: Goal, on: date) -> Iterator[tuple[Purpose, date]]:
    left = goal.day - on
    if goal.renewal and switches.expiring and WEEK < left <= 60 * DAY:
        yield Purpose.EXPIRING_60, goal.day - 60 * DAY
    if goal.renewal and switches.expiring and left <= WEEK:
        yield Purpose.EXPIRING_7, goal.day - WEEK
    if not goal.renewal and switches.reminder and left <= WEEK:
        yield Purpose.WEEK_BEFORE, goal.day - WEEK
    if switches.day_before and 0 * DAY <= left <= DAY:
        yield Purpose.DAY_BEFORE, goal.day - DAY
    if switches.overdue and -WEEK < left <= -DAY:
        yield Purpose.DAY_AFTER, goal.day + DAY
    if switches.overdue and -3 * WEEK <= left <= -WEEK:
        yield Purpose.WEEK_AFTER, goal.day + WEEK


def is_news(asked_at: datetime, back_on: date | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether an assignment of that moment is still to be told: from ten minutes to fourteen days after it.

    Who was on leave then is told in the fourteen days after they came back (`back_on`).
    """
    on = now.astimezone(zone).date()
    since = max(asked_at.astimezone(zone).date(), back_on or date.min)
    return asked_at + UNDO <= now and since <= on <= since + NEWS


Days = Collection[date]


def is_open(switches: ReminderSettings, zone: ZoneInfo, now: datetime, closed: Days = ()) -> bool:
    """Whether reminders may go to somebody who lives in this zone, by the clock on their wall.

    `closed`: days on which the practice is closed.
    """
    local = now.astimezone(zone)
    return is_open_day(switches, local.date(), closed) and not _is_quiet(switches, local.hour)


def opening(switches: ReminderSettings, zone: ZoneInfo, now: datetime, closed: Days = ()) -> datetime:
    """The next moment at which reminders may go there: `now` if they may, else the first open hour of an open day."""
    if is_open(switches, zone, now, closed):
        return now
    hours = [time(0), time(switches.quiet_until)]
    day = max(now.astimezone(zone).date(), switches.paused_until or date.min)
    while True:
        for hour in hours:
            at = datetime.combine(day, hour, zone).astimezone(ZoneInfo("UTC"))  # an hour that does not exist: the next
            if at > now and is_open(switches, zone, at, closed):
                return at
        day += DAY


def held_by(switches: ReminderSettings, zone: ZoneInfo, now: datetime, closed: Days = ()) -> str:
    """Why nothing goes there now: "paused", "weekend", "closed", "quiet", or "" when it may."""
    local = now.astimezone(zone)
    if switches.paused_until is not None and local.date() < switches.paused_until:
        return "paused"
    if local.date() in closed:
        return "closed"
    if not is_open_day(switches, local.date()):
        return "weekend"
    return "quiet" if _is_quiet(switches, local.hour) else ""


def is_open_day(switches: ReminderSettings, day: date, closed: Days = ()) -> bool:
    """Whether it is a day on which reminders go out."""
    paused = switches.paused_until is not None and day < switches.paused_until
    return not paused and day not in closed and (switches.weekends or day.weekday() < SATURDAY)


def _is_quiet(switches: ReminderSettings, hour: int) -> bool:
    """From the one hour to the other, over midnight where the first is the later one; the same hour twice: never."""
    begins, ends = switches.quiet_from, switches.quiet_until
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
