"""The course compiler: a folder of Markdown in; all problems, a learner view and a marking key out.

    scan    bytes → numbered lines, fences, comments, HTML        scanner, limits, front_matter
    parse   lines → prose, sections and blocks                    parser, headings, bodies, fields
    check   everything that is wrong, all at once                 checks/, and each kind's own `check`
    render  prose → HTML (Python-Markdown), last of all sanitised  engine, prose, sanitise, render
    pair    what two places of a course say of each other         pairing

Pure: no files, no clock, no randomness. The same folder gives the same course, byte for byte.
"""

from __future__ import annotations

import datetime

from courses.core.compiler.book import read_book
from courses.core.compiler.checks import CHECKS
from courses.core.compiler.digest import release_sha256, source_sha256
from courses.core.compiler.pairing import pair
from courses.core.compiler.preview import preview_page
from courses.core.compiler.render import render
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.standalone import render_prose
from courses.core.document import Compiled, Folder, History

__all__ = ["compile_course", "preview_page", "release_sha256", "render_prose", "source_sha256"]


_NOTHING_KNOWN = History()


def compile_course(folder: Folder, *, history: History = _NOTHING_KNOWN, today: datetime.date) -> Compiled:
    """Compile a course folder. Never raises for anything an author can write.

    `today` decides which dates have passed (W054, W055). `course` of the result is None when anything blocks.
    """
    reporter = Reporter()
    book = read_book(folder, history, today, reporter)
    for check in CHECKS:
        check(book, reporter)
    course = None if reporter.blocks() else render(book, reporter)
    return Compiled(reporter.problems(), pair(course) if course else None)
