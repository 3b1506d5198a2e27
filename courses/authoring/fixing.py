"""Repairs a whole course folder in memory: round by round, until nothing is left that a machine can mend.

One repair can uncover another (a text that could not be read before), so the folder is compiled again after each
round. In one round only edits that do not touch each other are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from courses.authoring.compiler_process import compile_folder
from courses.authoring.pictures import PictureRefused, clean_picture
from courses.core.compiler.images import EXTENSIONS
from courses.core.compiler.repairs import apply, overlap
from courses.core.document import Compiled, Folder, History
from courses.core.problem import Edit, Problem

MOST_ROUNDS = 60  # a file shows at most 20 problems at a time, and an id made up needs a round of its own
ALONE = frozenset({"C103", "C104"})  # repairs that make up an id: two at once could make up the same one

Compile = Callable[[Folder, History, date], Compiled]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What has become of a folder. `renamed` maps new paths to those the files had before."""

    before: Folder
    after: Folder
    renamed: Mapping[str, str]
    repairs: Mapping[str, int]  # code → how many of its problems were repaired
    refused: Mapping[str, str]  # path → why this file could not be repaired
    problems: tuple[Problem, ...]  # those that remain

    def changed(self) -> list[str]:
        """Paths whose content or name is new, in order."""
        old = self.before.files
        return sorted(path for path, data in self.after.files.items() if old.get(self.renamed.get(path, path)) != data)


@dataclass(slots=True)
class _Work:
    """The folder while it is being repaired."""

    files: dict[str, bytes]
    renamed: dict[str, str] = field(default_factory=dict)
    repairs: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)

    def round(self, problems: Collection[Problem]) -> bool:
        """Make every repair that can be made at once. False when nothing has changed."""
        before, made_up = dict(self.files), False
        edits: dict[str, list[Edit]] = {}
        whole: set[str] = set()  # files that were renamed, decoded or drawn anew in this round
        for problem in sorted(problems, key=lambda one: bool(one.repair and one.repair.edits)):
            fix = problem.repair
            if fix is None or problem.file in whole:
                continue
            if fix.edits:
                if problem.code in ALONE and made_up:
                    continue
                if self._take(problem.file, fix.edits, edits.setdefault(problem.file, [])):
                    self.repairs[problem.code] += 1
                    made_up = made_up or problem.code in ALONE
            elif self._whole(problem, whole):
                self.repairs[problem.code] += 1
        for path, chosen in edits.items():
            self.files[path] = apply(as_text(self.files[path]), chosen).encode()
        return self.files != before

    def _take(self, path: str, edits: tuple[Edit, ...], chosen: list[Edit]) -> bool:
        if path not in self.files or overlap(as_text(self.files[path]), edits, chosen):
            return False
        chosen += edits
        return True

    def _whole(self, problem: Problem, whole: set[str]) -> bool:
        """A repair of a whole file: its name, its encoding or its picture."""
        fix, path = problem.repair, problem.file
        assert fix
        if fix.rename and path in self.files and fix.rename not in self.files:
            self.files[fix.rename] = self.files.pop(path)
            self.renamed[fix.rename] = self.renamed.pop(path, path)
            whole.add(path)
        elif fix.recode and path in self.files:
            self.files[path] = self.files[path].decode(fix.recode).encode()
            whole.add(path)
        elif fix.picture and fix.picture in self.files and fix.picture not in whole | set(self.refused):
            whole.add(fix.picture)
            return self._picture(fix.picture)
        else:
            return False
        return True

    def _picture(self, path: str) -> bool:
        extension = EXTENSIONS.get(path.rsplit(".", 1)[-1].lower(), "")
        try:
            self.files[path] = clean_picture(self.files[path], extension)
        except PictureRefused as error:
            self.refused[path] = str(error)
            return False
        return True


def fix_folder(
    folder: Folder,
    history: History,
    today: date,
    *,
    codes: Collection[str] = (),
    compile: Compile = compile_folder,
) -> Fixed:
    """Repair what can be repaired, of these codes or (with none) of all. Nothing is written."""
    work = _Work(dict(folder.files))
    seen = {hash(frozenset(work.files.items()))}
    problems: tuple[Problem, ...] = ()
    for _ in range(MOST_ROUNDS):
        problems = compile(Folder(folder.name, work.files), history, today).problems
        if not work.round([one for one in problems if not codes or one.code in codes]):
            break
        state = hash(frozenset(work.files.items()))
        if state in seen:  # two repairs that undo each other would go on for ever
            break
        seen.add(state)
        problems = ()
    if not problems:
        problems = compile(Folder(folder.name, work.files), history, today).problems
    after = Folder(folder.name, work.files)
    return Fixed(folder, after, work.renamed, work.repairs, work.refused, problems)


def as_text(data: bytes) -> str:
    """The text as the compiler reads it: without byte order mark, line ends as LF."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
