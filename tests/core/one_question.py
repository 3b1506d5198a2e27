"""Compiles one question, as an author writes it, to its learner view and its marking key."""

from __future__ import annotations

import datetime

from courses.core.compiler import compile_course
from courses.core.document import Compiled, Key, Question
from tests.core.golden import Case, sample_files

FRONT = """\
---
title: First
summary: What.
minutes: 8
objectives: [o1]
---

"""


def compiled(text: str) -> Compiled:
    """The sample course whose first unit is this text."""
    case = Case("one", {**sample_files(), "01-unit.md": (FRONT + text).encode()})
    return compile_course(case.folder, today=datetime.date(2026, 11, 21))


def questions_of(text: str) -> tuple[dict[str, Question], dict[str, Key]]:
    """Learner views and keys by id. Fails when anything blocks."""
    course = compiled(text).course
    assert course is not None, compiled(text).problems
    blocks = [block for step in course.units[0]["steps"] for block in step["blocks"]]
    return {block["question"]["id"]: block["question"] for block in blocks if block["type"] == "question"}, {
        **course.key
    }


def question_of(text: str) -> tuple[Question, Key]:
    """The only question of a text."""
    questions, keys = questions_of(text)
    (id,) = questions
    return questions[id], keys[id]
