"""What a calendar address shows."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.people.access import managed_practices
from courses.people.models import Practice, User
from courses.training.calendar.ics import Event
from courses.training.calendar.models import CalendarFeed
from courses.training.calendar.services import digest
from courses.training.models import Standing
from courses.training.queries import Entry, entries
from courses.training.state import Word

TO_DO = (Word.NOT_STARTED, Word.IN_PROGRESS, Word.DUE_SOON, Word.OVERDUE, Word.EXPIRED)


def open_feed(token: str) -> CalendarFeed | None:
    """The feed of an address; None when it was ended, never was, or its owner has left the site. 1 query."""
    rows = CalendarFeed.objects.select_related("person", "practice")
    return rows.filter(token_sha256=digest(token), ended_at=None, person__is_active=True).first()


def own_feeds(person: User) -> list[CalendarFeed]:
    """The addresses a person has open. 1 query."""
    return list(CalendarFeed.objects.filter(person=person, ended_at=None).order_by("pk"))


def events(feed: CalendarFeed) -> list[Event]:
    """What it shows today; nothing of a practice that its owner no longer manages."""
    if feed.practice is None:
        return [event for entry in entries(feed.person) for event in _of_entry(feed.person, entry)]
    if not managed_practices(feed.person).filter(pk=feed.practice_id).exists():
        return []
    return list(_of_practice(feed.practice))


def _of_entry(person: User, entry: Entry) -> Iterator[Event]:
    """One course of one's own: the day it is due, or by which it is to be renewed."""
    facts = entry.row.facts if entry.row else None
    if facts is None or entry.state.word == Word.NOT_ASSIGNED:
        return
    url = settings.PUBLIC_URL + reverse("course-home", args=[entry.slug])
    if facts.completed_on is None:
        if facts.due is not None:
            yield Event(_uid("due", person.pk, entry.slug), facts.due, _("Due: %s") % entry.title, url)
        return
    days = [day for day in (facts.renew_by, facts.valid_until) if day is not None]
    if days:
        yield Event(_uid("renew", person.pk, entry.slug), min(days), _("Renew: %s") % entry.title, url)


def _of_practice(practice: Practice) -> Iterator[Event]:
    """What is asked of people and not done, or runs out. 1 query."""
    rows = (
        Standing.objects.filter(practice=practice, required=True, membership__ended=None)
        .annotate(title=KeyTextTransform("title", "course__current__structure"))
        .order_by("due", "pk")
        .values_list(
            "membership",
            "membership__user__display_name",
            "course__slug",
            "title",
            "word",
            "due",
            "completed_on",
            "valid_until",
        )
    )
    url = settings.PUBLIC_URL + reverse("practice", args=[practice.slug])
    for member, name, slug, title, word, due, completed_on, valid_until in rows:
        words = {"name": name, "course": title or slug}
        if completed_on is None and word in TO_DO and due is not None:
            yield Event(_uid("due", f"m{member}", slug), due, _("Due: %(name)s, %(course)s") % words, url)
        elif completed_on is not None and valid_until is not None:
            yield Event(_uid("renew", f"m{member}", slug), valid_until, _("Renew: %(name)s, %(course)s") % words, url)


def _uid(kind: str, whose: int | str, slug: str) -> str:
    return f"{kind}-{whose}-{slug}@{urlsplit(settings.PUBLIC_URL).hostname}"
