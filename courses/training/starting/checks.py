"""The questions of a path's start check: "checks/<path>.md" beside the paths, in the author's format, `kind: pool`.

They are its own: none of them stands in a course, so nobody meets a question of a final quiz here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path as File

from django.conf import settings

from courses.core.compiler import compile_course
from courses.core.document import Course, Folder, Key, Question
from courses.training.paths import Path, PathProblem, Stands

WRITTEN = "pools/check.md"  # where the compiler finds the author's file
ANY_DAY = date(2026, 1, 1)  # the frame below names no day that could have passed
# A pool is compiled as part of a course: this frame around it is never shown and never published.
FRAME = {
    "course.md": """---
format: 1
id: start-check
title: Start check
summary: The frame of a start check.
language: en-GB
audience: [gp, practice-nurse, pharmacist, allied-health, reception, manager]
minutes: 4
competencies:
  start: What is known at the start
objectives:
  o1: Show what is known at the start
order: free
pass-mark: 50%
valid-for-months: never
review-by: 2099-01-01
authors: [Second Look course team]
---
""",
    "01-frame.md": """---
title: Frame
summary: Only the check counts.
minutes: 1
objectives: [o1]
competency: start
---

## Frame

### True or false `frame-only`

This is a frame.

- [x] True
- [ ] False

**Explanation:** It is.
""",
    "02-check.md": """---
kind: assessment
title: Start check
summary: Five questions.
minutes: 3
objectives: [o1]
competency: start
---

## Quiz `start-check`
kind: graded
feedback: end

### Pool `start-check-pool`
from: pools/check.md
draw: 1
""",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The five questions of a path, in its order, each with its key and the unit it stands for.

    `version` is the digest of their text: what somebody answered is shown with it only.
    """

    path: Path
    version: str
    questions: tuple[Question, ...]
    keys: Mapping[str, Key]

    @property
    def stands(self) -> Mapping[str, Stands]:
        return {one.question: one for one in self.path.check}


@lru_cache(maxsize=32)
def sheet_of(path: Path) -> Sheet | None:
    """The start check of a shipped path; None where it has none. Read once a process. Raises PathProblem."""
    if not path.check:
        return None
    file = File(settings.COURSES_DIR) / "paths" / "checks" / f"{path.id}.md"
    if not file.exists():
        raise PathProblem(f"checks/{path.id}.md: not there, but {path.id}.yaml has a check")
    return read_sheet(path, file.read_bytes())


def read_sheet(path: Path, source: bytes) -> Sheet:
    """A start check from its text. Raises PathProblem with the file, the line and what is wrong."""
    file = f"checks/{path.id}.md"
    course = _compiled(file, source)
    questions = {one["id"]: one for section in course.quizzes[0]["sections"] for one in section["questions"]}
    wanted = [one.question for one in path.check]
    for name in wanted:
        if name not in questions:
            raise PathProblem(f'{file}: no question "{name}", which {path.id}.yaml names')
    for name in questions:
        if name not in wanted:
            raise PathProblem(f'{file}: "{name}" stands for no unit; name it in the check of {path.id}.yaml')
        _well_formed(file, questions[name], course.key[name])
    return Sheet(
        path=path,
        version=hashlib.sha256(source).hexdigest(),
        questions=tuple(questions[name] for name in wanted),
        keys={name: course.key[name] for name in wanted},
    )


def _compiled(file: str, source: bytes) -> Course:
    files = {name: text.encode() for name, text in FRAME.items()} | {WRITTEN: source}
    compiled = compile_course(Folder("start-check", files), today=ANY_DAY)
    if compiled.course is None:
        found = [one for one in compiled.problems if one.blocks]
        first = next((one for one in found if one.file == WRITTEN), found[0])
        raise PathProblem(f"{file}, line {first.line}: {first.code}: {first.message} {first.fix}")
    return compiled.course


def _well_formed(file: str, question: Question, key: Key) -> None:
    """It is answered by one choice, and tells something about each option and why."""
    name = question["id"]
    if question["kind"] != "single-choice":
        raise PathProblem(f'{file}: "{name}" must be a single choice')
    for option in key["options"]:
        if not key["feedback"].get(option):
            raise PathProblem(f'{file}: "{name}" says nothing about "{option}"; add a line of feedback below it')
    if not key["explanation"]:
        raise PathProblem(f'{file}: "{name}" needs an explanation')
