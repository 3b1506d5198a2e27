"""Publishing: a folder of Markdown becomes one immutable release, or a list of problems and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils import timezone

from courses.authoring import changes, compiler_process, effects, queries
from courses.authoring.changes import Word
from courses.authoring.cleaning import sanitised
from courses.authoring.following import follow
from courses.authoring.models import (
    Asset,
    Correction,
    Course,
    Draft,
    Release,
    ReleaseFile,
    ReleaseKey,
    ReleaseUnit,
    SourceBlob,
)
from courses.authoring.page_parts import renderer, unit_parts, unit_side
from courses.authoring.published_mail import tell_editors
from courses.core.changes import RISING, change_class
from courses.core.changes.problems import asked_problems, corrected, effect_problems, overtaken
from courses.core.compiler import release_sha256, source_sha256
from courses.core.document import AssetFile, Folder
from courses.core.document import Course as CompiledCourse
from courses.core.problem import Problem
from courses.operations import files, outbox
from courses.operations.models import AuditEntry
from courses.people.models import User

TRIES = 3


class Outcome(Enum):
    CREATED = "created"
    UNCHANGED = "unchanged"  # the newest release has this very text
    KEPT = "kept"  # shipped text that was not published: somebody here has published the course since
    BLOCKED = "blocked"
    OVERTAKEN = "overtaken"  # another text or another release than the one that was looked at (C703)


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one publish. `release` is the newest of the course afterwards; None when there is none."""

    outcome: Outcome
    release: Release | None
    problems: tuple[Problem, ...]

    @property
    def created(self) -> bool:
        return self.outcome is Outcome.CREATED


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person had before them when they pressed Publish: a revision of a draft, and the newest release then."""

    draft_id: int
    revision: int
    newest: int | None  # number; None: the course had no release


class _Overtaken(Exception):
    """Another publish of the same course was first, or the draft was written into."""


def publish(
    *,
    folder: Folder,
    by: User | None,
    note: str = "",
    shipped: bool = False,
    at: datetime | None = None,
    word: Word | None = None,
    seen: Seen | None = None,
) -> Published:
    """Compile the folder in the killable child and store it as the next release of its course.

    The text alone decides whether anything has changed; unchanged text is not even compiled. `shipped` text gives way
    to what was published here since. Of two publishes at one moment the second is compiled again, against what the
    first has stored; with `seen` it is not stored (OVERTAKEN), as its publisher has not seen that. Nothing is stored
    when a problem blocks. With a `word` the publisher is asked about answers that changed (C702); without one nobody
    is there to be asked, and such a change counts as another meaning, not as a correction.
    """
    moment, problems, base = at or timezone.now(), (), None
    for _ in range(TRIES):
        base, outcome = _settled(folder.name, source_sha256(folder), shipped=shipped)
        if outcome is not None:
            if outcome is Outcome.UNCHANGED and base is not None:
                _store_source(base, folder)  # a release made before texts were kept gets its text
            return Published(outcome, base, ())
        if seen is not None and seen.newest != (base.number if base else None):
            break
        history = queries.history(folder.name) if seen is None else queries.studio_history(folder)
        compiled = compiler_process.compile_folder(folder, history, timezone.localdate(moment))
        problems = (*compiled.problems, *_for_people(compiled.course, base, word, folder))
        if compiled.course is None or any(problem.blocks for problem in problems):
            return Published(Outcome.BLOCKED, base, problems)
        keep_pictures(compiled.course.assets)
        asked = _Asked(compiled.course, folder, base, by, note, shipped, moment, word or Word(), seen)
        try:
            return Published(Outcome.CREATED, _store(asked), problems)
        except _Overtaken:
            if seen is not None:
                base, outcome = _settled(folder.name, source_sha256(folder), shipped=shipped)
                if outcome is Outcome.UNCHANGED:  # a double click: the first click has stored this very text
                    return Published(outcome, base, ())
                break
    return Published(Outcome.OVERTAKEN, base, (*problems, overtaken(base.number if base else 1, "publishing")))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One publish, compiled and ready to be stored."""

    compiled: CompiledCourse
    folder: Folder
    base: Release | None
    by: User | None
    note: str
    shipped: bool
    at: datetime
    word: Word
    seen: Seen | None


def _for_people(
    compiled: CompiledCourse | None, base: Release | None, word: Word | None, folder: Folder
) -> tuple[Problem, ...]:
    """What the publisher must say (C702) and should know (W704, W705), where there is a publisher."""
    if compiled is None or base is None or word is None:
        return ()
    found = changes.against(base, compiled)
    open_attempts = effects.known().counts(base.course_id, ()).open_attempts
    unsaid = asked_problems(found, word.about, number=base.number, folder=folder)
    return (*unsaid, *effect_problems(found, open_attempts, folder=folder))


@transaction.atomic
def _settled(slug: str, digest: str, *, shipped: bool) -> tuple[Release | None, Outcome | None]:
    """The newest release, and the outcome where no new one is to be made."""
    course = Course.objects.filter(slug=slug).select_related("current").first()
    base = course.current if course else None
    if course is None or base is None:
        return None, None
    if base.source_sha256 == digest:
        if shipped:
            Course.objects.filter(pk=course.pk, current=base).update(shipped_digest=digest)
        return base, Outcome.UNCHANGED
    published_here_since = base.source_sha256 != course.shipped_digest
    return base, Outcome.KEPT if shipped and published_here_since else None


def keep_pictures(assets: Collection[AssetFile]) -> None:
    """Put pictures into storage under the digest of their bytes, each whole or not at all. Nobody is served one yet."""
    for asset in assets:
        files.store(_stored_name(asset), asset.data)


def _stored_name(asset: AssetFile) -> str:
    return f"media/{asset.sha256}.{asset.extension}"


@transaction.atomic
def _store(asked: _Asked) -> Release:
    """The one transaction that makes a release. Raises _Overtaken, storing nothing, when what was seen has changed."""
    compiled = asked.compiled
    slug = compiled.structure["id"]
    Course.objects.bulk_create([Course(slug=slug)], ignore_conflicts=True)
    course = Course.objects.select_for_update().get(slug=slug)  # one publish of a course at a time
    if course.current_id != (asked.base.pk if asked.base else None):
        raise _Overtaken
    draft = _draft_seen(asked.seen)
    release = _insert_release(course, asked)
    _store_source(release, asked.folder)
    course.current = release
    course.shipped_digest = compiled.source_sha256 if asked.shipped else course.shipped_digest
    course.save(update_fields=["current", "shipped_digest"])
    if draft is None:
        follow(release, asked.base, asked.folder)
    else:
        Draft.objects.filter(pk=draft.pk).update(
            base=release, source_sha256=release.source_sha256, asked_sha256="", asked_by=None, asked_at=None
        )
    if asked.base is not None or draft is not None:
        tell_editors(release)
    return release


def _draft_seen(seen: Seen | None) -> Draft | None:
    """The draft as it was seen, held until the release is stored. Raises _Overtaken when it was written into since."""
    if seen is None:
        return None
    draft = Draft.objects.select_for_update().get(pk=seen.draft_id)
    if draft.revision != seen.revision:
        raise _Overtaken
    return draft


@transaction.atomic
def _store_source(release: Release, folder: Folder) -> None:
    """Keep the author's files with the release, once. `notes/` stay private to the draft and the author's folder."""
    if ReleaseFile.objects.filter(release=release).exists():
        return
    kept = {path: data for path, data in sorted(folder.files.items()) if not path.startswith("notes/")}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in kept.items()}
    blobs = {digests[path]: SourceBlob(sha256=digests[path], data=data) for path, data in kept.items()}
    SourceBlob.objects.bulk_create(blobs.values(), ignore_conflicts=True)
    stored = dict(SourceBlob.objects.filter(sha256__in=blobs).values_list("sha256", "pk"))
    ReleaseFile.objects.bulk_create(
        [ReleaseFile(release=release, path=path, blob_id=stored[digest]) for path, digest in digests.items()],
        ignore_conflicts=True,
    )


def _insert_release(course: Course, asked: _Asked) -> Release:
    compiled, word, base = asked.compiled, asked.word, asked.base
    found = changes.against(base, compiled)
    computed = change_class(found, word.about, first=base is None)
    release = Release.objects.create(
        course=course,
        number=base.number + 1 if base else 1,
        source_sha256=compiled.source_sha256,
        sha256=release_sha256(compiled),
        structure=compiled.structure,
        was=dict(compiled.was),
        change_class=max(computed, word.raised or computed, key=RISING.index),  # raised, never lowered
        note=asked.note,
        by=asked.by,
        at=asked.at,
    )
    ReleaseUnit.objects.bulk_create(_pages(release, compiled))
    ReleaseKey.objects.create(release=release, key=dict(compiled.key), labs=dict(compiled.lab_key))
    Asset.objects.bulk_create(
        [Asset(sha256=one.sha256, extension=one.extension, file=_stored_name(one)) for one in compiled.assets],
        ignore_conflicts=True,
    )
    if word.corrects and base is not None:
        Correction.objects.create(
            release=release,
            questions=corrected(found, word.about),
            notice=word.notice or asked.note,
            safety=word.safety,
            by=asked.by,
            at=asked.at,
        )
    outbox.emit("release.published", key=release.pk, ids={"course_id": course.pk})
    AuditEntry.objects.create(
        actor=asked.by,
        action=changes.PUBLISHED,
        subject=course.slug,
        detail={
            "release": release.number,
            "class": release.change_class,
            "sha256": release.sha256,
            "said": dict(word.about),
        },
    )
    return release


def _pages(release: Release, compiled: CompiledCourse) -> list[ReleaseUnit]:
    slug = compiled.structure["id"]
    units = [
        ReleaseUnit(
            release=release,
            kind=ReleaseUnit.Kind.UNIT,
            unit_id=unit["id"],
            position=position,
            required=unit["required"],
            learner=unit,
            parts=unit_parts(unit, course=slug, key=compiled.key),
            side=unit_side(unit, course=slug),
            renderer=renderer(),
        )
        for position, unit in enumerate(compiled.units)
    ]
    quizzes = [
        ReleaseUnit(
            release=release,
            kind=ReleaseUnit.Kind.QUIZ,
            unit_id=quiz["id"],
            position=position,
            learner=quiz,
            renderer=renderer(),
        )
        for position, quiz in enumerate(compiled.quizzes)
    ]
    return units + quizzes


def rerender(*, slugs: Collection[str] = (), stale_only: bool = False) -> dict[str, int]:
    """Make the stored HTML of releases anew, after templates or the allow-list changed: course id → pages made.

    Of older releases too: open attempts stay on theirs, and units that were taken out are read from them. No release is
    made and nothing that a digest covers changes. Without `slugs`: every course; `stale_only`: only pages that another
    version has made. Each page is a transaction of its own, so that nobody's answer waits for all of them.
    """
    pages = ReleaseUnit.objects.order_by("pk").values_list("pk", "release__course__slug")
    pages = pages.filter(release__course__slug__in=slugs) if slugs else pages
    made: dict[str, int] = {}
    for pk, slug in list(pages.exclude(renderer=renderer()) if stale_only else pages):
        page = ReleaseUnit.objects.get(pk=pk)
        learner = sanitised(page.learner)
        is_unit = page.kind == ReleaseUnit.Kind.UNIT
        key = ReleaseKey.objects.get(release=page.release_id).key if is_unit else {}
        ReleaseUnit.objects.filter(pk=page.pk).update(
            learner=learner,
            parts=unit_parts(learner, course=slug, key=key) if is_unit else [],
            side=unit_side(learner, course=slug) if is_unit else "",
            renderer=renderer(),
        )
        made[slug] = made.get(slug, 0) + 1
    return made
