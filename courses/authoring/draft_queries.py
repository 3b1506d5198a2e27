"""Reads of drafts, for whoever may see them. Everybody else gets Draft.DoesNotExist, which pages answer with 404."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import caches
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils import timezone

from courses.authoring.drafts import NoSource, draft_of_release
from courses.authoring.models import Course, CourseEditor, Draft, DraftCopy, DraftFile
from courses.core.document import Folder
from courses.people.access import edited_courses, is_reviewer
from courses.people.models import User

rendered = caches["rendered"]  # each process keeps its own
RECENTLY = timedelta(minutes=10)  # how long a person counts as editing after their last save


@dataclass(frozen=True, slots=True)
class StudioCourse:
    """One row of the course list. `state` is draft, ready, published or changed (the draft differs from the release).

    `errors` and `warnings` are None while this text has not been checked. `release` is the newest one's number.
    """

    slug: str
    title: str
    state: str
    release: int | None
    errors: int | None
    warnings: int | None
    learners: int
    review_by: date | None
    edited_by: str
    edited_at: datetime | None
    review_asked: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of a draft without its text. `editors` are other people who saved it in the last ten minutes."""

    path: str
    version: int
    size: int
    edited_by: str
    edited_at: datetime
    by_others: bool


@dataclass(frozen=True, slots=True)
class Editor:
    """A person who may edit a course."""

    pk: int
    name: str
    email: str
    added_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """An earlier text, without its bytes."""

    pk: int
    path: str
    reason: str
    by: str
    at: datetime
    size: int


def draft_for(user: User, slug: str) -> Draft:
    """The draft of a course that this person may edit. 1 query; a published course without a draft gets one.

    Raises Draft.DoesNotExist for everybody who may not edit it.
    """
    drafts = Draft.objects.select_related("course", "base", "edited_by")
    draft = drafts.filter(edited_courses(user, "course__")).filter(course__slug=slug).first()
    if draft is not None:
        return draft
    course = Course.objects.filter(edited_courses(user)).filter(slug=slug, draft=None).first()
    if course is None:
        raise Draft.DoesNotExist
    try:
        made = draft_of_release(by=user, course=course)
    except NoSource as error:
        raise Draft.DoesNotExist from error
    return drafts.get(pk=made.pk)


def readable_draft(user: User, slug: str) -> Draft:
    """The draft for its editors, and for reviewers once a review of it was asked. Raises Draft.DoesNotExist."""
    if is_reviewer(user):
        asked = Draft.objects.select_related("course", "base", "edited_by").filter(
            course__slug=slug, asked_at__isnull=False
        )
        if draft := asked.first():
            return draft
    return draft_for(user, slug)


def may_edit(user: User, draft: Draft) -> bool:
    return Draft.objects.filter(edited_courses(user, "course__")).filter(pk=draft.pk).exists()


def folder_of(draft: Draft) -> Folder:
    """The whole text as the compiler reads it. 1 query, given `draft.course`."""
    rows = DraftFile.objects.filter(draft=draft).values_list("path", "data")
    return Folder(draft.course.slug, {path: bytes(data) for path, data in rows})


def picture_in(slug: str, sha256: str) -> bytes | None:
    """The bytes of the picture of a draft that have this digest. 2 queries.

    A page shows many pictures and each is asked for by itself: what digest a file has is found once in this process, by
    reading it (1 query more for each file that is new).
    """
    rows = DraftFile.objects.filter(draft__course__slug=slug).exclude(path__endswith=".md").order_by("path")
    for pk, version in rows.values_list("pk", "version"):
        name = f"draft-digest:{pk}:{version}"
        known = rendered.get(name)
        if known is None or known == sha256:
            data = bytes(DraftFile.objects.filter(pk=pk).values_list("data", flat=True).first() or b"")
            known = hashlib.sha256(data).hexdigest()
            rendered.set(name, known)
            if known == sha256:
                return data
    return None


def file_of(draft: Draft, path: str) -> DraftFile:
    """One file with its text and its last writer. Raises DraftFile.DoesNotExist."""
    return DraftFile.objects.select_related("edited_by").get(draft=draft, path=path.replace("\x00", "/"))


def files_of(draft: Draft, user: User) -> list[FileRow]:
    """Every file of the draft, in the order of a table of contents. 1 query."""
    since = timezone.now() - RECENTLY
    rows = (
        DraftFile.objects.filter(draft=draft)
        .annotate(size=Length("data"))
        .values_list("path", "version", "size", "edited_by__display_name", "edited_at", "edited_by")
    )
    found = [
        FileRow(path, version, size, name or "", at, bool(by) and by != user.pk and at > since)
        for path, version, size, name, at, by in rows
    ]
    return sorted(found, key=lambda row: (_place(row.path), row.path))


def _place(path: str) -> int:
    """course.md first, then units, the glossary, pools, pictures and the rest."""
    if path == "course.md":
        return 0
    if path == "glossary.md":
        return 2
    folder = path.split("/", 1)[0] if "/" in path else ""
    return {"": 1, "pools": 3, "images": 4}.get(folder, 5)


def editors_of(draft: Draft) -> list[Editor]:
    """Who may edit the course, site administrators apart. 1 query."""
    rows = CourseEditor.objects.filter(course=draft.course_id).order_by("at", "pk")
    fields = rows.values_list("person", "person__display_name", "person__email", "added_by__display_name", "at")
    return [Editor(pk, name, email or "", added or "", at) for pk, name, email, added, at in fields]


def copies_of(draft: Draft, path: str = "") -> list[Copy]:
    """Earlier texts, newest first, at most 200. 1 query."""
    rows = DraftCopy.objects.filter(draft=draft, **({"path": path.replace("\x00", "/")} if path else {}))
    fields = rows.order_by("-pk").annotate(size=Length("data"))[:200]
    return [Copy(*one) for one in fields.values_list("pk", "path", "reason", "by__display_name", "at", "size")]


def copy_of(draft: Draft, pk: int) -> DraftCopy:
    """One earlier text with its bytes. Raises DraftCopy.DoesNotExist."""
    return DraftCopy.objects.get(draft=draft, pk=pk)


def courses_of(user: User) -> list[StudioCourse]:
    """Courses the person may edit, and for a reviewer those whose review was asked; last edited first. 1 query.

    Learners are counted through the relation's name: authoring knows no enrolments.
    """
    mine = Course.objects.filter(edited_courses(user)).values("pk")
    asked = Q(draft__asked_at__isnull=False) if is_reviewer(user) else Q(pk__in=())
    rows = (
        Course.objects.filter(Q(pk__in=mine) | asked)
        .annotate(
            learners=Count("enrolments__person", distinct=True),
            may_edit=Exists(Course.objects.filter(pk__in=mine, pk=OuterRef("pk"))),
        )
        .values(
            "slug",
            "learners",
            "may_edit",
            "current__number",
            "current__at",
            "current__source_sha256",
            "current__structure__title",
            "current__structure__review_by",
            "draft__title",
            "draft__revision",
            "draft__checked_revision",
            "draft__source_sha256",
            "draft__errors",
            "draft__warnings",
            "draft__edited_at",
            "draft__edited_by__display_name",
            "draft__asked_at",
        )
    )
    listed = [_listed(row) for row in rows if row["draft__title"] is not None or row["current__number"]]
    return sorted(listed, key=_last_edited)


def _last_edited(one: StudioCourse) -> tuple[float, str]:
    """Newest first; courses of one moment (shipped ones) by id, on every database."""
    return (-one.edited_at.timestamp() if one.edited_at else 0.0, one.slug)


def _listed(row: dict[str, object]) -> StudioCourse:
    checked = row["draft__revision"] is not None and row["draft__revision"] == row["draft__checked_revision"]
    review_by = row["current__structure__review_by"]
    return StudioCourse(
        slug=str(row["slug"]),
        title=str(row["draft__title"] or row["current__structure__title"] or row["slug"]),
        state=_state(row, checked=checked),
        release=row["current__number"],  # type: ignore[arg-type]
        errors=row["draft__errors"] if checked else None,  # type: ignore[arg-type]
        warnings=row["draft__warnings"] if checked else None,  # type: ignore[arg-type]
        learners=row["learners"],  # type: ignore[arg-type]
        review_by=date.fromisoformat(str(review_by)) if review_by else None,
        edited_by=str(row["draft__edited_by__display_name"] or ""),
        edited_at=row["draft__edited_at"] or row["current__at"],  # type: ignore[arg-type]
        review_asked=row["draft__asked_at"] is not None,
        may_edit=bool(row["may_edit"]),
    )


def _state(row: dict[str, object], *, checked: bool) -> str:
    """Published while there is no draft, or its text is known to be that of the release."""
    if row["current__number"]:
        same = row["draft__title"] is None or row["draft__source_sha256"] == row["current__source_sha256"]
        return "published" if same else "changed"
    return "ready" if checked and not row["draft__errors"] else "draft"
