"""Which duties bind a person on a day, and when they are due: leave, exemptions and what is done taken into account.

Rows in, dates out: no query here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.people.models import Leave
from courses.training.models import Assignment, Duty, Exemption
from courses.training.renewal import renew_by

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Completion:
    """One time a course was done: by our own quiz (`source` empty) or otherwise, in words."""

    on: date
    valid_until: date | None
    source: str = ""

    def lasts(self) -> tuple[date, date]:
        return (self.valid_until or date.max, self.on)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a person in a course on a day; see courses.training.state.Facts for the meaning of each."""

    due: date | None = None
    had_duty: bool = False
    exempt: str = ""
    away: bool = False
    free_until: date | None = None
    renew_by: date | None = None
    changes_on: date | None = None


def asked(
    duties: Collection[Duty],
    leaves: Collection[Leave],
    exemptions: Collection[Exemption],
    done: Collection[Completion],
    on: date,
) -> Asked:
    """What the duties of one person in one course come to on a day. `leaves` and `exemptions`: theirs, of any day."""
    known = [duty for duty in duties if duty.began <= on and not never_bound(duty)]
    binding = [duty for duty in known if binds(duty, on) and not met_once(duty, done)]
    if not binding:
        begins = (duty.began for duty in duties if not never_bound(duty))
        return Asked(had_duty=bool(known), changes_on=_soonest(begins, on))
    changes = _soonest(_days_of_change(binding, leaves, exemptions), on)
    free = [(duty, _exemption(duty, exemptions, on), _leave(duty, leaves, on)) for duty in binding]
    left = [duty for duty, exempt, away in free if exempt is None and away is None]
    if left:
        held = max(done, key=Completion.lasts, default=None)
        return Asked(
            due=min(due_of(duty, leaves, on) for duty in left),
            renew_by=_renewal(left, held, leaves, on),
            changes_on=changes,
        )
    exempt = next((found for _duty, found, _away in free if found is not None), None)
    if exempt is not None:
        return Asked(had_duty=True, exempt=words_of(exempt), free_until=exempt.until, changes_on=changes)
    leave = next(found for _duty, _exempt, found in free if found is not None)
    return Asked(had_duty=True, away=True, free_until=leave.until, changes_on=changes)


def binds(duty: Duty, on: date) -> bool:
    """Whether a duty holds on a day: begun, not ended, and its holder still (or last) there."""
    left = duty.membership.ended
    return duty.began <= on and (duty.ended is None or duty.ended > on) and (left is None or left >= on)


def never_bound(duty: Duty) -> bool:
    """Whether it was taken back with its assignment, or ended before it began because the clock was wrong."""
    return duty.assignment.undone_at is not None or (duty.ended is not None and duty.ended < duty.began)


def met_once(duty: Duty, done: Iterable[Completion]) -> bool:
    """Whether a duty that is asked once was met: by something done since it began or still valid then."""
    if duty.assignment.renewal != Assignment.Renewal.ONCE:
        return False
    return any(one.valid_until is None or one.valid_until >= duty.began for one in done)


def due_of(duty: Duty, leaves: Collection[Leave], on: date) -> date:
    """The day a duty is due: its own, moved by each leave that fell into its time, as far as it is known on `on`.

    A day that two leaves share counts once.
    """
    due, since = duty.due, duty.began
    for leave in sorted(_own(leaves, duty), key=lambda one: one.started):
        until = leave.until or max(on, leave.started)
        if until < since or leave.started > due:
            continue
        due += until - max(leave.started, since) + DAY
        since = until + DAY
    return due


def words_of(exemption: Exemption) -> str:
    """ "exempt until 3 Mar, wrong role"."""
    if exemption.until is None:
        words = _("exempt")
    else:
        words = _("exempt until %(day)s") % {"day": date_format(exemption.until, "j M Y")}
    return f"{words}, {exemption.reason}" if exemption.reason else words


def _renewal(left: Sequence[Duty], held: Completion | None, leaves: Collection[Leave], on: date) -> date | None:
    """The practice's own day for doing it again, where a binding duty renews in a fixed month; moved by leave.

    Somebody who held it already when they were asked is not late at once: where that month was over before the duty was
    first due, they renew when it runs out (or when the duty is due, if it never does).
    """
    months = [duty for duty in left if duty.assignment.renewal == Assignment.Renewal.MONTH]
    if held is None or not months:
        return None
    days = []
    for duty in months:
        assert duty.assignment.renewal_month is not None
        day = renew_by(held.on, held.valid_until, duty.assignment.renewal_month)
        moved = due_of(Duty(began=held.on, due=day, membership_id=duty.membership_id), leaves, on)
        first = due_of(duty, leaves, on)
        if moved < first:
            moved = held.valid_until or first
        days.append(min(moved, held.valid_until or date.max))
    return min(days)


def _own(leaves: Collection[Leave], duty: Duty) -> list[Leave]:
    return [one for one in leaves if one.membership_id == duty.membership_id]


def _leave(duty: Duty, leaves: Collection[Leave], on: date) -> Leave | None:
    found = (one for one in _own(leaves, duty) if one.started <= on and (one.until is None or one.until >= on))
    return max(found, key=lambda one: one.until or date.max, default=None)


def _exemption(duty: Duty, exemptions: Collection[Exemption], on: date) -> Exemption | None:
    holds = (
        one
        for one in exemptions
        if one.membership_id == duty.membership_id
        and one.began <= on
        and (one.until is None or one.until >= on)
        and (one.ended is None or one.ended > on)
    )
    return next(holds, None)


def _days_of_change(
    binding: Collection[Duty], leaves: Collection[Leave], exemptions: Collection[Exemption]
) -> Iterable[date]:
    members = {duty.membership_id for duty in binding}
    for one in (*leaves, *exemptions):
        if one.membership_id not in members:
            continue
        yield one.started if isinstance(one, Leave) else one.began
        if one.until is not None:
            yield one.until + DAY


def _soonest(days: Iterable[date], on: date) -> date | None:
    return min((day for day in days if day > on), default=None)
