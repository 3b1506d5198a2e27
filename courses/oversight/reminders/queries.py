"""What the pages say about reminders that went out, and about those that could not be delivered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.operations.models import Mail
from courses.oversight.reminders.models import Reminder, ReminderSettings
from courses.oversight.reminders.planning import REFUSED_FOR
from courses.people.models import Practice

Purpose = Reminder.Purpose
LABELS = {
    Purpose.ASSIGNED: _("Assigned"),
    Purpose.WEEK_BEFORE: _("Reminder"),
    Purpose.DAY_BEFORE: _("The day before"),
    Purpose.DAY_AFTER: _("A day overdue"),
    Purpose.WEEK_AFTER: _("A week overdue"),
    Purpose.EXPIRING_60: _("Runs out in 60 days"),
    Purpose.EXPIRING_7: _("Runs out in 7 days"),
    Purpose.ESCALATION: _("Told the managers"),
    Purpose.BY_HAND: _("Sent by hand"),
}
SENT = Q(reason="")  # rows with a reason were left out on purpose


@dataclass(frozen=True, slots=True)
class SentMail:
    """A reminder of one course that went to one person. `by`: the manager who pressed the button; `refusal`: the words
    of the mail server that would not take it. `at` is when it was made; `sent` says that the server has taken it.
    """

    membership_id: int
    name: str
    course_id: int
    purpose: str
    day: date
    at: datetime
    by: str
    sent: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A member whose mailbox would not take the last reminder, with the server's own words."""

    membership_id: int
    name: str
    address: str
    words: str
    at: datetime


def settings_of(practice: Practice) -> ReminderSettings:
    """The switches; the defaults, unsaved, where nobody has changed any. 1 query."""
    return ReminderSettings.objects.filter(practice=practice).first() or ReminderSettings(practice=practice)


def last_reminded(member_ids: Collection[int]) -> dict[int, date]:
    """Membership id → the practice's day of the last reminder of any course. 1 query."""
    rows = _to_people().filter(membership__in=member_ids).values("membership").annotate(last=Max("day"))
    return dict(rows.values_list("membership", "last"))


def mails_about(membership_id: int, course_id: int) -> list[SentMail]:
    """Every reminder of one course that one member had, the newest first. 1 query."""
    return _told(_to_people().filter(membership=membership_id, course=course_id))


def sent_since(practice: Practice, day: date, limit: int) -> list[SentMail]:
    """The practice's reminders since a day, the newest first, at most `limit`. 1 query."""
    rows = Reminder.objects.filter(SENT, membership__practice=practice, day__gte=day)
    return _told(rows, limit)


def refused(practice: Practice) -> list[Refused]:
    """Members whose address was refused lately and has taken nothing since, by name. 2 queries."""
    rows = (
        _to_people()
        .filter(
            membership__practice=practice,
            membership__ended=None,
            mail__refused_at__gte=timezone.now() - REFUSED_FOR,
            mail__to=F("membership__user__email"),  # another address was given since: nothing is known about it
        )
        .order_by("-mail__refused_at", "-pk")
        .select_related("mail", "membership__user")
    )
    newest: dict[int, Refused] = {}
    for row in rows:
        assert row.mail is not None
        assert row.mail.refused_at is not None
        person = row.membership.user
        found = Refused(row.membership_id, person.display_name, row.mail.to, row.mail.refusal, row.mail.refused_at)
        newest.setdefault(row.membership_id, found)
    addresses = {one.address for one in newest.values()}
    taken = dict(
        Mail.objects.filter(to__in=addresses, sent_at__isnull=False)
        .values("to")
        .annotate(last=Max("sent_at"))
        .values_list("to", "last")
    )
    still = [one for one in newest.values() if one.address not in taken or taken[one.address] < one.at]
    return sorted(still, key=lambda one: one.name.casefold())


def refused_count(practice: Practice) -> int:
    return len(refused(practice))


def _to_people() -> QuerySet[Reminder]:
    return Reminder.objects.filter(SENT).exclude(purpose=Purpose.ESCALATION)


def _told(rows: QuerySet[Reminder], limit: int | None = None) -> list[SentMail]:
    rows = rows.select_related("mail", "membership__user", "by").order_by("-at", "-pk")[:limit]
    return [
        SentMail(
            membership_id=row.membership_id,
            name=row.membership.user.display_name,
            course_id=row.course_id,
            purpose=str(LABELS[Purpose(row.purpose)]),
            day=row.day,
            at=row.at,
            by=row.by.display_name if row.by else "",
            sent=row.mail is None or row.mail.sent_at is not None,
            refusal=_refusal(row.mail),
        )
        for row in rows
    ]


def _refusal(mail: Mail | None) -> str:
    return (mail.refusal or str(_("no reason given"))) if mail and mail.refused_at else ""
