"""Problems as the studio shows them: this file first, errors first, with what a click would change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.authoring.models import Course
from courses.authoring.studio.comparing import blocks
from courses.core.compiler import repairs
from courses.core.document import Folder
from courses.core.problem import Problem

GUIDE = "writing-a-course"  # the course about writing courses
GUIDE_MESSAGES = "messages"  # its unit with an entry for every code
MOST_LINES = 12  # of a change shown in a row
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One problem. `edits` is JSON for the editor, "" where only the server can repair it (another file, a picture)."""

    problem: Problem
    number: int  # from 1, in the order shown
    here: bool
    url: str  # the place in the editor
    fix_url: str  # the page that shows and makes the change; "" when no machine can
    edits: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    why: str


def rows_of(problems: Sequence[Problem], folder: Folder, path: str, *, guide: bool) -> list[Row]:
    """The problems of a course as rows: those of `path` first, then file by file, errors before warnings."""
    ordered = sorted(problems, key=lambda one: (one.file != path, one.severity != "error", one))
    text = _text(folder, path)
    return [
        _row(problem, number, folder.name, path, text, guide=guide)
        for number, problem in enumerate(ordered[:MOST_ROWS], start=1)
    ]


def _row(problem: Problem, number: int, slug: str, path: str, text: str, *, guide: bool) -> Row:
    here = problem.file == path
    edits, before, after = "", (), ()
    if here and problem.repair and problem.repair.edits:
        edits = json.dumps([[e.line, e.column, e.end_line, e.end_column, e.text] for e in problem.repair.edits])
        before, after = change_of(problem, text)
    return Row(
        problem=problem,
        number=number,
        here=here,
        url=f"{reverse('studio-edit', args=[slug, problem.file])}?line={problem.line}#line-{problem.line}",
        fix_url=fix_url(slug, problem) if problem.repair else "",
        edits=edits if before or after else "",
        before=before,
        after=after,
        why=why_url(problem.code) if guide else "",
    )


def fix_url(slug: str, problem: Problem) -> str:
    """The page on which one repair is shown and made; the problem is named by its place."""
    place = urlencode({"code": problem.code, "line": problem.line, "column": problem.column})
    return f"{reverse('studio-fix', args=[slug, problem.file])}?{place}"


def change_of(problem: Problem, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that a repair takes out and puts in, at most MOST_LINES of each."""
    if problem.repair is None or not problem.repair.edits:
        return (), ()
    try:
        repaired = repairs.apply(text, problem.repair.edits)
    except ValueError:  # the text has moved on since it was checked
        return (), ()
    before: list[str] = []
    after: list[str] = []
    for equal, old, new in blocks(text, repaired):
        if not equal:
            before += old
            after += new
    return tuple(before[:MOST_LINES]), tuple(after[:MOST_LINES])


def why_url(code: str) -> str:
    return f"{reverse('unit', args=[GUIDE, GUIDE_MESSAGES])}#u-{code.lower()}"


def guide_units() -> list[tuple[str, str]]:
    """Title and address of each unit of the Guide; [] while it is not published. 1 query."""
    course = Course.objects.filter(slug=GUIDE).exclude(current=None).values_list("current__structure", flat=True)
    structure = course.first()
    if not structure:
        return []
    try:
        return [(unit["title"], reverse("unit", args=[GUIDE, unit["id"]])) for unit in structure["units"]]
    except NoReverseMatch:  # pragma: no cover - ids of units always fit
        return []


def lines_with_problems(problems: Iterable[Problem], path: str) -> dict[int, str]:
    """Line → "error" or "warning", for the gutter of one file."""
    found: dict[int, str] = {}
    for problem in problems:
        if problem.file == path and found.get(problem.line) != "error":
            found[problem.line] = "error" if problem.severity == "error" else "warning"
    return found


def by_file(problems: Iterable[Problem]) -> Mapping[str, int]:
    return Counter(problem.file for problem in problems)


def in_words(problems: Sequence[Problem]) -> str:
    """ "2 errors, 1 warning", or "No problems"."""
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    parts = []
    if errors:
        parts.append(ngettext("%(count)s error", "%(count)s errors", errors) % {"count": errors})
    if warnings:
        parts.append(ngettext("%(count)s warning", "%(count)s warnings", warnings) % {"count": warnings})
    return ", ".join(parts) or _("No problems")


def _text(folder: Folder, path: str) -> str:
    """The file as the compiler counts its lines."""
    data = folder.files.get(path, b"")
    return data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
