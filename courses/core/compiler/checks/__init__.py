"""Pass 3, check: each module looks at one side of the book and reports everything it finds."""

from __future__ import annotations

from collections.abc import Callable

from courses.core.compiler.book import Book
from courses.core.compiler.checks import (
    course,
    draws,
    files,
    identity,
    labs,
    prose,
    questions,
    quizzes,
    reading,
    settings,
)
from courses.core.compiler.reporting import Reporter

CHECKS: tuple[Callable[[Book, Reporter], None], ...] = (
    files.check,
    course.check,
    settings.check,
    identity.check,
    questions.check,
    quizzes.check,
    draws.check,
    labs.check,
    prose.check,
    reading.check,
)
