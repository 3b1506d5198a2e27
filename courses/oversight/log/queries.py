"""Reading a practice's log. There is no way to write to it but by doing something. Entries are never changed, except
that they forget whom they are about when the record of that person goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from courses.authoring.models import Course
from courses.operations import audit
from courses.operations.models import AuditEntry
from courses.oversight.log.words import KINDS, sentence
from courses.people.models import Practice, User

PAGE = 50
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked for. `person`: id of who did it; days are those of the reader, both ends included."""

    person: int | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    pk: int
    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first. `older`: what the next page begins before; None when there is none."""

    entries: tuple[Entry, ...]
    older: int | None


def page(practice: Practice, choice: Choice, zone: tzinfo, before: int | None = None) -> Page:
    """Fifty entries. 2 queries, the same cost for the first page and the last."""
    rows = _chosen(practice, choice, zone)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    titles = _titles()
    entries = tuple(_entry(row, titles) for row in found[:PAGE])
    return Page(entries, entries[-1].pk if len(found) > PAGE else None)


def everything(practice: Practice, choice: Choice, zone: tzinfo) -> Iterator[Entry]:
    """Every entry, newest first, read in pieces."""
    titles = _titles()
    for row in _chosen(practice, choice, zone).iterator(chunk_size=CHUNK):
        yield _entry(row, titles)


def actors(practice: Practice) -> list[tuple[int, str]]:
    """Who has done anything in this practice, by name. 1 query."""
    ids = AuditEntry.objects.filter(practice_id=practice.pk).values("actor")
    return list(User.objects.filter(pk__in=ids).order_by("display_name", "pk").values_list("pk", "display_name"))


def _chosen(practice: Practice, choice: Choice, zone: tzinfo) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(practice_id=practice.pk).select_related("actor").order_by("-pk")
    if choice.person is not None:
        rows = rows.filter(actor=choice.person)
    if choice.kind:
        some = Q()
        for first in KINDS[choice.kind][1]:
            some |= Q(action__startswith=f"{first}.")
        rows = rows.filter(some)
    if choice.since:
        rows = rows.filter(at__gte=datetime.combine(choice.since, time.min, zone))
    if choice.until and choice.until < date.max:
        rows = rows.filter(at__lt=datetime.combine(choice.until + timedelta(days=1), time.min, zone))
    return rows


def _titles() -> dict[str, str]:
    """Id of every published course -> its title: entries hold either. 1 query."""
    return dict(Course.objects.exclude(current=None).values_list("slug", "current__structure__title"))


def _entry(row: AuditEntry, titles: Mapping[str, str]) -> Entry:
    who = row.actor.display_name if row.actor else _("The site")
    detail = dict(row.detail) if isinstance(row.detail, dict) else {}
    if isinstance(detail.get("course"), str):
        detail["course"] = titles.get(detail["course"], detail["course"])
    subject = row.subject or (_("a person who was removed") if detail.get(audit.FORGOTTEN) else "")
    return Entry(row.pk, row.at, who, sentence(who=who, action=row.action, subject=subject, detail=detail))
