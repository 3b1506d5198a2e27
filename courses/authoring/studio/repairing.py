"""What one repair, or all of them, would change in a draft. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from courses.authoring import queries
from courses.authoring.draft_checks import look
from courses.authoring.draft_queries import folder_of
from courses.authoring.fixing import Fixed, fix_folder
from courses.authoring.models import Draft
from courses.core.document import Compiled, Folder, History
from courses.core.problem import Problem


@dataclass(frozen=True, slots=True)
class Mended:
    """`changed`: path → new bytes, None for a name that goes. `problem` is set when it is the repair of one."""

    before: Mapping[str, bytes]
    changed: Mapping[str, bytes | None]
    renamed: Mapping[str, str]  # new path → the one before
    repairs: int
    problem: Problem | None = None


def mend_one(draft: Draft, path: str, code: str, line: str, column: str) -> Mended | None:
    """The repair of the problem that stands at this place; None when it is not there or no machine can mend it."""
    found = look(draft)
    place = (path, code, line, column)
    problem = next(
        (p for p in found.problems if p.repair and (p.file, p.code, str(p.line), str(p.column)) == place), None
    )
    if problem is None:
        return None
    waiting = [(problem,)]

    def once(_folder: Folder, _history: History, _today: date) -> Compiled:
        return Compiled(waiting.pop() if waiting else (), None)

    return _mended(fix_folder(found.folder, History(), timezone.localdate(), compile=once), problem)


def mend_all(draft: Draft) -> Mended | None:
    """Every repair, round by round; None when there is none."""
    folder = folder_of(draft)
    return _mended(fix_folder(folder, queries.history(folder.name), timezone.localdate()), None)


def _mended(fixed: Fixed, problem: Problem | None) -> Mended | None:
    old, new = fixed.before.files, fixed.after.files
    changed = {path: new.get(path) for path in sorted({*old, *new}) if old.get(path) != new.get(path)}
    if not changed:
        return None
    return Mended(old, changed, fixed.renamed, sum(fixed.repairs.values()), problem)
