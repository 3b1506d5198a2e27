"""The courses a practice has anything to say about: the columns of its matrix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from courses.authoring.models import Course, Release
from courses.people.models import Practice
from courses.training.models import Standing
from courses.training.state import RENEW, Word

rendered = caches["rendered"]
HELD = (Word.COMPLETE, Word.DUE_SOON)


@dataclass(frozen=True, slots=True)
class Column:
    """A course. `release_id` is its newest release."""

    pk: int
    slug: str
    title: str
    release_id: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by title; what a practice has in all: what will run out, and whether a row has had its day."""

    courses: list[Column]
    running_out: int
    stale: bool


def running_out(on: date) -> Q:
    """Rows of Standing that hold now and run out within sixty days."""
    return Q(word__in=HELD, valid_until__gte=on, valid_until__lte=on + RENEW)


def columns(practice: Practice, on: date) -> Columns:
    """1 query; 1 more after a release that this process has not seen yet."""
    mine = Standing.objects.filter(practice=practice, membership__ended=None)
    rows = (
        Course.objects.exclude(current=None)
        .filter(Exists(mine.filter(course=OuterRef("pk"))))
        .annotate(
            ends=counted(mine.filter(running_out(on))),
            stale=Exists(mine.filter(next_change__lte=on)),
        )
        .values_list("pk", "slug", "current", "ends", "stale")
    )
    found = list(rows)
    names = titles(release for _pk, _slug, release, _ends, _stale in found)
    listed = [Column(pk, slug, names[release], release) for pk, slug, release, _ends, _stale in found]
    listed.sort(key=lambda column: (column.title.casefold(), column.pk))
    return Columns(listed, (found[0][3] or 0) if found else 0, bool(found and found[0][4]))


def counted(rows: QuerySet[Standing]) -> Subquery:
    """How many rows, as a column of another query."""
    return Subquery(rows.order_by().values("practice").annotate(n=Count("pk")).values("n"), output_field=IntegerField())


def titles(releases: Iterable[int]) -> dict[int, str]:
    """Release id → title. A release never changes, so each process reads its title once."""
    wanted = {pk: f"title:{pk}" for pk in releases}
    kept = rendered.get_many(wanted.values())
    missing = [pk for pk, key in wanted.items() if key not in kept]
    if missing:
        read = Release.objects.filter(pk__in=missing).values_list("pk", "structure__title")
        fresh = {wanted[pk]: title for pk, title in read}
        rendered.set_many(fresh)
        kept |= fresh
    return {pk: kept[key] for pk, key in wanted.items()}
