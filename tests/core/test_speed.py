"""An author waits for every check."""

from __future__ import annotations

import datetime
import time

import pytest

from courses.core.compiler import compile_course
from tests.core.large import large_course

pytestmark = pytest.mark.core


def test_a_course_of_fifty_units_is_checked_in_a_moment() -> None:
    folder = large_course(50)
    started = time.process_time()
    compiled = compile_course(folder, today=datetime.date(2026, 11, 21))
    spent = time.process_time() - started
    assert compiled.problems == ()
    assert compiled.course is not None
    assert len(compiled.course.units) == 50
    assert spent < 15  # about 0.7 s where this was written; the bench prints the figure
