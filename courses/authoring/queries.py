"""Reads of the authoring package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.cache import caches
from django.utils import timezone

from courses.authoring import effects
from courses.authoring.models import Asset, Course, Release, ReleaseFile, ReleaseKey, ReleaseUnit, Review, SourceBlob
from courses.core.changes import Content
from courses.core.changes.reviewers import named_reviewers
from courses.core.document import Folder, History, Signature


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
    """What the compiler must know of this site to check the course `slug`. 6 queries, 4 when it was checked before."""
    prerequisites = dict(Course.objects.exclude(current=None).values_list("slug", "current__structure__prerequisites"))
    newest = Release.objects.filter(course__slug=slug).order_by("-number").first()
    return History(
        published=frozenset(prerequisites),
        prerequisites=prerequisites,
        kinds=_kinds(newest) if newest else {},
        answered=effects.known().answered(slug) if newest else {},
        signatures=signatures(slug),
        reviewed_text=newest.source_sha256 if newest else "",
        reviewed_by=_reviewers_named(newest) if newest else (),
    )


def studio_history(folder: Folder) -> History:
    """The same for a text of the studio, where only signatures are a review: anybody may write names into course.md.

    Its names count as carried over from the text before. What is published from a folder is put there by the people who
    run the site, and names its reviewers itself.
    """
    known = history(folder.name)
    named = named_reviewers(folder.files.get("course.md", b"").decode("utf-8-sig", "replace"))
    return replace(known, reviewed_by=named, reviewed_text=known.reviewed_text or "none") if named else known


def _kinds(newest: Release) -> dict[str, str]:
    """Every id this course has ever released -> its kind: such an id stays taken (format.md section 8). 1 query.

    All keys are read for it, while a draft is checked a few times a second: the answer is kept until the next release.
    """
    name = f"kinds:{newest.pk}:{newest.sha256}"
    known: dict[str, str] | None = caches["rendered"].get(name)
    if known is None:
        rows = ReleaseKey.objects.filter(release__course=newest.course_id, release__number__lte=newest.number)
        keys = rows.order_by("release__number").values_list("key", "labs")
        known = {one: entry["kind"] for both in keys.iterator() for part in both for one, entry in part.items()}
        caches["rendered"].set(name, known)
    return known


def signatures(slug: str) -> tuple[Signature, ...]:
    """Every reviewer's name under any text of this course, oldest first. 1 query."""
    rows = Review.objects.filter(course__slug=slug).order_by("at", "pk")
    return tuple(
        Signature(row.source_sha256, row.name, row.role, timezone.localdate(row.at).isoformat()) for row in rows
    )


def _reviewers_named(release: Release) -> tuple[tuple[str, str, str], ...]:
    """Whom the front matter of a release's own course.md names: its structure may hold the site's signatures instead.

    A release made before texts were kept had no signatures yet, so there its structure tells.
    """
    blob = SourceBlob.objects.filter(pk__in=release.files.filter(path="course.md").values("blob")).first()
    if blob is None:
        return tuple((one["name"], one["role"], one["date"]) for one in release.structure["reviewers"])
    return named_reviewers(bytes(blob.data).decode("utf-8", "replace"))


def content(release: Release) -> Content:
    """A stored release as courses.core.changes compares it. 2 queries."""
    pages = list(ReleaseUnit.objects.filter(release=release).order_by("position").values_list("kind", "learner"))
    keys = ReleaseKey.objects.get(release=release)
    return Content(
        structure=release.structure,
        units=[learner for kind, learner in pages if kind == ReleaseUnit.Kind.UNIT],
        quizzes=[learner for kind, learner in pages if kind == ReleaseUnit.Kind.QUIZ],
        key=keys.key,
        lab_key=keys.labs,
        was=release.was,
    )


def source(release: Release) -> Folder | None:
    """The author's files a release was made from; None for one made before they were kept. 1 query."""
    rows = ReleaseFile.objects.filter(release=release).values_list("path", "blob__data")
    files = {path: bytes(data) for path, data in rows}
    return Folder(release.structure["id"], files) if files else None


def asset(sha256: str, extension: str) -> Asset | None:
    """A picture of a published course: publishing is what makes the row. 1 query."""
    return Asset.objects.filter(sha256=sha256, extension=extension).first()
