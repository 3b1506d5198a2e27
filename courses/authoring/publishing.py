"""What the publish page shows and asks: reads of one draft against the newest release, and what stands in the way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from courses.authoring import compiler_process, effects, queries
from courses.authoring.draft_queries import folder_of, may_edit, readable_draft
from courses.authoring.drafts import DraftClash, locked_draft, put_files
from courses.authoring.effects import Effects, Rising
from courses.authoring.models import Draft, DraftCopy, Release
from courses.authoring.reviews import ReviewState, state_of
from courses.core.changes import Change, Content, change_class, diff
from courses.core.changes.problems import effect_problems
from courses.core.compiler import source_sha256
from courses.core.document import Course as CompiledCourse
from courses.core.document import Folder
from courses.core.problem import Problem
from courses.people.access import is_reviewer
from courses.people.models import User

_COUNT = re.compile(r"^\d+ (?:person|people)(?: has| have)?\b")


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning to acknowledge. `key` stays the same while only the number of people in its words changes."""

    key: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Prepared:
    """One draft on its way to a release. `state`: ready, blocked, unchanged, outside (another text was published)."""

    draft: Draft
    folder: Folder
    digest: str
    newest: Release | None
    state: str
    blocking: tuple[Problem, ...]
    warnings: tuple[Warned, ...]
    changes: tuple[Change, ...]
    before: Content | None
    after: Content | None
    effects: Effects
    rising: Rising
    review: ReviewState
    compiled: CompiledCourse | None

    @property
    def number(self) -> int:
        """Of the release to come."""
        return self.newest.number + 1 if self.newest else 1

    @property
    def asked(self) -> list[Change]:
        """One change for each thing whose author is asked something. Of two questions the answer's comes first."""
        found: dict[str, Change] = {}
        for change in sorted(self.changes, key=lambda one: one.asks != "answer"):
            if change.asks:
                found.setdefault(change.id, change)
        return list(found.values())

    def class_of(self, said: Mapping[str, str]) -> str:
        return change_class(self.changes, said, first=self.newest is None)

    @property
    def reviewed(self) -> bool:
        """Whether this very text was signed here, or names who reviewed it."""
        return self.compiled is not None and bool(self.compiled.structure["reviewers"])


def publishable(user: User, slug: str) -> Draft:
    """The draft for those who may publish it: its editors, and a reviewer who was asked for a correction.

    Raises Draft.DoesNotExist for everybody else.
    """
    draft = readable_draft(user, slug)
    if may_edit(user, draft) or (is_reviewer(user) and state_of(draft, "").correction is not None):
        return draft
    raise Draft.DoesNotExist


def prepare(draft: Draft) -> Prepared:
    """Compile the draft and compare it with the newest release. A constant number of queries."""
    folder = folder_of(draft)
    digest = source_sha256(folder)
    newest = Release.objects.filter(course=draft.course_id).order_by("-number").first()
    outcome = compiler_process.compile_folder(folder, queries.studio_history(folder), timezone.localdate())
    before = queries.content(newest) if newest else None
    after = Content.of(outcome.course) if outcome.course else None
    changes = diff(before, after) if after else ()
    ids = {change.id for change in changes if change.asks == "answer"}
    was = outcome.course.was if outcome.course else {}
    counts = (
        effects.known().counts(draft.course_id, ids | {was[one] for one in ids if one in was}) if newest else Effects()
    )
    extra = effect_problems(changes, counts.open_attempts, folder=folder) if changes else []
    problems = [*outcome.problems, *extra]
    return Prepared(
        draft=draft,
        folder=folder,
        digest=digest,
        newest=newest,
        state=_state(draft, digest, newest, outcome.course),
        blocking=tuple(problem for problem in problems if problem.blocks),
        warnings=tuple(Warned(_key(one), one) for one in problems if one.severity == "warning"),
        changes=changes,
        before=before,
        after=after,
        effects=counts,
        rising=_rising(draft, outcome.course, ids),
        review=state_of(draft, digest),
        compiled=outcome.course,
    )


def _state(draft: Draft, digest: str, newest: Release | None, compiled: CompiledCourse | None) -> str:
    if newest is not None and newest.source_sha256 == digest:
        return "unchanged"
    if newest is not None and draft.base_id != newest.pk:
        return "outside"
    return "ready" if compiled is not None else "blocked"


def _key(problem: Problem) -> str:
    words = _COUNT.sub("", problem.message)
    text = f"{problem.code}|{problem.file}|{problem.line}|{problem.column}|{words}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _rising(draft: Draft, compiled: CompiledCourse | None, ids: set[str]) -> Rising:
    """What marking again would do if all the changed answers were corrections."""
    if compiled is None or not ids:
        return Rising()
    return effects.known().rising(draft.course, compiled.key, ids, compiled.was)


@dataclass(frozen=True, slots=True)
class FileSides:
    """One file that differs between the draft and a release published from outside; None where a side has none.

    `keep` is mine, theirs or "" (a person must choose): a file that one side alone has touched is that side's.
    """

    path: str
    mine: bytes | None
    theirs: bytes | None
    keep: str


def outside_files(draft: Draft, newest: Release) -> list[FileSides]:
    """The files that differ. 3 queries. Files of `notes/` are private to the draft and left out."""
    mine = {path: data for path, data in folder_of(draft).files.items() if not path.startswith("notes/")}
    theirs = _files(newest)
    base = _files(draft.base) if draft.base else {}
    return [
        FileSides(path, mine.get(path), theirs.get(path), _keep(path, mine, theirs, base))
        for path in sorted(mine.keys() | theirs.keys())
        if mine.get(path) != theirs.get(path)
    ]


def _files(release: Release) -> Mapping[str, bytes]:
    folder = queries.source(release)
    return folder.files if folder else {}


def _keep(path: str, mine: Mapping[str, bytes], theirs: Mapping[str, bytes], base: Mapping[str, bytes]) -> str:
    if mine.get(path) == base.get(path):
        return "theirs"
    return "mine" if theirs.get(path) == base.get(path) else ""


@transaction.atomic
def settle_outside(
    *, by: User, draft_id: int, revision: int, newest: Release, theirs: Sequence[str]
) -> Draft | DraftClash:
    """Go on from a release that was published from outside: take `theirs` of these files, keep the draft's of the rest.

    Each text that goes is kept among the earlier texts. Refused (DraftClash) when somebody wrote since `revision`.
    """
    draft = locked_draft(by=by, draft_id=draft_id)
    if draft.revision != revision:
        return DraftClash(draft)
    files = _files(newest)
    taken = {path: files.get(path) for path in theirs}
    outcome = put_files(by=by, draft_id=draft_id, files=taken, reason=DraftCopy.Reason.REPLACED)
    Draft.objects.filter(pk=draft_id).update(base=newest)
    return outcome
