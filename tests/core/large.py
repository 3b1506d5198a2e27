"""A course as large as one is likely to be: for the speed of the compiler, here and in the bench."""

from __future__ import annotations

from courses.core.document import Folder
from tests.core.golden import COURSE, sample_files

PARAGRAPH = """\
A tool flags skin photographs. It finds *most* of the cancers and wrongly flags some
of the harmless marks [@demo-study]. The chance that a flagged mark is cancer is its
[predictive value](glossary.md#sensitivity), and it depends on how common cancer is.

"""
REST_OF_STEP = """\
- one thing
- another **thing**
  - nested

> [!NOTE]
> **Title**
> Some text in it.

![A row of dots that says it](images/dots.svg "Caption")

**Long description:** More about it.

| a | b |
| --- | ---: |
| 1 | 2 |

### Single choice `q-{unit}-{step}`
objective: o1

Your practice starts using the tool for everyone. What happens to the value?

- [ ] `up` It goes up
  > More people are tested, but fewer of them are ill.
- [x] `down` It goes down
  > Yes. The condition is *rarer* among the people tested.
- [ ] `same` It stays the same
  > Sensitivity and specificity stay. This value does not.

**Hint:** Think of 1,000 people.

**Explanation:** Rarer condition, more false alarms for each true one.

"""
STEPS = 5


def large_course(units: int) -> Folder:
    """A course of `units` units, each of about 1,400 words with five questions. It has no problem."""
    course = COURSE.replace("minutes: 16", f"minutes: {8 * units}")
    files = {**sample_files(), "course.md": course.encode()}
    del files["01-unit.md"], files["02-rest.md"]
    for number in range(1, units + 1):
        front = f"---\ntitle: Unit {number}\nsummary: Something.\nminutes: 8\nobjectives: [o1]\n---\n\n"
        steps = (
            f"## Step {step}\n\n" + PARAGRAPH * 4 + REST_OF_STEP.format(unit=number, step=step) for step in range(STEPS)
        )
        files[f"{number:02}-unit-{number}.md"] = (front + "".join(steps)).encode()
    return Folder("sample", files)
