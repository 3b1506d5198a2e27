"""What one release changes against another, and what its publisher said about it.

The comparison itself is pure and stands in courses/core/changes; here stored releases are read for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.authoring import queries
from courses.authoring.models import Release
from courses.core import changes
from courses.core.changes import Change, Content
from courses.core.document import Course as CompiledCourse
from courses.operations.models import AuditEntry

PUBLISHED = "course.published"  # action of the audit entry that each publish writes


@dataclass(frozen=True, slots=True)
class Word:
    """What the publisher says that no comparison can tell.

    `about` maps a question id to wording, correction or another (courses.core.changes.change); `raised` is a class at
    least as high as the computed one, or "". `notice` says in two sentences what was wrong and what it says now: with
    one, or with a correction among `about`, the release is a correction. `safety`: everybody affected must read it.
    """

    about: Mapping[str, str] = field(default_factory=dict)
    raised: str = ""
    notice: str = ""
    safety: bool = False
    correction: bool = False

    @property
    def corrects(self) -> bool:
        return self.correction or "correction" in self.about.values()


def against(base: Release | None, compiled: CompiledCourse) -> tuple[Change, ...]:
    """What a compiled text changes against a stored release. 2 queries."""
    return changes.diff(queries.content(base) if base else None, Content.of(compiled))


def between(older: Release | None, newer: Release) -> tuple[Change, ...]:
    """What a stored release changed against an older one. 4 queries."""
    return changes.diff(queries.content(older) if older else None, queries.content(newer))


def said_of(release: Release) -> dict[str, str]:
    """What the publisher of a release said about its questions: id → wording, correction or another. 1 query."""
    entry = AuditEntry.objects.filter(
        action=PUBLISHED, subject=release.structure["id"], detail__release=release.number
    ).first()
    return dict(entry.detail.get("said", {})) if entry else {}


def of_new_meaning(older: Release, newer: Release) -> frozenset[str]:
    """Ids of questions and labs whose statistics begin anew with `newer`. 5 queries."""
    return changes.of_new_meaning(between(older, newer), said_of(newer))
