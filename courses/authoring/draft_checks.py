"""Checking a draft: in the killable child, with what this site knows of the course."""

from __future__ import annotations

from django.utils import timezone

from courses.authoring import compiler_process, queries
from courses.authoring.draft_queries import folder_of
from courses.authoring.models import Draft
from courses.core.compiler import source_sha256
from courses.core.document import Compiled


def check_draft(draft: Draft) -> Compiled:
    """Everything that is wrong with the draft, and its course when nothing blocks.

    The counts are kept on the draft for lists, unless somebody has written into it meanwhile.
    """
    folder = folder_of(draft)
    compiled = compiler_process.compile_folder(folder, queries.history(folder.name), timezone.localdate())
    errors = sum(problem.severity == "error" for problem in compiled.problems)
    found = {
        "checked_revision": draft.revision,
        "source_sha256": source_sha256(folder),
        "errors": min(errors, 32_000),
        "warnings": min(len(compiled.problems) - errors, 32_000),
    }
    Draft.objects.filter(pk=draft.pk, revision=draft.revision).update(**found)
    for name, value in found.items():
        setattr(draft, name, value)
    return compiled
