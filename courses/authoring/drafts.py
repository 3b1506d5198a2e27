"""Writing drafts: each function is one transaction, and no text is lost in any of them.

A text that another person's text or a change to several files takes the place of is kept as a DraftCopy first. Whoever
may not edit the course gets Draft.DoesNotExist, as for a draft that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone

from courses.authoring import queries
from courses.authoring.draft_paths import BadPath, checked_path
from courses.authoring.models import Course, CourseEditor, Draft, DraftCopy, DraftFile
from courses.authoring.writers import hand_over
from courses.core.document import Folder
from courses.people.access import edited_courses, is_educator
from courses.people.models import User

RESERVED = frozenset({"new", "upload", "guide", "marking", "items", "copies"})  # words of our own under /studio/
MOST_FILES = 400
MOST_FILE_BYTES = 5_000_000
MOST_BYTES = 39_000_000  # so that its ZIP file can be uploaded again
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TITLE = re.compile(rb"^title:[ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)


class SlugTaken(Exception):
    """Another course has this id, had it once, or it is a word of our own addresses."""


class NoSource(Exception):
    """The course has no release, or one from before its files were kept: there is nothing to begin from."""


class PathTaken(Exception):
    """Another file has this name, perhaps in other letters: A.md and a.md are one file on many computers."""


class DraftFull(Exception):
    """More files, or more bytes, than a course may have. The message says which, and what to do."""


class TooManyCourses(DraftFull):
    """The person has begun as many courses as one educator may (settings.STUDIO_COURSES). The message says what to do.

    Courses that somebody else shared with them do not count, and an administrator of the site has no such limit.
    """


@dataclass(frozen=True, slots=True)
class FileSaved:
    """The text is stored. The next save must be based on `version`; `revision` is that of the whole draft."""

    version: int
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FileClash:
    """Somebody stored another text of this file since. Nothing was changed."""

    stored: DraftFile


@dataclass(frozen=True, slots=True)
class FileGone:
    """The file was deleted or has another name now. Nothing was changed; a save with version 0 puts it back."""

    path: str


@dataclass(frozen=True, slots=True)
class DraftClash:
    """Somebody wrote into the draft since `revision` was read. Nothing was changed."""

    draft: Draft


@transaction.atomic
def begin_draft(*, by: User, folder: Folder) -> Draft:
    """A new course with this folder as its first draft; the person who begins it may edit it.

    Raises SlugTaken, BadPath, DraftFull, TooManyCourses, PermissionDenied for people who are no educators, and
    ValueError for a name of the folder that no course can have.
    """
    if not is_educator(by):
        raise PermissionDenied
    if not _SLUG.fullmatch(folder.name) or not 2 <= len(folder.name) <= 40:
        raise ValueError(f"{folder.name!r} cannot be the id of a course")
    _check_names(folder.files)
    _check_count(by)
    if folder.name in RESERVED or Course.objects.filter(slug=folder.name).exists():
        raise SlugTaken(folder.name)
    course, created = Course.objects.get_or_create(slug=folder.name)
    if not created:  # another person was first, this very moment
        raise SlugTaken(folder.name)
    CourseEditor.objects.create(course=course, person=by, added_by=by, at=timezone.now())
    draft = _new_draft(course, folder.files, by=by)
    _check_room(draft, folder.files)
    return draft


@transaction.atomic
def draft_of_release(*, by: User, course: Course) -> Draft:
    """The draft of a course; when it has none yet, a new one made from the files of its newest release.

    Names are taken as they were published, perhaps from a folder under git; only new ones are checked.
    Raises NoSource. Says nothing about who may: the caller has checked, or only looks whether there is something.
    """
    existing = Draft.objects.filter(course=course).first()
    if existing is not None:
        return existing
    course = Course.objects.select_for_update(of=("self",)).select_related("current").get(pk=course.pk)
    existing = Draft.objects.filter(course=course).first()
    if existing is not None:
        return existing
    folder = queries.source(course.current) if course.current else None
    if folder is None or course.current is None:
        raise NoSource(course.slug)
    draft = _new_draft(course, folder.files, by=by)
    draft.base, draft.source_sha256 = course.current, course.current.source_sha256
    draft.save(update_fields=["base", "source_sha256"])
    return draft


def _new_draft(course: Course, files: Mapping[str, bytes], *, by: User) -> Draft:
    now = timezone.now()
    draft = Draft.objects.create(
        course=course, title=title_in(files) or course.slug, edited_by=by, edited_at=now, created_at=now
    )
    DraftFile.objects.bulk_create(
        [DraftFile(draft=draft, path=path, data=data, edited_by=by, edited_at=now) for path, data in files.items()]
    )
    return draft


@transaction.atomic
def save_file(
    *, by: User, draft_id: int, path: str, data: bytes, version: int, client: str = "", seq: int = 0
) -> FileSaved | FileClash | FileGone:
    """Store one file. With version 0 a file that is not there is made.

    Accepted when `version` is the stored one, or when it comes from the same client (a tab of the same person) with a
    higher `seq`. The same text again is a repetition, not a clash. Raises Draft.DoesNotExist, BadPath, PathTaken and
    DraftFull.
    """
    draft = locked_draft(by=by, draft_id=draft_id)
    if "\x00" in path:  # PostgreSQL cannot even look for it
        raise BadPath("A name may not hold characters that cannot be seen.")
    stored = DraftFile.objects.filter(draft=draft, path=path).first()
    if stored is None:
        return _make_file(draft, path, data, by=by, client=client, seq=seq) if version == 0 else FileGone(path)
    if bytes(stored.data) == data:
        return FileSaved(stored.version, draft.revision, stored.edited_at)
    same_client = bool(client) and client == stored.client and stored.edited_by_id == by.pk
    if same_client and seq <= stored.seq:  # an earlier save that was late: what is stored is newer
        return FileSaved(stored.version, draft.revision, stored.edited_at)
    if version != stored.version and not same_client:
        return FileClash(stored)
    _check_room(draft, {path: data})
    if stored.edited_by_id != by.pk:
        _keep(stored, DraftCopy.Reason.OTHERS, by=by)
    now = _touch(draft, by=by, title=title_in({path: data}))
    DraftFile.objects.filter(pk=stored.pk).update(
        data=data, version=stored.version + 1, client=client, seq=seq, edited_by=by, edited_at=now
    )
    return FileSaved(stored.version + 1, draft.revision, now)


def _make_file(draft: Draft, path: str, data: bytes, *, by: User, client: str, seq: int) -> FileSaved:
    checked_path(path)
    _check_new_name(draft, path)
    _check_room(draft, {path: data})
    now = _touch(draft, by=by, title=title_in({path: data}))
    DraftFile.objects.create(draft=draft, path=path, data=data, client=client, seq=seq, edited_by=by, edited_at=now)
    return FileSaved(1, draft.revision, now)


@transaction.atomic
def put_files(
    *,
    by: User,
    draft_id: int,
    files: Mapping[str, bytes | None],
    reason: DraftCopy.Reason,
    revision: int | None = None,
) -> Draft | DraftClash:
    """Store several files at once; None deletes one. Each text that goes is kept as a copy.

    With `revision`, nothing is done when somebody has written since. Raises as `save_file` does.
    """
    draft = locked_draft(by=by, draft_id=draft_id)
    if revision is not None and draft.revision != revision:
        return DraftClash(draft)
    stored = {one.path: one for one in DraftFile.objects.filter(draft=draft)}
    changed = {
        path: data
        for path, data in files.items()
        if (path in stored) != (data is not None) or (data is not None and bytes(stored[path].data) != data)
    }
    if not changed:
        return draft
    written = {path: data for path, data in changed.items() if data is not None}
    _check_names({**dict.fromkeys(stored.keys() - changed.keys(), b""), **written}, new=written.keys() - stored.keys())
    _check_room(draft, changed)
    now = _touch(draft, by=by, title=title_in(written))
    for path in sorted(changed.keys() & stored.keys()):
        _keep(stored[path], reason if path in written else DraftCopy.Reason.DELETED, by=by)
    DraftFile.objects.filter(draft=draft, path__in=changed.keys() - written.keys()).delete()
    for path, data in written.items():
        fields = {"data": data, "client": "", "seq": 0, "edited_by": by, "edited_at": now}
        if path in stored:
            DraftFile.objects.filter(pk=stored[path].pk).update(version=stored[path].version + 1, **fields)
        else:
            DraftFile.objects.create(draft=draft, path=path, **fields)
    return draft


@transaction.atomic
def rename_file(*, by: User, draft_id: int, path: str, to: str) -> Draft:
    """Give a file another name; its text stays. Raises DraftFile.DoesNotExist, BadPath and PathTaken."""
    draft = locked_draft(by=by, draft_id=draft_id)
    stored = DraftFile.objects.get(draft=draft, path=path)
    if path == to:
        return draft
    checked_path(to)
    _check_new_name(draft, to, but=path)
    _touch(draft, by=by)
    DraftFile.objects.filter(pk=stored.pk).update(path=to)
    return draft


def delete_file(*, by: User, draft_id: int, path: str) -> Draft:
    """Take a file out; its text stays among the earlier texts. Taking it out twice is once."""
    outcome = put_files(by=by, draft_id=draft_id, files={path: None}, reason=DraftCopy.Reason.DELETED)
    assert isinstance(outcome, Draft)  # no revision was given
    return outcome


@transaction.atomic
def restore_copy(*, by: User, copy_id: int) -> DraftCopy:
    """Put an earlier text back under its name. The text that stands there now is kept as a copy in its turn.

    Raises DraftCopy.DoesNotExist for a copy of a draft that is not theirs.
    """
    copy = DraftCopy.objects.filter(edited_courses(by, "draft__course__")).get(pk=copy_id)
    put_files(by=by, draft_id=copy.draft_id, files={copy.path: bytes(copy.data)}, reason=DraftCopy.Reason.REPLACED)
    return copy


@transaction.atomic
def keep_text(*, by: User, draft_id: int, path: str, data: bytes, reason: DraftCopy.Reason) -> None:
    """Keep a text that was not accepted, so that its writer can have it back. The same text twice is kept once."""
    draft = locked_draft(by=by, draft_id=draft_id)
    newest = DraftCopy.objects.filter(draft=draft, path=path, by=by).order_by("-pk").first()
    if newest is None or bytes(newest.data) != data:
        DraftCopy.objects.create(draft=draft, path=path, data=data, reason=reason, by=by, at=timezone.now())


def locked_draft(*, by: User, draft_id: int) -> Draft:
    """The draft, held until the transaction ends: one writer at a time. Raises Draft.DoesNotExist."""
    mine = Draft.objects.filter(edited_courses(by, "course__")).filter(pk=draft_id).values("pk")
    return Draft.objects.select_for_update().get(pk__in=mine)


def title_in(files: Mapping[str, bytes]) -> str:
    """The title that course.md gives, as far as it can be read without the compiler; "" when it cannot."""
    head = files.get("course.md", b"")[:40_000].split(b"\n---", 1)[0]
    found = _TITLE.search(head)
    words = found.group(1).decode("utf-8", "replace").strip("\"'") if found else ""
    return "".join(one for one in words if one.isprintable())[:200]


def _touch(draft: Draft, *, by: User, title: str = "") -> datetime:
    """Count one write. Returns its time."""
    hand_over(draft, to=by)
    now = timezone.now()
    draft.revision += 1
    draft.edited_by, draft.edited_at, draft.title = by, now, title or draft.title
    draft.source_sha256 = ""  # until the next check has read this text
    draft.save(update_fields=["revision", "edited_by", "edited_at", "title", "source_sha256"])
    return now


def _keep(stored: DraftFile, reason: DraftCopy.Reason, *, by: User) -> None:
    """`by` is who put another text in its place, at the time it happened."""
    DraftCopy.objects.create(
        draft_id=stored.draft_id, path=stored.path, data=stored.data, reason=reason, by=by, at=timezone.now()
    )


def _check_names(files: Mapping[str, bytes], *, new: set[str] | None = None) -> None:
    """Raises BadPath for a name of `new` (of all of them when None), PathTaken for two names that are one."""
    for path in files if new is None else new:
        checked_path(path)
    seen: dict[str, str] = {}
    for path in files:
        if seen.setdefault(path.casefold(), path) != path:
            raise PathTaken(path)


def _check_new_name(draft: Draft, path: str, *, but: str = "") -> None:
    others = DraftFile.objects.filter(draft=draft).exclude(path=but).values_list("path", flat=True)
    if path.casefold() in {one.casefold() for one in others}:
        raise PathTaken(path)


def _check_count(by: User) -> None:
    """Of two beginnings at one moment the second waits: it counts the first."""
    most = settings.STUDIO_COURSES
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    if not by.is_staff and CourseEditor.objects.filter(person=by, added_by=by).count() >= most:
        raise TooManyCourses(
            f"You have begun {most} courses, as many as one person may on this site. Go on with one of them, under "
            "another title if need be, or ask those who run the site for more room."
        )


def _check_room(draft: Draft, changed: Mapping[str, bytes | None]) -> None:
    for path, data in changed.items():
        if data is not None and len(data) > MOST_FILE_BYTES:
            raise DraftFull(
                f"{path} is larger than {MOST_FILE_BYTES // 1_000_000} MB. Make it smaller, or leave it out."
            )
    sizes = dict(DraftFile.objects.filter(draft=draft).annotate(size=Length("data")).values_list("path", "size"))
    sizes |= {path: len(data or b"") for path, data in changed.items()}
    gone = sum(data is None for data in changed.values())
    if len(sizes) - gone > MOST_FILES or sum(sizes.values()) > MOST_BYTES:
        total, size = len(sizes) - gone, sum(sizes.values()) / 1_000_000
        raise DraftFull(
            f"A course may have at most {MOST_FILES} files and {MOST_BYTES // 1_000_000} MB; with this it would have "
            f"{total} and {size:.1f} MB. Delete files that are not needed, or divide it into two courses."
        )


__all__ = [
    "RESERVED", "BadPath", "DraftClash", "DraftFull", "FileClash", "FileGone", "FileSaved", "NoSource", "PathTaken",
    "SlugTaken", "TooManyCourses", "begin_draft", "delete_file", "draft_of_release", "keep_text", "locked_draft",
    "put_files", "rename_file", "restore_copy", "save_file", "title_in",
]  # fmt: skip
