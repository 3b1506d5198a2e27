"""Who has reviewed this very text: signatures given on this site, and the names in course.md.

A review belongs to one text. Names in course.md count when they came with this text: a newer text that still carries
the names of the newest release has not been reviewed again.
"""

from __future__ import annotations

import datetime

from courses.core.compiler.book import Book
from courses.core.compiler.digest import source_sha256
from courses.core.document import History
from courses.core.kinds.source import Report

Reviewer = dict[str, str]  # name, role, date (YYYY-MM-DD)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def check(book: Book, report: Report) -> None:
    """Leaves in `book.meta.reviewers` those who reviewed this very text; W701 when nobody has."""
    named, history = book.meta.reviewers, book.history
    digest = source_sha256(book.folder) if history.signatures or history.reviewed_text else ""
    signed = [_reviewer(one.name, one.role, one.date) for one in history.signatures if one.source_sha256 == digest]
    carried = bool(history.reviewed_text) and history.reviewed_text != digest and _same(named, history)
    reviewers = [*([] if carried else named), *signed]
    book.meta.reviewers = [one for index, one in enumerate(reviewers) if one not in reviewers[:index]]
    if not book.meta.reviewers and "reviewers" not in book.meta.unread:
        since = _since(_last_review(named, history, digest), book.today)
        report("W701", *book.meta.place("reviewers"), since=since)


def _reviewer(name: str, role: str, date: str) -> Reviewer:
    return {"name": name, "role": role, "date": date}


def _same(named: list[Reviewer], history: History) -> bool:
    """Whether course.md names exactly those whom the newest release named."""
    return sorted((one["name"], one["role"], one["date"]) for one in named) == sorted(history.reviewed_by)


def _last_review(named: list[Reviewer], history: History, digest: str) -> str:
    """The date of the latest review of an earlier text, or ""."""
    dates = [one.date for one in history.signatures if one.source_sha256 != digest]
    dates += [date for _, _, date in history.reviewed_by] + [one["date"] for one in named]
    return max(dates, default="")


def _since(date: str, today: datetime.date) -> str:
    """` (changed since 12 June)`, with the year when it is not this one."""
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        return ""
    year = "" if day.year == today.year else f" {day.year}"
    return f" (changed since {day.day} {_MONTHS[day.month - 1]}{year})"
