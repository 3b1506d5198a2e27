"""What the two pages show: frozen rows for the templates."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from courses.learning.queries import published
from courses.oversight.reminders import queries
from courses.oversight.reminders.cases import Contact, Desk, desk_of
from courses.oversight.reminders.letters import letter
from courses.oversight.reminders.planning import ByHand, LeftOut, Planned, plan
from courses.oversight.reminders.queries import SentMail
from courses.oversight.reminders.schedule import held_by
from courses.oversight.reminders.sending import AT_ONCE
from courses.people.models import Membership, Practice, User

SHOWN = 50  # mails with their text; the rest is counted
SENT_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail as it would go: to whom, and every word of it."""

    membership_id: int
    name: str
    address: str
    subject: str
    text: str
    titles: tuple[str, ...]
    refused: bool


@dataclass(frozen=True, slots=True)
class SentRow:
    mail: SentMail
    title: str


def overview(practice: Practice, now: datetime) -> dict[str, Any]:
    """Context of the page: the plan for the next moment at which anything may go, and the last thirty days."""
    desk = desk_of(practice)
    at = desk.opening(now)
    found = plan(desk, at, explain=True)
    day = desk.today(now) - timedelta(days=30)
    sent = queries.sent_since(practice, day, SENT_SHOWN)
    titles = {release.course_id: release.structure["title"] for release in desk.releases.values()}
    return {
        "held": held_by(desk.switches, desk.zone, now, desk.closed),
        "at": at.astimezone(desk.zone),
        "zone": practice.timezone.replace("_", " "),
        "mails": _shown(desk, found.planned, at),
        "count": len(found.planned),
        "more": max(0, len(found.planned) - SHOWN),
        "left_out": _sorted(found.left_out),
        "sent": [SentRow(one, titles.get(one.course_id, "")) for one in sent],
        "sent_limit": SENT_SHOWN if len(sent) == SENT_SHOWN else 0,
        "refused": queries.refused(practice),
        "has_contact": bool(desk.contacts),
    }


def by_hand(practice: Practice, by: User, choice: ByHand, now: datetime) -> dict[str, Any] | None:
    """Context of the page that asks before it sends; None for a person or course that is not there."""
    member = None
    if choice.member is not None:
        rows = Membership.objects.filter(practice=practice, pk=choice.member, ended=None).select_related("user")
        if (member := rows.first()) is None:
            return None
    course = next((one.structure["title"] for one in published() if one.structure["id"] == choice.course), "")
    if choice.course and not course:
        return None
    desk = desk_of(practice)
    found = plan(desk, now, by_hand=choice)
    sender = Contact.of(by)
    return {
        "mails": _shown(desk, found.planned[:AT_ONCE], now, by=sender, limit=AT_ONCE),
        "more": max(0, len(found.planned) - AT_ONCE),
        "left_out": _sorted(found.left_out),
        "member_name": member.user.display_name if member else "",
        "course_title": course,
        "quiet": held_by(desk.switches, desk.zone, now, desk.closed),
    }


def _shown(
    desk: Desk, planned: tuple[Planned, ...], at: datetime, *, by: Contact | None = None, limit: int = SHOWN
) -> list[Shown]:
    rows = []
    for one in sorted(planned, key=lambda one: one.name.casefold())[:limit]:
        message = letter(desk, one, at, by=by).message
        rows.append(
            Shown(
                membership_id=one.membership_id,
                name=one.name,
                address=one.address,
                subject=message.subject,
                text=message.text,
                titles=tuple(item.title for item in one.items),
                refused=one.refused,
            )
        )
    return rows


def _sorted(left_out: tuple[LeftOut, ...]) -> list[LeftOut]:
    """By name, with one line for all courses that a person is left out of for the same reason."""
    titles: dict[tuple[str, int, str, str], list[str]] = defaultdict(list)
    for one in left_out:
        titles[one.name.casefold(), one.membership_id, one.reason, one.name] += one.titles
    return [LeftOut(pk, name, tuple(found), reason) for (_, pk, reason, name), found in sorted(titles.items())]
