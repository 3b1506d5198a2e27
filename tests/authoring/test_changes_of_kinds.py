"""Changes of every kind of question and lab, on the compiled specimen course of the format."""

from __future__ import annotations

import pytest

from courses.core.changes import change_class, of_new_meaning
from courses.core.document import Folder
from tests.authoring.changed_course import Edit, compared, words
from tests.authoring.sample import COURSE, sample

pytestmark = pytest.mark.core

UNIT = "01-first.md"
KINDS = """---
title: The first unit
summary: One of each.
minutes: 9
objectives: [o1]
competency: check-advice
---

## Exercises

### Short text `what-rises`
accept: whole
typos: 1

What rises with prevalence?

- [x] positive predictive value
- [x] PPV
- [ ] sensitivity
  > It stays.

**Explanation:** More are ill.

### Ordering `which-order`

In which order?

1. Look at the patient
2. Make up your mind
3. Read the advice

**Explanation:** Your own view first.

### Matching `which-pairs`

Match.

| Measure | Starts from |
| --- | --- |
| Sensitivity | Everyone who is ill |
| Specificity | Everyone who is well |
|  | Everyone who was flagged |

**Explanation:** Read each line.

### Rating `ready-before`
pair: ready-after

How ready?

1. Not at all
2. Somewhat
3. Very

### Rating `ready-after`

How ready now?

1. Not at all
2. Somewhat
3. Very

### Reflection `what-next`
words: 20 to 200

What will you do differently? Write nothing that could identify a patient.

## Reliance lab `advice`
confidence: yes

Decide, then look.

- `now` See the patient today
- `week` See the patient this week

### Case `cough`
correct: now
advice: week

A cough that does not go.

**AI advice:** Routine.

**Explanation:** It was urgent.

### Case `rash`
correct: week
advice: week

A rash.

**AI advice:** Routine.

**Explanation:** It was routine.

### Case `fall`
correct: week
advice: week

A fall.

**AI advice:** Routine.

**Explanation:** It was routine.

**Debrief:** Look twice.

## Redaction lab `letter`
select: word

Find what identifies.

| Mark | Meaning |
| --- | --- |
| name | A name |
| number | A number |

### Text `first-letter`

[Mrs Ida Sample](#name "A name") called about [999 000 0000](#number "Her number"). She is [71](#keep "Needed").

**Debrief:** Read again.

## Scenario `inbox`

A message.

### Step `start`

What now?

- [x] [Ring the patient](#step-ring)
- [ ] [Archive the message at once](#ending-late)

### Step `ring`

She answers.

- [x] [Ask her to come in today](#ending-seen)
- [ ] [Tell her that all is well](#ending-late)

### Ending `seen`
outcome: good

Seen in time.

### Ending `late`
outcome: poor

Too late.

## Threshold explorer `explorer`
start: Primary care

Move it.

| Preset | Sensitivity | Specificity | Prevalence |
| --- | --- | --- | --- |
| Primary care | 90% | 90% | 1% |
| Clinic | 90% | 90% | 30% |

**Debrief:** The people differ.
"""


def course() -> Folder:
    return sample(course=COURSE.replace("minutes: 7", "minutes: 11"), unit=KINDS)


@pytest.mark.parametrize(
    ("edit", "name", "said", "expected"),
    [
        ((UNIT, "- [x] PPV\n", "- [x] PPV\n- [x] precision\n"), "what-rises", "answer changed", "meaning"),
        ((UNIT, "typos: 1", "typos: 2"), "what-rises", "typos changed from 1 to 2", "meaning"),
        ((UNIT, "accept: whole", "accept: contains"), "what-rises", "accepted form changed from whole to contains",
         "meaning"),
        ((UNIT, "  > It stays.", "  > It does not move."), "what-rises", "feedback reworded", "wording"),
        ((UNIT, "1. Look at the patient\n2. Make up your mind", "1. Make up your mind\n2. Look at the patient"),
         "which-order", "answer changed", "meaning"),
        ((UNIT, "2. Make up your mind", "2. Make up your own mind"), "which-order", "1 step reworded", "wording"),
        ((UNIT, "3. Read the advice", "3. Read the advice\n4. Decide again"), "which-order", "1 step added", "meaning"),
        ((UNIT, "| Sensitivity | Everyone who is ill |\n| Specificity | Everyone who is well |",
          "| Sensitivity | Everyone who is well |\n| Specificity | Everyone who is ill |"),
         "which-pairs", "answer changed", "meaning"),
        ((UNIT, "|  | Everyone who was flagged |", "|  | Everybody who was flagged |"), "which-pairs",
         "1 choice on the right reworded", "wording"),
        ((UNIT, "|  | Everyone who was flagged |", "|  | Nobody |"), "which-pairs", "1 choice on the right added",
         "meaning"),
        ((UNIT, "words: 20 to 200", "words: 60 to 200"), "what-next", "asks for 60 to 200 words", "requirement"),
        ((UNIT, "words: 20 to 200", "words: 10 to 200"), "what-next", "asks for 10 to 200 words", "wording"),
        ((UNIT, "pair: ready-after\n", ""), "ready-before", "compared with another rating", "meaning"),
    ],
)  # fmt: skip
def test_questions_of_every_kind(edit: Edit, name: str, said: str, expected: str) -> None:
    changes = compared(edit, before=course())
    assert said in words(changes, name), changes
    assert change_class(one for one in changes if one.id == name) == expected


@pytest.mark.parametrize(
    ("edit", "name", "said", "expected"),
    [
        ((UNIT, "correct: week\nadvice: week\n\nA rash", "correct: now\nadvice: week\n\nA rash"), "advice",
         "correct of rash changed", "meaning"),
        ((UNIT, "correct: week\nadvice: week\n\nA rash", "correct: week\nadvice: now\n\nA rash"), "advice",
         "decision of advice changed", "meaning"),
        ((UNIT, "It was urgent.", "It was very urgent."), "advice", "1 text reworded", "wording"),
        ((UNIT, "**Debrief:** Look twice.", "**Debrief:** Look again."), "advice", "debrief reworded", "wording"),
        ((UNIT, "- `week` See the patient this week\n", "- `week` See the patient this week\n- `never` Do nothing\n"),
         "advice", "1 decision added", "meaning"),
        ((UNIT, '(#number "Her number")', '(#number!major "Her number")'), "letter", "severity of number-999-000-0000",
         "meaning"),
        ((UNIT, "She is [71]", "She now is [71]"), "letter", "1 text reworded", "wording"),
        ((UNIT, "select: word", "select: sentence"), "letter", "select changed", "meaning"),
        ((UNIT, "is well](#ending-late)", "is well](#ending-seen)"), "inbox", "goto of", "meaning"),
        ((UNIT, "[Archive the message at once]", "[Archive this message at once]"), "inbox", "1 text reworded",
         "wording"),
        ((UNIT, "outcome: poor", "outcome: mixed"), "inbox", "outcome of late changed", "meaning"),
        ((UNIT, "| Clinic | 90% | 90% | 30% |", "| Clinic | 90% | 90% | 20% |"), "explorer",
         "prevalence of clinic changed", "meaning"),
    ],
)  # fmt: skip
def test_labs_of_every_kind(edit: Edit, name: str, said: str, expected: str) -> None:
    changes = compared(edit, before=course())
    assert any(one.startswith(said) for one in words(changes, name)), words(changes, name)
    assert change_class(one for one in changes if one.id == name) == expected


def test_a_new_case_is_an_addition_and_one_taken_away_is_another_meaning() -> None:
    case = KINDS[KINDS.index("### Case `fall`") : KINDS.index("**Debrief:** Look twice.")]
    more = compared((UNIT, case, case + case.replace("fall", "fourth")), before=course())
    assert words(more, "advice") == ["1 case added"]
    assert change_class(more) == "addition"
    fewer = compared((UNIT, case, ""), before=course())
    assert words(fewer, "advice") == ["1 case removed"]
    assert of_new_meaning(fewer) == {"advice"}


def test_a_lab_under_a_new_name_is_no_removal() -> None:
    changes = compared((UNIT, "## Scenario `inbox`\n", "## Scenario `messages`\nwas: inbox\n"), before=course())
    assert words(changes, "messages") == ["was called inbox"]
    assert change_class(changes) == "wording"


def test_a_lab_taken_away_is_a_removal_and_a_graded_one_asks_more() -> None:
    start, end = KINDS.index("## Threshold explorer"), len(KINDS)
    assert change_class(compared((UNIT, KINDS[start:end], "Gone.\n"), before=course())) == "removal"
    graded = compared(
        (UNIT, "## Scenario `inbox`\n", "## Scenario `inbox`\nkind: graded\npass-mark: 70%\n"), before=course()
    )
    assert "now graded" in words(graded, "inbox")
    assert change_class(graded) == "requirement"
