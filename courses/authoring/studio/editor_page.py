"""What the editor's page is told: one file, what is wrong in the course, and what can be put into it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import time_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.authoring.draft_checks import Looked, look
from courses.authoring.draft_queries import FileRow, files_of
from courses.authoring.models import Draft, DraftFile, ReleaseFile
from courses.authoring.studio.comparing import count, side_by_side
from courses.authoring.studio.examples import Example
from courses.authoring.studio.inserting import Stock, available, stock_of
from courses.authoring.studio.problem_rows import by_file, guide_units, in_words, lines_with_problems, rows_of
from courses.core.problem import Problem
from courses.people.models import JobRole, Region

MOST_LINES = 12_000  # numbered beside the text, and listed; the compiler takes no longer file (C018)
PANES = (("preview", "Preview"), ("problems", "Problems"), ("changes", "Changes"), ("guide", "Guide"))


def readable(file: DraftFile) -> str | None:
    """The text of a file with LF line ends; None for bytes that are no UTF-8."""
    try:
        text = bytes(file.data).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def editor_context(request: HttpRequest, draft: Draft, file: DraftFile, *, text: str | None = None) -> dict[str, Any]:
    """Everything on the page. `text` stands in place of the stored one when it could not be stored."""
    slug, path = draft.course.slug, file.path
    stored = readable(file)
    shown = text if text is not None else stored
    found = look(draft, path, text.encode() if text is not None else None)
    rows = files_of(draft, request.user)  # type: ignore[arg-type]
    guide, stock = guide_units(), stock_of(found.folder)
    pane = request.GET.get("pane", "")
    if pane not in dict(PANES):
        pane = "problems" if any(one.blocks for one in found.problems) else "preview"
    return {
        "draft": draft,
        "slug": slug,
        "path": path,
        "file": file,
        "text": shown if shown is not None else bytes(file.data).decode("utf-8", "replace"),
        "unreadable": shown is None,
        "gutter": gutter(min((shown or "").count("\n") + 1, MOST_LINES), lines_with_problems(found.problems, path)),
        "listing": listing(shown or "", found, path) if request.GET.get("checked") == "1" else None,
        "files": [(row, by_file(found.problems).get(row.path, 0)) for row in rows],
        "also": also_editing(rows, path),
        "pane": pane,
        "panes": PANES,
        "checked": request.GET.get("checked") == "1",
        "line": request.GET.get("line", ""),
        "groups": grouped(available(stock)),
        "insert_data": insert_data(stock),
        "guide": guide,
        "state_line": state_line(draft),
        "roles": JobRole.choices,
        "regions": Region.choices,
        **problems_context(found, path, guide=bool(guide)),
        **changes_context(draft, path, shown or ""),
    }


def problems_context(found: Looked, path: str, *, guide: bool) -> dict[str, Any]:
    """What the Problems pane and its tab are told."""
    rows = rows_of(found.problems, found.folder, path, guide=guide)
    return {
        "slug": found.folder.name,
        "path": path,
        "rows": rows,
        "total": len(found.problems),
        "words": in_words(found.problems),
        "stopped": found.stopped,
        "has_errors": any(problem.blocks for problem in found.problems),
        "fixable": any(problem.repair for problem in found.problems),
    }


def changes_context(draft: Draft, path: str, text: str) -> dict[str, Any]:
    """What has changed in this file since the release the draft was made from. 1 query."""
    if draft.base_id is None or draft.base is None:
        return {"base": None}
    kept = ReleaseFile.objects.filter(release=draft.base_id, path=path).values_list("blob__data", flat=True).first()
    before = "" if kept is None else bytes(kept).decode("utf-8", "replace").replace("\r\n", "\n")
    compared = side_by_side(before, text)
    return {"base": draft.base, "is_new": kept is None, "changed_places": count(compared), "changed_rows": compared}


def gutter(count: int, marks: Mapping[int, str]) -> SafeString:
    """The numbers beside the text; those of lines with a problem are marked."""
    signs = {"error": ' class="e"', "warning": ' class="w"'}
    return mark_safe("".join(f"<span{signs.get(marks.get(n, ''), '')}>{n}</span>" for n in range(1, count + 1)))


def listing(text: str, found: Looked, path: str) -> list[tuple[int, str, list[Problem]]]:
    """(number, line, its problems): what "Save and check" leads to where there is no script."""
    there: dict[int, list[Problem]] = defaultdict(list)
    for problem in found.problems:
        if problem.file == path:
            there[problem.line].append(problem)
    lines = islice(enumerate(text.split("\n"), start=1), MOST_LINES)
    return [(number, line, there.get(number, [])) for number, line in lines]


def grouped(examples: list[Example]) -> list[tuple[str, list[Example]]]:
    groups: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        groups[example.group].append(example)
    return list(groups.items())


def insert_data(stock: Stock) -> str:
    """The examples and the ids in use, as JSON for the script."""
    texts = {one.slug: {"text": one.text, "inline": one.inline} for one in available(stock) if one.text}
    return json.dumps({"examples": texts, "ids": sorted(stock.ids)})


def also_editing(rows: list[FileRow], path: str) -> str:
    """ "Also being edited by B. Example, last save 10:31." or ""."""
    other = next((row for row in rows if row.path == path and row.by_others), None)
    if other is None:
        return ""
    at = time_format(localtime(other.edited_at), "H:i")
    return _("Also being edited by %(name)s, last save %(time)s.") % {"name": other.edited_by, "time": at}


def state_line(draft: Draft) -> str:
    """Where the draft stands: "Never published", "As published in release 7", "Changes since release 7"."""
    if draft.base is None:
        return _("Never published")
    words = _("As published in release %(n)s") if is_published_text(draft) else _("Changes since release %(n)s")
    return words % {"n": draft.base.number}


def is_published_text(draft: Draft) -> bool:
    return draft.base is not None and draft.source_sha256 == draft.base.source_sha256


def link(name: str, *args: Any) -> str:
    """The address of a page of another part of the studio, "" while there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
