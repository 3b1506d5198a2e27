"""Checking a draft: in the killable child, with what this site knows of the course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from courses.authoring import compiler_process, queries
from courses.authoring.draft_queries import folder_of
from courses.authoring.models import Draft
from courses.core.compiler import source_sha256
from courses.core.document import Compiled, Folder, History, Key, LabKey
from courses.core.previewed import PreviewPage
from courses.core.problem import Problem

STOPPED = frozenset({"C040", "C041", "C042", "C043", "C044"})  # the checker gave up: these say nothing of the text
HISTORY_SECONDS = 20  # how long typing goes by what the site knew a moment ago


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look at a text found: the problems of the whole folder, and the page that one file would be."""

    folder: Folder
    problems: tuple[Problem, ...]
    page: PreviewPage | None
    key: Mapping[str, Key]
    lab_key: Mapping[str, LabKey]

    @property
    def stopped(self) -> Problem | None:
        """Why the checker gave up, if it did; the text may be quite right."""
        return next((problem for problem in self.problems if problem.code in STOPPED), None)


def check_draft(draft: Draft) -> Compiled:
    """Everything that is wrong with the draft, and its course when nothing blocks.

    The counts are kept on the draft for lists, unless somebody has written into it meanwhile.
    """
    folder = folder_of(draft)
    compiled = compiler_process.compile_folder(folder, queries.studio_history(folder), timezone.localdate())
    _keep_counts(draft, folder, compiled.problems)
    return compiled


def look(draft: Draft, path: str = "course.md", data: bytes | None = None) -> Looked:
    """The draft with `data` in place of the file `path`, which need not be stored, checked as it is typed."""
    stored = folder_of(draft)
    changed = data is not None and stored.files.get(path) != data
    folder = Folder(stored.name, {**stored.files, path: data}) if changed and data is not None else stored
    seen = compiler_process.preview(folder, path, _history(draft), timezone.localdate())
    if not changed:
        _keep_counts(draft, folder, seen.problems)
    return Looked(folder, seen.problems, seen.page, seen.key, seen.lab_key)


def _history(draft: Draft) -> History:
    """Read once for many looks: it changes when somebody publishes or signs, and every page load reads it anew."""
    name = f"studio-history:{draft.course.slug}:{draft.course.current_id}"
    known: History | None = cache.get(name)
    if known is None:
        known = queries.history(draft.course.slug)
        cache.set(name, known, HISTORY_SECONDS)
    return known


def _keep_counts(draft: Draft, folder: Folder, problems: Sequence[Problem]) -> None:
    if any(problem.code in STOPPED for problem in problems):
        return
    errors = sum(problem.severity == "error" for problem in problems)
    found = {
        "checked_revision": draft.revision,
        "source_sha256": source_sha256(folder),
        "errors": min(errors, 32_000),
        "warnings": min(len(problems) - errors, 32_000),
    }
    if all(getattr(draft, name) == value for name, value in found.items()):
        return
    Draft.objects.filter(pk=draft.pk, revision=draft.revision).update(**found)
    for name, value in found.items():
        setattr(draft, name, value)
