"""How the cases of a course's reliance labs work, for its editors: sums over all people, and nobody in particular."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import caches
from django.utils.translation import gettext as _

from courses.authoring.models import Release
from courses.core.document import LabSummary
from courses.core.measures.case_difficulty import (
    ALL_AGREED,
    LEAST_FIRST_DECISIONS,
    NOT_YET,
    Difficulty,
    finding,
)
from courses.core.measures.shares import Share
from courses.core.measures.small_groups import LEAST_GROUP
from courses.learning.labs.keys import lab_key
from courses.learning.labs.reading import lab_in
from courses.learning.labs.reliance_counts import KIND, Since, case_series
from courses.learning.labs.reliance_result import title_of
from courses.learning.models import LabCaseCount
from courses.oversight.item_queries import Book

rendered = caches["rendered"]


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case as the newest release holds it. `since`: since which release it means that."""

    id: str
    title: str
    type: str
    advice_wrong: bool
    since: Since


@dataclass(frozen=True, slots=True)
class KnownLab:
    id: str
    unit: str  # title
    cases: Sequence[KnownCase]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case with its figures in words; both are "" below 30 first decisions, and `look` then says so."""

    case: KnownCase
    decisions: int
    unaided: str
    followed: str  # "" where the advice is right, too
    look: str

    @property
    def known(self) -> bool:
        return self.decisions >= LEAST_FIRST_DECISIONS


@dataclass(frozen=True, slots=True)
class LabTable:
    lab: KnownLab
    rows: Sequence[CaseRow]


def lab_tables(book: Book) -> list[LabTable]:
    """A table for each reliance lab of the newest release. 1 query once this process has read the release; none where
    it has no such lab. Whoever calls has been allowed to see the course's figures.
    """
    release = book.releases[-1] if book.releases else None
    summaries = [lab for lab in release.structure.get("labs", []) if lab["kind"] == KIND] if release else []
    if release is None or not summaries:
        return []
    labs = _known(release, summaries)
    names = {case.since.lab for lab in labs for case in lab.cases}
    counts = LabCaseCount.objects.filter(course=book.course.pk, lab_id__in=names)
    sums = {(row.lab_id, row.case_id, row.series): row for row in counts}
    return [
        LabTable(lab, [_row(case, sums.get((case.since.lab, case.id, case.since.number))) for case in lab.cases])
        for lab in labs
    ]


def _known(release: Release, summaries: Sequence[LabSummary]) -> list[KnownLab]:
    name = f"items-labs:{release.pk}:{release.sha256}"
    kept = rendered.get(name)
    if kept is None:
        kept = [_read(release, lab["id"]) for lab in summaries]
        rendered.set(name, kept)
    return list(kept)


def _read(release: Release, lab_id: str) -> KnownLab:
    found, key = lab_in(release, lab_id), lab_key(release, lab_id)
    assert found is not None
    known, told = case_series(release, found.view, key), key["answers"]["cases"]
    cases = [
        KnownCase(
            id=case["id"],
            title=title_of(case["html"]),
            type=told[case["id"]]["type"],
            advice_wrong=told[case["id"]]["advice"]["decision"] != told[case["id"]]["correct"],
            since=known.cases[case["id"]],
        )
        for case in found.view["setup"]["cases"]
    ]
    return KnownLab(lab_id, found.unit["title"], cases)


def _row(case: KnownCase, sums: LabCaseCount | None) -> CaseRow:
    decisions = sums.shown_decisions if sums else 0
    if sums is None or decisions < LEAST_FIRST_DECISIONS:
        return CaseRow(case, decisions, "", "", _(NOT_YET))
    unaided = Share(sums.shown_right_first, decisions, NOT_YET)
    followed = Share(sums.shown_followed, sums.shown_could_follow, ALL_AGREED) if case.advice_wrong else None
    look = finding(Difficulty(decisions, unaided, followed), case.type)
    return CaseRow(case, decisions, unaided.percent, _share(followed), look)


def _share(followed: Share | None) -> str:
    """Of those who had another answer than the wrong advice; a group of fewer than five stays hidden."""
    if followed is None:
        return ""
    if not followed.whole:
        return followed.reason
    return followed.percent if followed.whole >= LEAST_GROUP else _("too few to show")
