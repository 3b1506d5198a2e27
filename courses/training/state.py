"""The state of a person in a course: one function, seven words, the same on every page, export and mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

SOON = timedelta(days=14)
RENEW = timedelta(days=60)


class Word(StrEnum):
    """The only status words."""

    NOT_ASSIGNED = "not-assigned"
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    COMPLETE = "complete"
    EXPIRED = "expired"


LABELS = {
    Word.NOT_ASSIGNED: gettext_lazy("Not assigned"),
    Word.NOT_STARTED: gettext_lazy("Not started"),
    Word.IN_PROGRESS: gettext_lazy("In progress"),
    Word.DUE_SOON: gettext_lazy("Due soon"),
    Word.OVERDUE: gettext_lazy("Overdue"),
    Word.COMPLETE: gettext_lazy("Complete"),
    Word.EXPIRED: gettext_lazy("Expired"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a person and a course on the day in question. Dates are local days.

    `due` is the earliest open duty's day, moved by leave; `had_duty` says that a duty existed and binds no more.
    `exempt` (words) and `away` mean that nothing is asked for the time being, until the day `free_until` or for good.
    `completed_on` and `valid_until` (None: never runs out) belong to the completion that lasts longest, `source` says
    what it was when it was not our own quiz; `renew_by` is the practice's own earlier day for doing it again.
    `started` means an enrolment is open. `waiting` says that all there is left to do is an educator's: to mark a
    reflection. `changes_on` is the first later day on which these facts themselves change.
    """

    due: date | None = None
    had_duty: bool = False
    exempt: str = ""
    away: bool = False
    free_until: date | None = None
    source: str = ""
    renew_by: date | None = None
    changes_on: date | None = None
    started: bool = False
    completed_on: date | None = None
    valid_until: date | None = None
    units_done: int = 0
    units: int = 0
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A word, its detail in words, and the first later day on which the word or detail changes by itself.

    `short` is the detail for a narrow cell: "to Mar 28", "2 of 5", "by 4 Dec".
    """

    word: Word
    detail: str = ""
    next_change: date | None = None
    short: str = ""

    @property
    def label(self) -> str:
        return str(LABELS[self.word])

    @property
    def slug(self) -> str:
        return self.word.value


def state(facts: Facts, on: date) -> State:
    """The state on a day: the first line of the table in the design that holds (architecture, section 7)."""
    found = _state(facts, on)
    if facts.changes_on is not None and (found.next_change is None or facts.changes_on < found.next_change):
        return replace(found, next_change=facts.changes_on)
    return found


def _state(facts: Facts, on: date) -> State:
    held = facts.completed_on is not None and facts.completed_on <= on
    valid = held and (facts.valid_until is None or on <= facts.valid_until)
    required = facts.due is not None
    if facts.exempt:
        return State(Word.NOT_ASSIGNED, facts.exempt, _after(facts.free_until), facts.exempt)
    if facts.away and not valid:
        away = _("on leave until %(day)s") % {"day": _day(facts.free_until)} if facts.free_until else _("on leave")
        return State(Word.NOT_ASSIGNED, away, _after(facts.free_until), _("on leave"))
    if not (required or facts.started or held):
        return State(Word.NOT_ASSIGNED)
    if held and not valid and (required or not facts.started or not facts.had_duty):
        return _lapsed(facts, required)
    if facts.waiting and facts.started and not valid:  # whatever is due: it is not the learner who is late
        return State(Word.IN_PROGRESS, _("waiting for marking"), short=_("Marking"))
    if required and not valid and facts.due < on:  # type: ignore[operator]
        return _overdue(facts, facts.due)  # type: ignore[arg-type]
    if required and not valid and facts.due <= on + SOON:  # type: ignore[operator]
        by = _("by %(day)s") % {"day": _day(facts.due)}
        return State(Word.DUE_SOON, _join(by, _progress(facts)), _after(facts.due), _by(facts.due))
    if valid:
        return _complete(facts, on)
    return _under_way(facts)


def _overdue(facts: Facts, since: date) -> State:
    detail = _join(_("since %(day)s") % {"day": _day(since)}, _progress(facts))
    return State(Word.OVERDUE, detail, short=_("since %(day)s") % {"day": date_format(since, "j M")})


def _lapsed(facts: Facts, required: bool) -> State:
    """A certificate has run out: Expired while somebody asks for it or the person learns for themselves.

    A renewal that was begun does not hide that; only what nobody asks for any more is plainly in progress then.
    """
    detail = _("ran out on %(day)s") % {"day": _day(facts.valid_until)}
    if not required and facts.had_duty:
        return State(Word.NOT_ASSIGNED, detail)
    return State(Word.EXPIRED, detail, short=date_format(facts.valid_until, "j M y"))


def _complete(facts: Facts, on: date) -> State:
    """Valid: until it runs out, or until the day on which the practice wants it done again."""
    early = facts.renew_by if facts.due is not None else None
    if early is not None and on > early:
        return _overdue(facts, early)
    ends = min((day for day in (early, facts.valid_until) if day is not None), default=None)
    if ends is None:
        return State(Word.COMPLETE, _join(_("does not run out"), facts.source), short=facts.source)
    if early is not None and on >= early - SOON:
        return State(Word.DUE_SOON, _("renew by %(day)s") % {"day": _day(early)}, _after(early), _by(early))
    if on >= ends - RENEW:
        detail = _join(_("renew by %(day)s") % {"day": _day(ends)}, facts.source)
        change = ends - SOON if ends == early else _after(ends)
        return State(Word.COMPLETE, detail, change, _("renew by %(day)s") % {"day": date_format(ends, "j M")})
    lasting = _("valid to %(day)s") % {"day": _day(facts.valid_until, year=True)} if facts.valid_until else ""
    short = _("to %(month)s") % {"month": date_format(facts.valid_until or ends, "M y")}
    return State(Word.COMPLETE, _join(lasting, facts.source), ends - RENEW, short)


def _under_way(facts: Facts) -> State:
    """Neither late nor valid: begun or not, with the day it is due if there is one."""
    due = _("by %(day)s") % {"day": _day(facts.due)} if facts.due else ""
    change = facts.due - SOON if facts.due else None
    if facts.started:
        short = _("%(done)s of %(all)s") % {"done": facts.units_done, "all": facts.units} if facts.units else ""
        return State(Word.IN_PROGRESS, _join(_progress(facts), due), change, short)
    return State(Word.NOT_STARTED, due, change, _by(facts.due) if facts.due else "")


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _by(day: date | None) -> str:
    return _("by %(day)s") % {"day": date_format(day, "j M")} if day else ""


def _progress(facts: Facts) -> str:
    if not facts.started or not facts.units:
        return ""
    words = ngettext("%(done)s of %(all)s unit", "%(done)s of %(all)s units", facts.units)
    return words % {"done": facts.units_done, "all": facts.units}


def _day(day: date | None, *, year: bool = False) -> str:
    return date_format(day, "j M Y" if year else "j F") if day else ""


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
