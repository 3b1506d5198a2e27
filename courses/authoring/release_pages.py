"""What was taught in a release, for everybody: reads of one release without its keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from courses.authoring.models import Correction, Course, Release, ReleaseUnit
from courses.core.document import Question, UnitSummary

_WAY_ON = re.compile(r'<p class="acts">.*?</p>', re.DOTALL)  # a lab's link to its answers: those of the newest release


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One line of the release notes. `notice` is that of a correction, "" otherwise."""

    number: int
    at: datetime
    change_class: str
    note: str
    reviewed: bool
    notice: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One release and the number and date of the newest."""

    release: Release
    newest: Release
    notice: str

    @property
    def is_newest(self) -> bool:
        return self.release.pk == self.newest.pk


def release_rows(slug: str) -> list[ReleaseRow]:
    """Every release of a course, newest first; none for a course that is not published. 1 query."""
    rows = (
        Release.objects.filter(course__slug=slug)
        .order_by("-number")
        .values_list("number", "at", "change_class", "note", "structure__reviewers", "correction__notice")
    )
    return [ReleaseRow(n, at, kind, note, bool(names), notice or "") for n, at, kind, note, names, notice in rows]


def newest_title(slug: str) -> str | None:
    """The title of a published course; None for any other. 1 query."""
    return Course.objects.filter(slug=slug).values_list("current__structure__title", flat=True).first()


def release_page(slug: str, number: int) -> ReleasePage | None:
    """One release; None when there is no such release. 2 queries."""
    release = Release.objects.filter(course__slug=slug, number=number).select_related("course__current").first()
    if release is None or release.course.current is None:
        return None
    correction = Correction.objects.filter(release=release).first()
    return ReleasePage(release, release.course.current, correction.notice if correction else "")


def release_unit(release: Release, unit_id: str) -> list[dict[str, Any]] | None:
    """The steps of a unit as data for a page that nobody can answer; None when the release has no such unit. 1 query.

    Each is {"id", "title", "blocks"}; a block is {"html"}, {"question"}, {"quiz": its title} or {"lab", "html"}.
    """
    page = ReleaseUnit.objects.filter(release=release, kind=ReleaseUnit.Kind.UNIT, unit_id=unit_id).first()
    if page is None:
        return None
    quizzes = {quiz["id"]: quiz["title"] for quiz in release.structure["quizzes"]}
    labs = {block["lab"]: block["html"] for step in page.parts for block in step["blocks"] if "lab" in block}
    return [
        {
            "id": step["id"],
            "title": step["title"],
            "blocks": [_block(block, quizzes, labs) for block in step["blocks"]],
        }
        for step in page.learner["steps"]
    ]


def _block(block: Mapping[str, Any], quizzes: Mapping[str, str], labs: Mapping[str, str]) -> dict[str, Any]:
    if block["type"] == "question":
        return {"question": _question(block["question"])}
    if block["type"] == "quiz":
        return {"quiz": quizzes.get(block["quiz"], block["quiz"])}
    if block["type"] == "lab":
        return {"html": mark_safe(_WAY_ON.sub("", labs.get(block["lab"]["id"], "")))}
    return {"html": mark_safe(block["html"])}  # sanitised by the compiler, as is all author HTML


def _question(question: Question) -> dict[str, Any]:
    """What was asked, as text: no field to fill in, and nothing that tells what is right."""
    return {
        "id": question["id"],
        "stem": mark_safe(question["stem"]),
        "left": _items(question, "left"),
        "options": _items(question, "options"),
        "unit": question.get("unit", ""),
        "words": question.get("words"),
    }


def _items(question: Question, name: str) -> list[SafeString]:
    return [mark_safe(option["html"]) for option in question.get(name, [])]  # type: ignore[attr-defined]


def unit_of(release: Release, unit_id: str) -> UnitSummary | None:
    return next((unit for unit in release.structure["units"] if unit["id"] == unit_id), None)
