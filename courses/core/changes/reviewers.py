"""The reviewers that a course.md names: a text that names the same ones as the text before was not reviewed anew."""

from __future__ import annotations

from courses.core.compiler.front_matter import read_front_matter
from courses.core.compiler.metadata import course_meta
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.scanner import scan

COURSE_FILE = "course.md"


def named_reviewers(text: str) -> tuple[tuple[str, str, str], ...]:
    """(name, role, date) of each reviewer in the front matter; none where it cannot be read."""
    reporter = Reporter()  # what is wrong with it was said when it was published
    report = reporter.of(COURSE_FILE)
    scanned = scan(COURSE_FILE, text.replace("\r\n", "\n"), reporter)
    nodes = read_front_matter(scanned, report, "title") if scanned.readable else None
    if nodes is None:
        return ()
    return tuple((one["name"], one["role"], one["date"]) for one in course_meta(nodes, "", report).reviewers)
