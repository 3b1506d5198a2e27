"""A course folder on disk kept in step with its draft, so that the studio's preview shows what an editor just saved.

The folder leads. A text that somebody changed in the studio meanwhile is not written over: it is said, and left to the
person, who has both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from watchfiles import watch

from courses.authoring.draft_checks import check_draft
from courses.authoring.draft_queries import draft_for, folder_of
from courses.authoring.drafts import BadPath, DraftFull, PathTaken, begin_draft, put_files
from courses.authoring.folders import read_folder
from courses.authoring.models import Draft, DraftCopy
from courses.core.document import Folder
from courses.core.problem import Problem
from courses.people.models import User

PAUSE_MILLISECONDS = 150  # editors write several times for one save


class Differs(Exception):
    """The draft on the site holds other texts than the folder; the first argument lists their names."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one round found: problems, files that went to the draft, and files left alone because the studio has others.

    `fault` is a sentence when the folder could not be taken at all; then nothing was changed.
    """

    problems: tuple[Problem, ...] = ()
    stored: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    fault: str = ""


@dataclass(slots=True)
class Watched:
    """One folder and its draft. `known` is what both held when they last agreed, file by file."""

    root: Path
    person: User
    slug: str
    known: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def begin(cls, root: Path, *, person: User, replace: bool) -> Watched:
        """Start from the folder. A course that is new to the site gets a draft.

        Raises Draft.DoesNotExist when the course is there and this person may not edit it, Differs when its draft holds
        other texts and `replace` is false, and what reading and storing a folder raise.
        """
        folder = read_folder(root).folder
        watched = cls(root, person, folder.name)
        try:
            draft = draft_for(person, folder.name)
        except Draft.DoesNotExist:
            draft = begin_draft(by=person, folder=folder)
        before = _without_notes(folder_of(draft))
        others = sorted(path for path in before if before[path] != folder.files.get(path))
        if others and not replace:
            raise Differs(others)
        watched.known = before
        return watched

    def step(self) -> Step:
        """Bring what changed on disk into the draft, then check it."""
        read = read_folder(self.root)
        if read.problems:
            return Step(problems=read.problems, fault="The folder could not be read as a whole.")
        draft = draft_for(self.person, self.slug)
        stored = _without_notes(folder_of(draft))
        changed = {
            path: read.folder.files.get(path)
            for path in self.known.keys() | read.folder.files.keys()
            if self.known.get(path) != read.folder.files.get(path)
        }
        kept = {path for path in changed if stored.get(path) not in (self.known.get(path), changed[path])}
        new = {path: data for path, data in changed.items() if path not in kept}
        try:
            put_files(by=self.person, draft_id=draft.pk, files=new, reason=DraftCopy.Reason.REPLACED)
        except (BadPath, DraftFull, PathTaken) as error:
            return Step(fault=str(error) or "Two files have the same name in other letters.")
        for path, data in new.items():
            if data is None:
                self.known.pop(path, None)
            else:
                self.known[path] = data
        draft.refresh_from_db()
        return Step(check_draft(draft).problems, tuple(sorted(new)), tuple(sorted(kept)))

    def steps(self, stop: Event) -> Iterator[Step]:
        """One step now, and one after every save, until `stop` is set."""
        yield self.step()
        for _changes in watch(
            self.root,
            debounce=PAUSE_MILLISECONDS * 4,
            step=PAUSE_MILLISECONDS,
            stop_event=stop,
            raise_interrupt=False,
            watch_filter=None,
        ):
            step = self.step()
            if step.stored or step.kept or step.fault:
                yield step


def _without_notes(folder: Folder) -> dict[str, bytes]:
    """Notes stay on the author's disk, and those of a draft are left alone."""
    return {path: data for path, data in folder.files.items() if not path.startswith("notes/")}
