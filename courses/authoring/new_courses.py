"""Filled-in beginnings of a course: an educator changes good text instead of facing an empty page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from courses.core.document import Folder

TEMPLATES_DIR = Path(__file__).resolve().parents[1] / "new_courses"


@dataclass(frozen=True, slots=True)
class Template:
    """One beginning. `slug` is its folder under courses/new_courses/."""

    slug: str
    name: str
    what: str


TEMPLATES = (
    Template("short-unit", "Short unit", "One unit of six minutes with a case and two questions."),
    Template("unit-and-quiz", "Unit and quiz", "A unit and a graded quiz that draws from a pool: gives a certificate."),
    Template("reliance-lab", "Reliance lab", "Four cases: decide, see the advice, decide again."),
)


def new_course(
    *,
    template: str,
    slug: str,
    title: str,
    summary: str,
    language: str,
    audience: Sequence[str],
    author: str,
    today: date,
) -> Folder:
    """The folder of a new course. Raises KeyError for an unknown template."""
    chosen = {one.slug: one for one in TEMPLATES}[template]
    root = TEMPLATES_DIR / chosen.slug
    values = {
        "id": slug,
        "title": _quoted(title),
        "summary": _quoted(summary),
        "language": language,
        "audience": f"[{', '.join(audience)}]",
        "authors": f"[{_quoted(author)}]",
        "review_by": _in_a_year(today).isoformat(),
    }
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.md"))}
    text = files["course.md"].decode()
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return Folder(slug, {**files, "course.md": text.encode()})


def _quoted(text: str) -> str:
    """The text as a quoted YAML value: every JSON string is one."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _in_a_year(today: date) -> date:
    return today.replace(year=today.year + 1, day=min(today.day, 28) if today.month == 2 else today.day)
