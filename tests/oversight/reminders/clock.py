"""Asks people for courses on given days, and lets the reminder job run at given moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from courses.authoring.models import Release
from courses.learning.models import Enrolment
from courses.learning.queries import published
from courses.operations.models import Mail
from courses.oversight.reminders import sending
from courses.oversight.reminders.cases import desk_of
from courses.oversight.reminders.models import Reminder, ReminderSettings
from courses.oversight.reminders.planning import Plan, plan
from courses.people.models import Membership, Practice, User
from courses.training.models import Assignment, Duty, Standing
from courses.training.standing import standings_of

DUE = date(2027, 3, 19)  # a Friday, as are the days a week before and after; no clock changes near it
ASKED = date(2027, 2, 1)


def at(day: date, hour: int = 10, minute: int = 0, zone: str = "Europe/London") -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))


def days(count: int) -> timedelta:
    return timedelta(days=count)


def ask(
    person: User, release: Release, *, due: date = DUE, asked: date = ASKED, hour: int = 10,
    practice: Practice | None = None, by: User | None = None, **fields: Any,
) -> Duty:  # fmt: skip
    """A duty that was made at an hour of a day, in the person's only practice or the one that is given."""
    where = {"practice": practice} if practice else {}
    member = Membership.objects.get(user=person, ended=None, **where)
    moment = at(asked, hour, zone=member.practice.timezone)
    rule = Assignment.objects.create(practice=member.practice, due=due, by=by, created_at=moment, **fields)
    rule.courses.add(release.course)
    return Duty.objects.create(
        membership=member, course=release.course, assignment=rule, began=asked, due=due, created_at=moment
    )


def told(person: User, release: Release, *, due: date = DUE) -> Duty:
    """A duty of which the person was told when it was made."""
    duty = ask(person, release, due=due)
    Reminder.objects.create(
        membership=duty.membership, course=release.course, purpose="assigned", cycle=due.isoformat(), day=ASKED
    )
    return duty


def finish(person: User, release: Release, on: date) -> Enrolment:
    """The course done on a day, without its pages: a certificate that holds for twelve months."""
    moment = at(on, 12)
    return Enrolment.objects.create(
        person=person, course=release.course, cycle=1, rules_release=release, rules_until=moment, started_at=moment,
        completed_at=moment, completed_release=release,
    )  # fmt: skip


def settle(now: datetime) -> None:
    """Make the copies of the state what they are on that day."""
    Standing.objects.all().delete()
    for practice in Practice.objects.all():
        members = practice.memberships.filter(ended=None, needs_training=True).select_related("user", "practice")
        rows = standings_of(list(members), published(), now.astimezone(practice.zone).date(), practice)
        Standing.objects.bulk_create(rows.values())


def go(now: datetime) -> list[Mail]:
    """One run of the job. Returns the mails it made, in order."""
    last = Mail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    settle(now)
    sending.run(now, seconds=600)
    return list(Mail.objects.filter(pk__gt=last).order_by("pk"))


def go_daily(first: date, last: date, hour: int = 10) -> list[tuple[date, Mail]]:
    found: list[tuple[date, Mail]] = []
    while first <= last:
        found += [(first, mail) for mail in go(at(first, hour))]
        first += days(1)
    return found


def planned(practice: Practice, now: datetime, **more: Any) -> Plan:
    settle(now)
    return plan(desk_of(practice), now, **more)


def switch(practice: Practice, **values: Any) -> ReminderSettings:
    row, _made = ReminderSettings.objects.update_or_create(practice=practice, defaults=values)
    return row


def subjects(mails: Sequence[Mail]) -> list[str]:
    return [mail.subject for mail in mails]
