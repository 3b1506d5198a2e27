"""Sends what is planned: a person at a time, each in a transaction that plans anew what it sends."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from celery import current_app
from django.db import transaction

from courses.operations import audit, mail
from courses.oversight.reminders import managers
from courses.oversight.reminders.cases import Contact, Desk, desk_of, desks, zones
from courses.oversight.reminders.letters import letter
from courses.oversight.reminders.models import Reminder
from courses.oversight.reminders.planning import MAIL, ByHand, Planned, plan
from courses.people.models import Practice, User

log = logging.getLogger("reminders")

TASK = "courses.tasks.remind"
AT_ONCE = 200  # people whom a manager can remind with one click: the request waits for it
NEWER, BY_HAND_INSTEAD = "a newer one went instead", "a manager sent one instead"


def run(now: datetime, *, seconds: float = 20.0) -> int:
    """Send what is to be sent at `now`, to whom it is an hour for it. Returns how many mails were queued.

    Two at once, one that was killed and a clock that was set back all come to the same: each reminder once. After
    `seconds` the rest is left to a task of its own, so that a worker has time for others.
    """
    end, sent = time.monotonic() + seconds, 0
    for practice in desks(now):
        desk = desk_of(practice)
        if not any(desk.is_open(now, zone) for zone in zones(practice)):
            continue
        sent += _guarded(partial(managers.escalate, desk, now), f"escalation in practice {practice.pk}")
        sent += _guarded(partial(managers.digest, desk, now), f"digest of practice {practice.pk}")
        for planned in plan(desk, now).planned:
            if time.monotonic() >= end:
                go_on()
                return sent
            one = partial(_send, desk, planned.membership_id, planned.person_id, now)
            sent += _guarded(one, f"reminder of member {planned.membership_id}")
    return sent


def go_on() -> None:
    """Have another task take up what is left. Without a broker the next one by the clock does."""
    try:
        current_app.send_task(TASK, retry=False, ignore_result=True, expires=60)
    except Exception as error:
        log.warning("broker not reached (%s): the rest goes with the next run", type(error).__name__)


def _guarded(work: partial[int], name: str) -> int:
    """One that fails keeps nobody else waiting; it is tried again in the next run."""
    try:
        return work()
    except Exception:
        log.exception("%s failed", name)
        return 0


@transaction.atomic
def _send(desk: Desk, membership_id: int, person_id: int, now: datetime) -> int:
    """The reminder of one person, if it is still to be sent: plan, ledger and mail are one transaction."""
    planned = _locked_plan(desk, membership_id, person_id, now)
    if planned is None:
        return 0
    _write(desk, planned, now, by=None)
    return 1


def _locked_plan(
    desk: Desk, membership_id: int, person_id: int, now: datetime, by_hand: ByHand | None = None
) -> Planned | None:
    """What is to be sent now that nobody else can send this person anything."""
    User.objects.select_for_update().get(pk=person_id)
    return next(iter(plan(desk, now, only=[membership_id], by_hand=by_hand).planned), None)


def _write(desk: Desk, planned: Planned, now: datetime, *, by: User | None) -> None:
    sender = Contact.of(by) if by else None
    words = letter(desk, planned, now, by=sender)
    row = mail.queue(
        to=planned.address,
        purpose=MAIL,
        key=planned.key,
        message=words.message,
        person_id=planned.person_id,
        reply_to=words.reply_to,
        practice=desk.practice.name,
    )
    rows = []
    for item in planned.items:
        said = [(item.purpose, item.cycle, ""), *((*one, BY_HAND_INSTEAD if by else NEWER) for one in item.replaced)]
        rows += [
            Reminder(
                membership_id=planned.membership_id,
                course_id=item.course_id,
                purpose=purpose,
                cycle=cycle,
                day=desk.today(now),
                mail=None if reason else row,
                reason=reason,
                by=by,
            )
            for purpose, cycle, reason in said
        ]
    Reminder.objects.bulk_create(rows)


def send_by_hand(*, practice: Practice, by: User, members: Sequence[int], choice: ByHand, now: datetime) -> int:
    """Remind these members now, whatever the hour, of what `choice` says. Returns how many mails were queued.

    It is their one mail of the day: a second click sends nothing. Each is a transaction of its own; at most `AT_ONCE`.
    """
    desk = desk_of(practice)
    chosen = [one for one in plan(desk, now, by_hand=choice).planned if one.membership_id in set(members)]
    return sum(_send_by_hand(desk, one, by, choice, now) for one in chosen[:AT_ONCE])


@transaction.atomic
def _send_by_hand(desk: Desk, found: Planned, by: User, choice: ByHand, now: datetime) -> int:
    planned = _locked_plan(desk, found.membership_id, found.person_id, now, choice)
    if planned is None:
        return 0
    _write(desk, planned, now, by=by)
    audit.note(
        actor=by,
        action="reminder.sent",
        subject=planned.name,
        practice_id=desk.practice.pk,
        courses=[item.title for item in planned.items],
    )
    return 1
