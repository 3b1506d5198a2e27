"""Checks course folders without a database: what `course check` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from courses.authoring.compiler_process import compile_folder
from courses.authoring.folders import FolderRead, read_folder
from courses.core.document import Compiled, History
from courses.core.problem import Problem

NEEDS_A_SITE = frozenset({"C108"})  # only a site knows which ids its releases have used


@dataclass(frozen=True, slots=True)
class Checked:
    """One folder and everything that is wrong with it."""

    slug: str
    problems: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)


def check_folders(paths: Sequence[Path], *, today: date, shipped: Iterable[str] = ()) -> list[Checked]:
    """Check every folder; each may require the others, and the courses `shipped` with the product.

    A second round looks for circles, once it is known what requires what.
    """
    reads = [read_folder(path) for path in paths]
    known = History(frozenset(shipped) | {read.folder.name for read in reads if read.folder.files})
    compiled = [_compile(read, known, today) for read in reads]
    needs = {one.course.structure["id"]: tuple(one.course.structure["prerequisites"]) for one in compiled if one.course}
    if any(needs.values()):
        compiled = [_again(read, first, known, needs, today) for read, first in zip(reads, compiled, strict=True)]
    return [_checked(read, one) for read, one in zip(reads, compiled, strict=True)]


def _compile(read: FolderRead, known: History, today: date) -> Compiled:
    if read.problems and not read.folder.files:  # nothing could be read, and why is said already
        return Compiled((), None)
    return compile_folder(read.folder, replace(known, published=known.published - {read.folder.name}), today)


def _again(
    read: FolderRead, first: Compiled, known: History, needs: Mapping[str, Sequence[str]], today: date
) -> Compiled:
    if first.course is None or not first.course.structure["prerequisites"]:
        return first
    others = {slug: needed for slug, needed in needs.items() if slug != read.folder.name}
    return _compile(read, replace(known, prerequisites=others), today)


def _checked(read: FolderRead, compiled: Compiled) -> Checked:
    found = [problem for problem in compiled.problems if problem.code not in NEEDS_A_SITE]
    return Checked(read.folder.name, tuple(sorted([*read.problems, *found])))
