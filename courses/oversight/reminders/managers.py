"""What managers are told about others: once a week what is late, and, where they want it, who is late for a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.certificates.services import public_url
from courses.operations import mail
from courses.operations.mail_text import render_message
from courses.operations.models import Mail
from courses.oversight.reminders.cases import Case, Contact, Desk, Hint, assigns_now, cases, chunks, members_of
from courses.oversight.reminders.letters import in_words, one_line
from courses.oversight.reminders.models import Reminder
from courses.oversight.reminders.schedule import DAY, WEEK, is_open_day
from courses.people.models import Practice
from courses.training.models import Standing
from courses.training.state import LABELS, Word

DIGEST, ESCALATION = "digest", "escalation"
SHOWN = 60  # lines of one mail
ORDER = (Word.OVERDUE, Word.EXPIRED, Word.DUE_SOON)


@dataclass(frozen=True, slots=True)
class Line:
    """A person and a course, in words: "Overdue", "since 4 December, 1 of 2 units"."""

    name: str
    title: str
    word: str
    detail: str


def digest(desk: Desk, now: datetime) -> int:
    """On Mondays (or the first day of the week on which mail goes), to every manager once: who is late, then who is due
    soon. Nothing when nobody is late.

    Waits while anything that was just assigned can be undone. Returns how many mails there were.
    """
    on = desk.today(now)
    if not desk.switches.weekly or not desk.is_open(now) or not _begins_week(desk, on) or not desk.contacts:
        return 0
    year, week, _day = on.isocalendar()
    key = f"{desk.practice.pk}:{year}-W{week:02d}"
    left = _without(desk.contacts, DIGEST, key)
    rows = _late_and_soon(desk) if left and not assigns_now(desk.practice, now) else []
    counts = {word: sum(row.word == word for row in rows) for word in ORDER}
    if not counts[Word.OVERDUE] + counts[Word.EXPIRED]:
        return 0
    lines = [_line_of(desk, row) for row in rows]
    _to_all(desk, now, left, DIGEST, key, _digest_subject(counts, desk.practice), lines)
    return len(left)


def _begins_week(desk: Desk, on: date) -> bool:
    """Whether this is the first day of its week on which mail goes."""
    before = (on - DAY * number for number in range(1, on.weekday() + 1))
    return not any(is_open_day(desk.switches, day, desk.closed) for day in before)


def _late_and_soon(desk: Desk) -> list[Standing]:
    rows = Standing.objects.filter(
        practice=desk.practice,
        word__in=ORDER,
        required=True,
        course__in=desk.releases,
        membership__ended=None,
        membership__needs_training=True,
    ).select_related("membership__user")
    return sorted(
        rows,
        key=lambda row: (ORDER.index(Word(row.word)), row.due or date.max, row.membership.user.display_name.casefold()),
    )


def _line_of(desk: Desk, row: Standing) -> Line:
    title = desk.releases[row.course_id].structure["title"]
    return Line(row.membership.user.display_name, title, str(LABELS[Word(row.word)]), row.detail)


def _digest_subject(counts: dict[Word, int], practice: Practice) -> str:
    words = {
        Word.OVERDUE: ngettext("%(n)s overdue", "%(n)s overdue", counts[Word.OVERDUE]),
        Word.EXPIRED: ngettext("%(n)s expired", "%(n)s expired", counts[Word.EXPIRED]),
        Word.DUE_SOON: ngettext("%(n)s due soon", "%(n)s due soon", counts[Word.DUE_SOON]),
    }
    said = ", ".join(words[word] % {"n": counts[word]} for word in ORDER if counts[word])
    return _("%(counts)s at %(practice)s") % {"counts": said, "practice": practice.name}


@transaction.atomic
def escalate(desk: Desk, now: datetime) -> int:
    """Tell the managers, in one mail a day, of everybody who is late for a week. Each person, course and day once.

    Waits while anything that was just assigned can be undone. Returns how many mails there were. One at a time in a
    practice: whoever comes second finds the ledger.
    """
    if not desk.switches.escalation or not desk.is_open(now) or assigns_now(desk.practice, now):
        return 0
    Practice.objects.select_for_update().get(pk=desk.practice.pk)
    on = desk.today(now)
    key = f"{desk.practice.pk}:{on.isoformat()}"
    if desk.contacts and len(_without(desk.contacts, ESCALATION, key)) < len(desk.contacts):
        return 0  # today's has gone: the rest tomorrow
    found = _late_for_a_week(desk, now)
    if not found:
        return 0
    lines = [_line_of_case(case, on) for case in found]
    subject = ngettext(
        "%(count)s course is overdue by a week at %(practice)s",
        "%(count)s courses are overdue by a week at %(practice)s",
        len(found),
    )
    words = subject % {"count": len(found), "practice": desk.practice.name}
    rows = _to_all(desk, now, desk.contacts, ESCALATION, key, words, lines)
    Reminder.objects.bulk_create([_row(case, on, rows[0] if rows else None) for case in found])
    return len(rows)


def _late_for_a_week(desk: Desk, now: datetime) -> list[Case]:
    on = desk.today(now)

    def may(hint: Hint) -> bool:
        if hint.goal is None:
            return hint.word == Word.OVERDUE
        return on - hint.goal.day >= WEEK and (Reminder.Purpose.ESCALATION, hint.goal.cycle) not in hint.sent

    found = []
    for ids in chunks(members_of(desk.practice)):
        for case in cases(desk, now, ids, may):
            late = case.goal is not None and on - case.goal.day >= WEEK and not case.row.facts.waiting
            if late and (Reminder.Purpose.ESCALATION, case.goal.cycle) not in case.sent:
                found.append(case)
    return sorted(found, key=_of_its_day)


def _of_its_day(case: Case) -> tuple[date, str, int, str, int]:
    return (
        case.goal.day,
        case.member.user.display_name.casefold(),
        case.member.pk,
        case.title.casefold(),
        case.row.release.course_id,
    )


def _line_of_case(case: Case, on: date) -> Line:
    assert case.goal is not None
    since = _("since %(day)s") % {"day": in_words(case.goal.day, on)}
    return Line(case.member.user.display_name, case.title, case.row.state.label, since)


def _row(case: Case, on: date, row: Mail | None) -> Reminder:
    assert case.goal is not None
    return Reminder(
        membership=case.member,
        course_id=case.release.course_id,
        purpose=Reminder.Purpose.ESCALATION,
        cycle=case.goal.cycle,
        day=on,
        mail=row,
        reason="" if row else "no manager has an address",
    )


def _without(contacts: Sequence[Contact], purpose: str, key: str) -> list[Contact]:
    """Those who have had no such mail. 1 query."""
    had = set(Mail.objects.filter(purpose=purpose, key=key).values_list("person_id", flat=True))
    return [one for one in contacts if one.person_id not in had]


def _to_all(
    desk: Desk, now: datetime, contacts: Sequence[Contact], purpose: str, key: str, subject: str, lines: Sequence[Line]
) -> list[Mail]:
    """The same mail to each of them; to whoever lives where it is night now, at the next hour for it."""
    message = render_message(
        "overdue_people",
        {
            "subject_line": one_line(subject),
            "practice": desk.practice,
            "lines": lines[:SHOWN],
            "more": max(0, len(lines) - SHOWN),
            "weekly": purpose == DIGEST,
            "url": public_url("practice", desk.practice.slug),
            "settings_url": public_url("practice-reminders", desk.practice.slug),
        },
    )
    rows = [
        mail.queue(
            to=one.address,
            purpose=purpose,
            key=key,
            message=message,
            person_id=one.person_id,
            practice=desk.practice.name,
            not_before=None if desk.is_open(now, one.zone) else desk.opening(now, one.zone),
        )
        for one in contacts
    ]
    return [row for row in rows if row is not None]
