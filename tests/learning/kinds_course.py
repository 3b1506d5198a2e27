"""An invented course that holds every kind of question, as exercises and in a graded quiz; also used by browser tests.

Every word that only an answered person may see begins with "Feedback-", "Explanation-" or "Model-".
"""

from __future__ import annotations

from courses.core.document import Folder
from tests.learning.small_course import COURSE

SLUG = "kinds"

BEGIN = """---
title: Every kind once
summary: One exercise of each kind.
minutes: 8
objectives: [o1]
competency: check-advice
---

## Before

### Rating `ready-before`
pair: ready-after

How ready do you feel to question a tool?

1. Not at all ready
2. A little ready
3. Fairly ready
4. Very ready

## Write and sort

### Short text `name-it`
typos: 1

What is it called when people follow a tool without looking?

- [x] automation bias
  > Feedback-named
- [ ] confirmation bias
  > Feedback-confirmed

**Hint:** It begins with the tool.

**Explanation:** Explanation-named

### Ordering `steps`

Put the steps in order.

1. Read the message of the patient
2. Decide for yourself
3. Open the advice of the tool
4. Note what you did and *why*

**Explanation:** Explanation-steps

### Matching `starts-from`
confidence: yes

What does each measure start from?

| Measure                   | Starts from                                        |
| ------------------------- | -------------------------------------------------- |
| Sensitivity               | Everybody who has the condition                    |
| Specificity               | Everybody without the condition                    |
| Positive predictive value | Everybody whom the tool has flagged as a likely case |
|                           | Everybody who is registered at the practice        |

**Explanation:** Explanation-starts

### Matching `who-does`

Who does what?

| Who       | Does      |
| --------- | --------- |
| Tool      | Advises   |
| Clinician | Decides   |

**Explanation:** Explanation-who

## Think

### Reflection `one-time`
words: 5 to 90

Think of one time an alert was wrong. What did you notice? Do not include anything that could identify a patient.

**Model answer:** Model-cue

**Rubric:**

| Criterion | 0               | 1                 | 2                        |
| --------- | --------------- | ----------------- | ------------------------ |
| Cue       | No cue named    | Vague cue         | Specific cue             |
| Change    | No change named | General intention | Specific, checkable step |

## After

### Rating `ready-after`

How ready do you feel now?

1. Not at all ready
2. A little ready
3. Fairly ready
4. Very ready
"""

QUIZ = """---
kind: assessment
title: Final quiz
summary: One question of each new kind.
minutes: 4
objectives: [o1]
competency: check-advice
---

## Quiz `final`
kind: graded
pass-mark: 60%
attempts: unlimited
wait-hours: 0
shuffle: no

### Short text `quiz-name`

Whose decision is it in the end?

- [x] clinician
  > Feedback-mine
- [ ] the tool
  > Feedback-tool

**Explanation:** Explanation-whose

### Ordering `quiz-steps`

Put these in order.

1. Look at the record
2. Make up your mind
3. Look at the advice

**Explanation:** Explanation-order

### Matching `quiz-pairs`

Match each word to what it means.

| Word    | Meaning                   |
| ------- | ------------------------- |
| Miss    | A case that is not found  |
| Alarm   | A flag without a case     |
| Hit     | A case that is flagged    |
|         | Nothing at all            |

**Explanation:** Explanation-words

### Reflection `quiz-reflect`
words: 5 to 90

What will you do differently? Do not include anything that could identify a patient.

**Model answer:** Model-change

### Single choice `quiz-choice`

Which comes first?

- [x] `mine` My own decision
  > Feedback-first
- [ ] `advice` The advice
  > Feedback-second

**Explanation:** Explanation-first
"""

HIDDEN = ("Feedback-", "Explanation-", "Model-", "automation bias")
"""What no page may hold before an answer: feedback, explanations, model answers, the accepted words of a short text."""


def kinds_folder() -> Folder:
    """The course as a folder."""
    head = COURSE.replace("id: small", f"id: {SLUG}").replace("A small course", "Every kind of question")
    files = {"course.md": head.replace("minutes: 11", "minutes: 12"), "01-begin.md": BEGIN, "02-final.md": QUIZ}
    return Folder(SLUG, {name: text.encode() for name, text in files.items()})
