"""Reads of the authoring package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courses.authoring.changes import Content
from courses.authoring.models import Asset, Course, Release, ReleaseFile, ReleaseKey, ReleaseUnit
from courses.core.document import Folder, History


@dataclass(frozen=True, slots=True)
class Listed:
    """One published course, for `course list`."""

    slug: str
    title: str
    number: int
    at: datetime


def published_courses() -> list[Listed]:
    """Every published course with its newest release, by id. 1 query."""
    rows = (
        Course.objects.exclude(current=None)
        .order_by("slug")
        .values_list("slug", "current__structure__title", "current__number", "current__at")
    )
    return [Listed(*row) for row in rows]


def history(slug: str) -> History:
    """What the compiler must know of this site to check the course `slug`. 2 queries.

    Every key of the course is read, because an id that was ever released stays taken (format.md section 8).
    """
    prerequisites = dict(Course.objects.exclude(current=None).values_list("slug", "current__structure__prerequisites"))
    keys = ReleaseKey.objects.filter(release__course__slug=slug).order_by("release__number").values_list("key")
    kinds = {question: entry["kind"] for (key,) in keys.iterator() for question, entry in key.items()}
    return History(frozenset(prerequisites), prerequisites, kinds)


def content(release: Release) -> Content:
    """A stored release as changes.change_class compares it. 2 queries."""
    pages = list(ReleaseUnit.objects.filter(release=release).order_by("position").values_list("kind", "learner"))
    return Content(
        structure=release.structure,
        units=[learner for kind, learner in pages if kind == ReleaseUnit.Kind.UNIT],
        quizzes=[learner for kind, learner in pages if kind == ReleaseUnit.Kind.QUIZ],
        key=ReleaseKey.objects.get(release=release).key,
    )


def source(release: Release) -> Folder | None:
    """The author's files a release was made from; None for one made before they were kept. 1 query."""
    rows = ReleaseFile.objects.filter(release=release).values_list("path", "blob__data")
    files = {path: bytes(data) for path, data in rows}
    return Folder(release.structure["id"], files) if files else None


def asset(sha256: str, extension: str) -> Asset | None:
    """A picture of a published course: publishing is what makes the row. 1 query."""
    return Asset.objects.filter(sha256=sha256, extension=extension).first()
