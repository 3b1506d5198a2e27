"""An invented course with three threshold explorers: all in one, one tool in two groups, no picture at all."""

from __future__ import annotations

from courses.core.document import Folder
from tests.learning.small_course import COURSE

SLUG = "explorers"
DEBRIEF = "Debrief-one: the tool did not change, the people did."

UNIT = f"""---
title: What a flag means here
summary: Move numbers, watch people.
minutes: 8
objectives: [o1]
competency: check-advice
---

## Move the numbers

A tool is as good as the place it is used in.

### Threshold explorer `flag`
start: In your surgery

Move one number and watch the people.

| Preset               | Sensitivity | Specificity | Prevalence |
| -------------------- | ----------- | ----------- | ---------- |
| In your surgery      | 90%         | 90%         | 1%         |
| At a referral clinic | 90%         | 90%         | 20%        |
| A rare thing         | 99.5%       | 99.9%       | 0.02%      |

| Threshold | Sensitivity | Specificity |
| --------- | ----------- | ----------- |
| 0.3       | 97%         | 75%         |
| 0.5       | 90%         | 90%         |
| 0.7       | 78%         | 96%         |

#### Number `flags-right`
unit: %

Where one in five has it, how many of 100 flags are right?

- [x] 69 ± 1

**Explanation:** Explanation-flags

**Debrief:** {DEBRIEF}

## Compare groups

### Threshold explorer `by-group`

The same camera, two kinds of skin.

| Preset | Group      | Sensitivity | Specificity | Prevalence |
| ------ | ---------- | ----------- | ----------- | ---------- |
| Camera | light skin | 91%         | 85%         | 5%         |
| Camera | dark skin  | 69%         | 88%         | 5%         |

## Counts alone

### Threshold explorer `counts`
population: 10000
show: two-by-two

No picture.

| Preset | Sensitivity | Specificity | Prevalence |
| ------ | ----------- | ----------- | ---------- |
| Screen | 90%         | 95%         | 0.5%       |
"""


def explorer_folder() -> Folder:
    head = COURSE.replace("id: small\n", f"id: {SLUG}\n").replace("title: A small course", "title: Three explorers")
    head = head.replace("minutes: 11\n", "minutes: 8\n")
    return Folder(SLUG, {"course.md": head.encode(), "01-flags.md": UNIT.encode()})
