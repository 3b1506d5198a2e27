"""Faultless labs for tests to change, one of each kind."""

from __future__ import annotations

FRONT = """\
---
title: First unit
summary: What it is about.
minutes: 8
objectives: [o1]
competency: protect-data
---

"""
RELIANCE = """\
## Reliance lab `triage`

Decide, look, decide again.

- `today` See them today
- `week` See them this week
- `self` Advise self-care

### Case `weak-leg`
correct: today
advice: week
advice-confidence: 80%
type: miss
roles: gp
region: uk

A weak leg since this morning.

**AI advice:** Likely a trapped nerve. An appointment this week.

**About this tool:** Trained on adults.

**Explanation:** A sudden weak leg cannot wait.

### Case `sore-throat`
correct: self
advice: self
advice-confidence: 80%

A sore throat for two days, no fever.

- `self` Advise self-care
- `test` Test for a germ today

**AI advice:** Self-care, with advice on when to come back.

**Explanation:** Nothing speaks against it.

**Debrief:** Look back.
"""
THRESHOLD = """\
## Threshold explorer `explorer`
start: Clinic

Move the prevalence.

| Preset | Sensitivity | Specificity | Prevalence |
| ------ | ----------- | ----------- | ---------- |
| Clinic | 90%         | 90%         | 30%        |
| Screen | 90%         | 90%         | 1%         |

| Threshold | Sensitivity | Specificity |
| --------- | ----------- | ----------- |
| 0.3       | 97%         | 75%         |
| 0.7       | 78%         | 96%         |

**Debrief:** The tool did not change.

### Number `half-right`
unit: %

At what prevalence is half of the flags right?

- [x] 9 to 11

**Explanation:** At 10%.
"""
REDACTION = """\
## Redaction lab `letter-lab`
select: word
must-find: name

Mark what could identify the patient.

| Mark   | Meaning                |
| ------ | ---------------------- |
| name   | Name of a person       |
| number | NHS or phone number    |

### Text `letter`

[Ida Sample](#name!major "A name tells"), NHS number [999 000 0000](#number), is
[71](#keep "Needed for care") and takes warfarin.
Her daughter [Jo](#name+number:daughter) drives.
"""
CHECKING = """\
## Checking lab `summary-lab`

Mark what the record does not support.

| Mark        | Meaning                 |
| ----------- | ----------------------- |
| unsupported | Not stated in the source |

### Source `record`

Cough for three weeks. Chest clear.

### Summary `summary`

Cough [with weight loss](#unsupported "Not mentioned"). [Chest clear](#keep "In the record").
"""
SCENARIO = """\
## Scenario `inbox`

A potassium of 6.4 is filed as routine.

### Step `begin`

What do you do?

- [x] [Ring the patient](#step-ring)
  > You learn how they are.
- [ ] [Leave it for the morning](#ending-late)

### Step `ring`

The patient feels weak.

- [x] [Arrange an assessment](#ending-safe)
- [ ] [Repeat the test next week](#ending-late)

### Ending `safe`
outcome: good

They are seen within the hour.

### Ending `late`
outcome: poor

The delay is found in a review.
"""
