"""The state of a person in a course: one function, seven words, the same on every page, export and mail."""

from __future__ import annotations

from dataclasses import dataclass
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

    `due` is the earliest open duty's day; `had_duty` says that a duty existed and has ended. `completed_on` and
    `valid_until` (None: never runs out) belong to the latest completion; `started` means an enrolment is open.
    `waiting` says that all there is left to do is an educator's: to mark a reflection.
    """

    due: date | None = None
    had_duty: bool = False
    exempt: str = ""
    started: bool = False
    completed_on: date | None = None
    valid_until: date | None = None
    units_done: int = 0
    units: int = 0
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A word, its detail in words, and the first later day on which the word or detail changes by itself."""

    word: Word
    detail: str = ""
    next_change: date | None = None

    @property
    def label(self) -> str:
        return str(LABELS[self.word])

    @property
    def slug(self) -> str:
        return self.word.value


def state(facts: Facts, on: date) -> State:
    """The state on a day: the first line of the table in the design that holds (architecture, section 7)."""
    held = facts.completed_on is not None and facts.completed_on <= on
    valid = held and (facts.valid_until is None or on <= facts.valid_until)
    required = facts.due is not None
    if facts.exempt:
        return State(Word.NOT_ASSIGNED, facts.exempt)
    if not (required or facts.started or held):
        return State(Word.NOT_ASSIGNED)
    if held and not valid and (required or not facts.started or not facts.had_duty):
        return _lapsed(facts, required)
    if facts.waiting and facts.started and not valid:  # whatever is due: it is not the learner who is late
        return State(Word.IN_PROGRESS, _("waiting for marking"))
    if required and not valid and facts.due < on:  # type: ignore[operator]
        return State(Word.OVERDUE, _join(_("since %(day)s") % {"day": _day(facts.due)}, _progress(facts)))
    if required and not valid and facts.due <= on + SOON:  # type: ignore[operator]
        detail = _join(_("by %(day)s") % {"day": _day(facts.due)}, _progress(facts))
        return State(Word.DUE_SOON, detail, facts.due + timedelta(days=1))  # type: ignore[operator]
    if valid:
        return _complete(facts, on)
    return _under_way(facts)


def _lapsed(facts: Facts, required: bool) -> State:
    """A certificate has run out: Expired while somebody asks for it or the person learns for themselves.

    A renewal that was begun does not hide that; only what nobody asks for any more is plainly in progress then.
    """
    detail = _("ran out on %(day)s") % {"day": _day(facts.valid_until)}
    if not required and facts.had_duty:
        return State(Word.NOT_ASSIGNED, detail)
    return State(Word.EXPIRED, detail)


def _complete(facts: Facts, on: date) -> State:
    if facts.valid_until is None:
        return State(Word.COMPLETE, _("does not run out"))
    renew_from = facts.valid_until - RENEW
    if on >= renew_from:
        detail = _("renew by %(day)s") % {"day": _day(facts.valid_until)}
        return State(Word.COMPLETE, detail, facts.valid_until + timedelta(days=1))
    return State(Word.COMPLETE, _("valid to %(day)s") % {"day": _day(facts.valid_until, year=True)}, renew_from)


def _under_way(facts: Facts) -> State:
    """Neither late nor valid: begun or not, with the day it is due if there is one."""
    due = _("by %(day)s") % {"day": _day(facts.due)} if facts.due else ""
    change = facts.due - SOON if facts.due else None
    if facts.started:
        return State(Word.IN_PROGRESS, _join(_progress(facts), due), change)
    return State(Word.NOT_STARTED, due, change)


def _progress(facts: Facts) -> str:
    if not facts.started or not facts.units:
        return ""
    words = ngettext("%(done)s of %(all)s unit", "%(done)s of %(all)s units", facts.units)
    return words % {"done": facts.units_done, "all": facts.units}


def _day(day: date | None, *, year: bool = False) -> str:
    return date_format(day, "j M Y" if year else "j F") if day else ""


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
