"""The words of a reminder: what to do comes first in the subject, and nothing about anybody else stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.certificates.services import public_url
from courses.operations.mail import Message
from courses.operations.mail_text import render_message
from courses.oversight.reminders.cases import Contact, Desk
from courses.oversight.reminders.models import Reminder
from courses.oversight.reminders.planning import Item, Planned

JOINERS = "\u200c\u200d"  # letters of some scripts need them


@dataclass(frozen=True, slots=True)
class Letter:
    message: Message
    reply_to: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A course in the mail. `lines`: sentences about it."""

    title: str
    lines: tuple[str, ...]
    url: str


def letter(desk: Desk, planned: Planned, now: datetime, *, by: Contact | None = None) -> Letter:
    """The mail to one person. `by`: the manager who pressed the button; answers go to them."""
    on = date.fromisoformat(planned.key)  # "today" is what it is where they live, as on their own pages
    contact = by or _contact(desk, planned)
    single = planned.items[0] if len(planned.items) == 1 else None
    message = render_message(
        "due",
        {
            "subject_line": one_line(subject(planned.items, on)),
            "practice": desk.practice,
            "contact": contact,
            "by": by,
            "courses": [_paragraph(item, on) for item in planned.items],
            "single": single,
            "url": public_url("course-home", single.slug) if single else settings.PUBLIC_URL + reverse("today"),
            "button": _button(single),
        },
    )
    return Letter(message, contact.address if contact else "")


def _contact(desk: Desk, planned: Planned) -> Contact | None:
    """Who can help: the manager who assigned it, else the one who has been there longest. Nobody is their own."""
    others = [one for one in desk.contacts if one.person_id != planned.person_id]
    asked = {item.by_id for item in planned.items}
    return next((one for one in others if one.person_id in asked), others[0] if others else None)


def subject(items: Sequence[Item], on: date) -> str:
    if len(items) == 1:
        return _subject_of(items[0], on)
    titles = ", ".join(item.title for item in items)
    late = sum(item.late for item in items)
    if late == len(items):
        return _("%(count)s courses are overdue: %(titles)s") % {"count": len(items), "titles": titles}
    if late:
        words = _("%(count)s courses are due, %(late)s of them overdue: %(titles)s")
        return words % {"count": len(items), "late": late, "titles": titles}
    if all(item.purpose == Reminder.Purpose.ASSIGNED for item in items):
        values = {"count": len(items), "day": in_words(min(item.day for item in items), on), "titles": titles}
        return _("Please do: %(count)s courses, the first by %(day)s: %(titles)s") % values
    return _("%(count)s courses are due: %(titles)s") % {"count": len(items), "titles": titles}


def _subject_of(item: Item, on: date) -> str:
    values = {"title": item.title, "day": in_words(item.day, on), "minutes": _minutes(item.minutes)}
    if item.late and item.renewal:
        return _("Renew: %(title)s ran out on %(day)s") % values
    if item.late:
        return _("Overdue since %(day)s: %(title)s") % values
    if item.renewal:
        words = _("Renew by %(day)s: %(title)s (%(minutes)s)") if item.minutes else _("Renew by %(day)s: %(title)s")
        return words % values
    if item.purpose == Reminder.Purpose.ASSIGNED:
        long, short = _("Please do: %(title)s (%(minutes)s) by %(day)s"), _("Please do: %(title)s by %(day)s")
        return (long if item.minutes else short) % values
    when = {"when": _when(item.day, on), **values}
    words = _("Due %(when)s: %(title)s (%(minutes)s left)") if item.minutes else _("Due %(when)s: %(title)s")
    return words % when


def _paragraph(item: Item, on: date) -> Paragraph:
    lines = [_first_line(item, on)]
    if item.units_done:
        words = ngettext(
            "You have done %(done)s of %(all)s unit.", "You have done %(done)s of %(all)s units.", item.units
        )
        lines.append(words % {"done": item.units_done, "all": item.units})
    lines.append(_work(item))
    if item.note:
        lines.append(_("A word from %(name)s: %(note)s") % {"name": item.by or _("your manager"), "note": item.note})
    return Paragraph(item.title, tuple(line for line in lines if line), public_url("course-home", item.slug))


def _first_line(item: Item, on: date) -> str:
    day = {"day": in_words(item.day, on)}
    if item.late and item.renewal:
        return _("It ran out on %(day)s.") % day
    if item.late:
        return _("It was due on %(day)s.") % day
    if item.renewal:
        return _("What you hold is to be renewed by %(day)s.") % day
    if item.purpose == Reminder.Purpose.ASSIGNED and item.by:
        return _("Assigned by %(name)s, due by the end of %(day)s.") % {**day, "name": item.by}
    return _("Due by the end of %(day)s.") % day


def _work(item: Item) -> str:
    if not item.minutes:
        return ""
    values = {"minutes": _minutes(item.minutes)}
    if item.reads_again:
        return _("To renew it, go through its units again: about %(minutes)s.") % values
    if item.renewal and not item.begun:
        return _("Renewing it is the final quiz: about %(minutes)s.") % values
    if item.begun:
        return _("Left to do: about %(minutes)s.") % values
    return _("About %(minutes)s; stop and resume whenever you like.") % values


def _minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _button(item: Item | None) -> str:
    if item is None:
        return _("See what is due")
    if item.renewal:
        return _("Renew")
    return _("Resume course") if item.begun else _("Start course")


def _when(day: date, on: date) -> str:
    """ "today", "tomorrow", "Friday" within the week, else the date."""
    if day == on:
        return _("today")
    if day == on + timedelta(days=1):
        return _("tomorrow")
    return date_format(day, "l") if day < on + timedelta(days=7) else in_words(day, on)


def in_words(day: date, on: date) -> str:
    """ "4 December", with the year where it is another."""
    return date_format(day, "j F" if day.year == on.year else "j F Y")


def one_line(words: str) -> str:
    """A subject: titles come from authors, so whatever could end the line or turn the writing is a space."""
    return " ".join("".join(sign if sign.isprintable() or sign in JOINERS else " " for sign in words).split())
