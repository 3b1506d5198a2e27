"""A small invented course, made of text that a test can change."""

from __future__ import annotations

from pathlib import Path

from courses.core.document import Folder

COURSE = """---
format: 1
id: sample
title: A sample course
summary: Enough to be published.
language: en-GB
audience: [gp]
minutes: 7
competencies:
  check-advice: Check advice before acting on it
objectives:
  o1: Spot advice that is wrong
pass-mark: 50%
attempts: 3
wait-hours: 0
valid-for-months: 12
review-by: 2099-01-01
authors: [A. Example]
---

Welcome to the sample.
"""

UNIT = """---
title: The first unit
summary: Two questions and a picture.
minutes: 5
objectives: [o1]
competency: check-advice
---

## Look first

Decide before you look.

Then look again.

![Two circles that overlap.](images/rings.svg "Two circles")

### Single choice `who-decides`
objective: o1

Who decides in the end?

- [x] `clinician` The clinician
  > Feedback-right: you sign for it.
- [ ] `tool` The tool
  > Feedback-wrong: it advises.
- [ ] `nobody` Nobody in particular
  > Feedback-nobody: somebody must.

**Hint:** Who signs?

**Explanation:** Explanation-first: the clinician answers for the decision.

---

Between two exercises.

### Number `how-many`
unit: %

How many of 100 flags are right?

- [x] 8 ± 1

**Explanation:** Explanation-second: eight of 100.

---

The end.
"""

QUIZ = """---
kind: assessment
title: Final quiz
summary: Two questions.
minutes: 2
objectives: [o1]
competency: check-advice
---

## Quiz `final`
kind: graded
pass-mark: 50%
attempts: 3

### True or false `advice-is-order`

Advice is an order.

- [ ] True
- [x] False

**Explanation:** Explanation-third: it may be wrong.

### Single choice `when-to-look`

When do you look at the advice?

- [x] `after` After my own decision
- [ ] `before` Before anything else

**Explanation:** Explanation-fourth: your own view first.
"""

RINGS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">'
    b'<circle cx="10" cy="10" r="8" fill="none" stroke="#333"/>'
    b'<circle cx="20" cy="10" r="8" fill="none" stroke="#333"/>'
    b"</svg>\n"
)
SECRETS = (
    "Feedback-right",
    "Feedback-wrong",
    "Feedback-nobody",
    "Explanation-first",
    "Explanation-second",
    "Explanation-third",
    "Explanation-fourth",
)
"""Words that stand only where no learner may see them before answering."""


def sample(
    *,
    slug: str = "sample",
    course: str = COURSE,
    unit: str = UNIT,
    quiz: str = QUIZ,
    more: dict[str, bytes] | None = None,
) -> Folder:
    """The sample course as a folder; `more` adds or replaces files."""
    files = {
        "course.md": course.replace("id: sample", f"id: {slug}").encode(),
        "01-first.md": unit.encode(),
        "02-final.md": quiz.encode(),
        "images/rings.svg": RINGS,
    }
    return Folder(slug, {**files, **(more or {})})


def write(folder: Folder, place: Path) -> Path:
    """Put the folder on disk under `place`; returns its path."""
    for name, data in folder.files.items():
        path = place / folder.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return place / folder.name
