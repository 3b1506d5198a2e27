"""What the Insert menu puts into a text has no problem, wherever it is put."""

from __future__ import annotations

from datetime import date

import pytest

from courses.authoring.studio.examples import EXAMPLES
from courses.authoring.studio.inserting import appended, available, stock_of, with_ids
from courses.core.compiler import compile_course
from courses.core.document import Folder
from courses.core.kinds import KINDS
from tests.authoring.sample import COURSE, QUIZ, RINGS

pytestmark = pytest.mark.core
UNIT = """---
title: The first unit
summary: One question.
minutes: 5
objectives: [o1]
competency: check-advice
---

## Look first

Decide before you look [@study]. See [prevalence](glossary.md#prevalence).

### Single choice `first-of-all`
objective: o1

Who decides?

- [x] `we` We do
- [ ] `it` The tool

**Explanation:** We sign for it.

---
"""
SOURCES = """sources:
  study:
    title: An invented study
    publisher: Example Press
    url: https://example.org/study
    published: 2025-01-01
    checked: 2026-01-01
    review-by: 2099-01-01
reviewers:
  - name: B. Example
    role: clinical safety
    date: 2026-06-12
"""
GLOSSARY = "---\ntitle: Words\n---\n\n## Prevalence\n\nHow common a condition is among those who are tested.\n"


def course(unit: str = UNIT) -> Folder:
    texts = {
        "course.md": COURSE.replace("authors:", f"{SOURCES}authors:"),
        "01-first.md": unit,
        "02-final.md": QUIZ,
        "glossary.md": GLOSSARY,
    }
    return Folder("sample", {**{path: text.encode() for path, text in texts.items()}, "images/rings.svg": RINGS})


def problems(folder: Folder) -> list[str]:
    found = compile_course(folder, today=date(2026, 11, 21)).problems
    return [f"{one.file}:{one.line} {one.code} {one.message}" for one in found]


def test_the_course_of_these_tests_has_no_problem():
    assert problems(course()) == []


@pytest.mark.parametrize("example", available(stock_of(course())), ids=lambda one: one.slug)
def test_an_inserted_example_has_no_problem(example):
    text = with_ids(example.text, stock_of(course()).ids)
    assert "«" not in text
    unit = f"{UNIT}\nSee {text} here.\n" if example.inline else appended(UNIT, text)
    assert problems(course(unit)) == []


WITH_IDS = [one for one in available(stock_of(course())) if one.slug != "graded-quiz" and not one.inline]


@pytest.mark.parametrize("example", WITH_IDS, ids=lambda one: one.slug)  # a course has one final quiz, a link no id
def test_the_same_example_twice_gets_other_ids(example):
    first = appended(UNIT, with_ids(example.text, stock_of(course()).ids))
    taken = stock_of(course(first)).ids
    again = appended(first, with_ids(example.text, taken))
    assert [one for one in problems(course(again)) if " C" in one] == []


def test_every_kind_of_question_has_an_example():
    assert set(KINDS) <= {example.slug for example in EXAMPLES}


def test_what_the_course_lacks_is_not_offered():
    bare = Folder("sample", {"course.md": COURSE.encode()})
    assert {one.slug for one in available(stock_of(bare)) if not one.text} == {"figure", "citation", "term"}


def test_hostile_texts_are_read_quickly():
    stock_of(Folder("sample", {"course.md": b"sources:\n" + b" \n" * 100_000, "glossary.md": b"## " * 100_000}))
