"""A small invented course, made of text that a test can change, published once for all tests of a module.

Every word that only an answered person may see begins with "Feedback-" or "Explanation-", so a test can look for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from django.core.cache import caches
from django.db import transaction

from courses.authoring.models import Release
from courses.authoring.services import Outcome, publish
from courses.core.document import Folder

COURSE = """---
format: 1
id: small
title: A small course
summary: Enough to be learnt.
language: en-GB
audience: [gp, practice-nurse, reception]
minutes: 11
competencies:
  check-advice: Check advice before acting on it
objectives:
  o1: Spot advice that is wrong
order: free
pass-mark: 50%
attempts: unlimited
wait-hours: 0
valid-for-months: 12
review-by: 2099-01-01
authors: [A. Example]
reviewers:
  - name: Dr Sample Reviewer
    role: invented
    date: 2026-06-12
contact: ask@courses.example
---

Welcome to the small course.
"""

FIRST = """---
title: The first unit
summary: Three exercises.
minutes: 5
objectives: [o1]
competency: check-advice
---

## Look first

Decide before you look.

### Single choice `who-decides`
confidence: yes

Who decides in the end?

- [x] `clinician` The clinician
  > Feedback-clinician
- [ ] `tool` The tool
  > Feedback-tool
- [ ] `nobody` Nobody

**Hint:** Who signs?

**Explanation:** Explanation-decides

## Look again

Between two exercises.

### Multiple choice `which-checks`

Which checks help?

- [x] `patient` Looking at the patient
- [x] `notes` Reading the notes
- [ ] `tool` Asking the tool again
  > Feedback-again

**Explanation:** Explanation-checks

### Number `how-many`
unit: %

How many of 100 flags are right?

- [x] 8.25 ± 0.5
- [ ] 90 ± 1
  > Feedback-ninety

**Explanation:** Explanation-many
"""

SECOND = """---
title: The second unit
summary: Two exercises.
minutes: 3
objectives: [o1]
competency: check-advice
---

## True or not

### True or false `advice-is-order`

Advice is an order.

- [ ] True
  > Feedback-order
- [x] False

**Explanation:** Explanation-order

### Rating `how-ready`

How ready do you feel?

1. Not at all
2. Somewhat
3. Very
"""

EXTRA = """---
title: An extra unit for nurses
summary: Prose only.
minutes: 2
objectives: [o1]
audience: [practice-nurse]
---

## For nurses

Only prose stands here.
"""

QUIZ = """---
kind: assessment
title: Final quiz
summary: Two questions.
minutes: 1
objectives: [o1]
competency: check-advice
---

## Quiz `final`
kind: graded
pass-mark: 50%
attempts: unlimited
wait-hours: 0

Take your time.

### Pool `final-pool`
from: pools/final.md
draw: 2
"""

POOL = """---
kind: pool
title: Items of the final quiz
competency: check-advice
---

### Single choice `when-to-look`

When do you look at the advice?

- [x] `after` After my own decision
  > Feedback-after
- [ ] `before` Before anything else
  > Feedback-before
- [ ] `never` Never at all
  > Feedback-never

**Hint:** Which comes first?

**Explanation:** Explanation-when

### Single choice `whom-to-ask`

Whom do you ask?

- [x] `colleague` A colleague
  > Feedback-colleague
- [ ] `kettle` A kettle
  > Feedback-kettle

**Explanation:** Explanation-whom

### Multiple choice `what-helps`

What helps?

- [x] `time` Some time
  > Feedback-time
- [x] `light` Good light
  > Feedback-light
- [ ] `haste` Great haste
  > Feedback-haste

**Explanation:** Explanation-helps

### Number `how-often`
unit: %

How often was it right?

- [x] 41.75 ± 0.5
  > Feedback-often
- [ ] 90 ± 1
  > Feedback-seldom

**Explanation:** Explanation-often
"""

T = TypeVar("T")
Change = tuple[str, str, str]  # file, text, other text
OF_QUIZ = ("Feedback-", "Explanation-", "41.75", "41.25", "42.25")
"""What no page of an open graded attempt may hold: feedback, explanations, the right figure and its range."""


def small_folder(*changes: Change, slug: str = "small") -> Folder:
    """The course as a folder. A text that is not there is a mistake; an empty one makes the file."""
    files = {
        "course.md": COURSE.replace("id: small", f"id: {slug}"),
        "01-first.md": FIRST,
        "02-second.md": SECOND,
        "03-extra.md": EXTRA,
        "04-final.md": QUIZ,
        "pools/final.md": POOL,
    }
    for file, text, other in changes:
        if not text:
            files[file] = other
            continue
        assert text in files[file], f"{text!r} is not in {file}"
        files[file] = files[file].replace(text, other)
    return Folder(slug, {name: text.encode() for name, text in files.items()})


def without(folder: Folder, *names: str) -> Folder:
    return Folder(folder.name, {name: data for name, data in folder.files.items() if name not in names})


def release_of(folder: Folder) -> Release:
    """Publish a folder; what stands in the way fails the test."""
    outcome = publish(folder=folder, by=None)
    assert outcome.outcome is Outcome.CREATED, (outcome.outcome, outcome.problems)
    assert outcome.release is not None
    return outcome.release


def quiz_with(*, attempts: str = "unlimited", wait_hours: int = 0, pass_mark: int = 50) -> tuple[Change, ...]:
    """Changes that give the final quiz other rules."""
    return (
        ("04-final.md", "attempts: unlimited", f"attempts: {attempts}"),
        ("04-final.md", "wait-hours: 0", f"wait-hours: {wait_hours}"),
        ("04-final.md", "pass-mark: 50%", f"pass-mark: {pass_mark}%"),
    )


def for_module(blocker: Any, build: Callable[[], T]) -> Iterator[T]:
    """Build data once for a module, inside a transaction that is rolled back after its last test."""
    outer = transaction.atomic()

    def undo() -> None:
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)

    with blocker.unblock():
        outer.__enter__()
        try:
            made = build()
        except BaseException:
            undo()  # or every later test would find itself inside
            raise
    yield made
    with blocker.unblock():
        undo()


@pytest.fixture(scope="module")
def small(django_db_setup: None, django_db_blocker: Any) -> Iterator[Release]:
    """The newest release of the small course, shared by the tests of a module."""
    yield from for_module(django_db_blocker, lambda: release_of(small_folder()))


@pytest.fixture(autouse=True)
def _fresh_caches(request: pytest.FixtureRequest) -> None:
    """What is rolled back gives its ids to the next test, so nothing that was kept under an id may stay."""
    if request.node.get_closest_marker("django_db"):
        for cache in caches.all(initialized_only=True):
            cache.clear()
