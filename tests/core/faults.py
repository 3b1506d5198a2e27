"""A faultless unit that holds one of nearly everything, and single faults to put into it.

Each fault changes one place of one file, so that any few of them together must be found as if each were alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

from tests.core.golden import COURSE, sample_files

UNIT = """\
---
title: Third unit
summary: Holds one of each.
minutes: 8
objectives: [o1]
competency: protect-data
---

## Reading

Plain words come first.

A second paragraph stands here.

Some words in a third.

> [!TIP]
> **A title**
> Some advice.

![A row of dots](images/dots.svg "Dots")

Read [the rest](02-rest.md), [sensitivity](glossary.md#sensitivity) and a study [@demo-study].

```
code
```

## Asking

### Single choice `pick-one`
points: 1

Which one?

- [x] `this` This one
  > Yes.
- [ ] `that` That one
  > No.

**Hint:** Look again.

**Explanation:** Because.

### Multiple choice `pick-some`
choose: 2

Which two?

- [x] `a1` First
- [x] `a2` Second
- [ ] `a3` Third

**Explanation:** So.

### True or false `holds`
confidence: yes

It holds.

- [x] True
- [ ] False

**Explanation:** It does.

### Number `figure`
unit: %

How much?

- [x] 8.3 ± 0.5

**Explanation:** Count.

### Number `spread`

From where to where?

- [x] 9 to 11

**Explanation:** Measure.

### Ordering `steps`

In what order?

1. Open the box
2. Take the tool
3. Close the box

**Explanation:** It is a box.

### Matching `pairs`

Which go together?

| Left | Right |
| --- | --- |
| Day | Sun |
| Night | Moon |

**Explanation:** Look up.

### Reflection `think`
marked-by: nobody

What will you do? Leave out anything that could identify a patient.

---

## Deciding

### Scenario `call`

Someone rings.

#### Step `start`

The phone rings.

- [x] [Answer it](#ending-good)
  > A voice says hello.
- [ ] [Let it ring](#step-wait)

#### Step `wait`

It rings on.

- [x] [Answer at last](#ending-good)
- [ ] [Go home](#ending-poor)

#### Ending `good`
outcome: good

Somebody is helped.

#### Ending `poor`
outcome: poor

Nobody is helped.
"""
NAME = "03-more.md"


@dataclass(frozen=True, slots=True)
class Fault:
    """Writing `new` for `old` in `file` gives the problem `code` on the line of `at` (of `new` when it is empty)."""

    code: str
    old: str
    new: str
    at: str = ""
    file: str = NAME
    fixable: bool = True

    def in_place(self) -> str:
        return self.at or self.new


FAULTS = (
    Fault("C003", "title: Third unit", "title: Third: a unit"),
    Fault("C003", "summary: Holds one of each.", 'summary: "Holds one of each.'),
    Fault("C005", "competency: protect-data\n---", "competensy: protect-data\n---", at="competensy"),
    Fault("C007", "minutes: 8\nobjectives: [o1]", "minutes: about 8\nobjectives: [o1]", "about 8"),
    Fault("C010", "Plain words", "Plain\twords"),
    Fault("C012", "## Reading", "# Reading"),
    Fault("C014", "## Deciding", "##Deciding"),
    Fault("C013", "Plain words come first.\n", "Plain words come first.\n---\n", at="---\n\nA "),
    Fault("C015", "second paragraph", "<b>second</b> paragraph"),
    Fault("C303", "> [!TIP]\n> **A title**", "> [!TIP] A title", at="[!TIP]"),
    Fault("C401", "![A row of dots]", "![]", fixable=False),
    Fault("C403", "images/dots.svg", "images/dotts.svg"),
    Fault("C501", "[@demo-study].\n\n```", "[@demo-stdy].\n\n```", at="@demo-stdy"),
    Fault("C511", "glossary.md#sensitivity", "glossary.md#sensitivty"),
    Fault("C114", "points: 1", "region: uka"),
    Fault("C111", "points: 1", "pionts: 1"),
    Fault("C110", "points: 1\n\nWhich one?", "points: 1\nWhich one?", at="Which one?"),
    Fault("C121", "- [ ] `that` That one", "- [] `that` That one"),
    Fault("C122", "  > Yes.", "> Yes.", at="> Yes."),
    Fault("C120", "**Hint:** Look", "**Hnt:** Look"),
    Fault("C134", "choose: 2", "choose: 3"),
    Fault("C133", "`a3` Third", "`a1` Third"),
    Fault("C104", "Multiple choice `pick-some`", "Multiple choice `Pick Some`"),
    Fault("C102", "True or false `holds`", "True or fals `holds`"),
    Fault("C135", "- [x] True\n- [ ] False", "- [x] Yes\n- [ ] No", at="- [x] Yes"),
    Fault("W141", "8.3 ± 0.5", "8.33"),
    Fault("C142", "9 to 11", "11 to 9"),
    Fault("C140", "9 to 11", "about 9", fixable=False),
    Fault("C103", "### Ordering `steps`", "### Ordering"),
    Fault("C151", "1. Open the box\n2. Take the tool\n3. Close the box",
          "- [ ] Open the box\n- [ ] Take the tool\n- [ ] Close the box", at="- [ ] Open"),
    Fault("C154", "| Day | Sun |", "| Day | Sun | Star |", fixable=False),
    Fault("W162", " Leave out anything that could identify a patient.", "", at="What will you do?"),
    Fault("C114", "marked-by: nobody", "marked-by: nobdy"),
    Fault("C125", "Some words in a third.", "- [ ] Some words in a third.", fixable=False),
    Fault("C233", "(#step-wait)", "(#step-wiat)"),
    Fault("C106", "#### Ending `poor`", "### Ending `poor`"),
    Fault("C114", "outcome: good", "outcome: goood"),
    Fault("C107", "Number `figure`", "Number `rest-fact`", fixable=False),
    Fault("W050", "minutes: 24", "minutes: 23", file="course.md"),
    Fault("C008", "pass-mark: 80%", "pass-mark: 180%", file="course.md", fixable=False),
    Fault("C060", "[gp, reception]", "[gp, receptoin]", file="course.md"),
)  # fmt: skip
# The second is told once the first is mended: the text it stands in, or what it is held against, was not read.
CASCADES = frozenset({("C102", "C135"), ("C103", "C151"), ("C106", "C233"), ("C007", "W050")})


def faultless() -> dict[str, bytes]:
    course = COURSE.replace("minutes: 16", "minutes: 24")
    return {**sample_files(), "course.md": course.encode(), NAME: UNIT.encode()}


def with_faults(faults: Iterable[Fault]) -> dict[str, bytes]:
    """The course with these faults in it."""
    files = faultless()
    for fault in faults:
        text = files[fault.file].decode()
        assert text.count(fault.old) == 1, fault
        files[fault.file] = text.replace(fault.old, fault.new).encode()
    return files


def independent(faults: Collection[Fault]) -> bool:
    """Whether no two of them change the same lines, and none keeps another from being told."""
    for one, other in combinations(faults, 2):
        first, second = _lines(one), _lines(other)
        if one.file == other.file and first[0] <= second[1] and second[0] <= first[1]:
            return False
        if {(one.code, other.code), (other.code, one.code)} & CASCADES:
            return False
    return True


def _lines(fault: Fault) -> tuple[int, int]:
    """The first and the last line that a fault changes in the faultless course."""
    text = faultless()[fault.file].decode()
    start = text.index(fault.old)
    return text.count("\n", 0, start), text.count("\n", 0, start + len(fault.old))


def expected(faults: Iterable[Fault], files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    """(file, line, code) of each fault, as the problems must name them."""
    found = []
    for fault in faults:
        text = files[fault.file].decode()
        found.append((fault.file, text[: text.index(fault.in_place())].count("\n") + 1, fault.code))
    return sorted(found)
