"""Filled-in examples of every kind of lab."""

from __future__ import annotations

from courses.authoring.studio.example_entry import LABS, Example

LAB_EXAMPLES: tuple[Example, ...] = (
    Example(
        "reliance-lab",
        "Reliance lab",
        LABS,
        """## Reliance lab `«messages-with-advice»`
confidence: yes
feedback: each

You read a message and decide. Then the tool gives its advice, and you make your final decision.

- `today` Same-day review
- `week` Appointment this week
- `self` Self-care advice

### Case `tight-chest`
correct: today
advice: week
advice-confidence: 88%

A man of 58 writes: "Tight chest going upstairs since yesterday, goes off when I stop."

**AI advice:** Likely muscular. Routine appointment within a week.

**Explanation:** New tightness on effort needs to be seen the same day. The tool was sure and wrong.

### Case `sore-throat`
correct: self
advice: self
advice-confidence: 90%

A woman of 24 writes: "Sore throat for two days, no fever, eating and drinking fine."

**AI advice:** Self-care, and when to come back.

**Explanation:** No red flags. Here the advice was right.

**Debrief:** Look at the cases where you changed your mind. Did the reason come from the patient or from the tool?
""",
    ),
    Example(
        "threshold-explorer",
        "Threshold explorer",
        LABS,
        """## Threshold explorer `«how-common-is-it»`
population: 1000
show: icon-array, two-by-two, ppv-npv
start: Primary care

Change how common the condition is and watch how many flags are right.

| Preset          | Sensitivity | Specificity | Prevalence |
| --------------- | ----------- | ----------- | ---------- |
| Primary care    | 90%         | 90%         | 1%         |
| Hospital clinic | 90%         | 90%         | 30%        |

**Debrief:** The tool did not change. The people did.

### Number `«even-chance»`
unit: %

Leave the tool as it is. How common must the condition be for a flag to be as often right as wrong?

- [x] 9 to 11

**Explanation:** At 10 in 100, 90 flags are right and 90 are wrong.
""",
    ),
    Example(
        "redaction-lab",
        "Redaction lab",
        LABS,
        """## Redaction lab `«before-it-leaves»`
select: word
must-find: name, number

Mark everything that could say who the patient is. Leave what the reader needs for care.

| Mark   | Meaning                       |
| ------ | ----------------------------- |
| name   | Name of the patient or family |
| number | NHS, telephone or other number |

### Text `letter`

[Mrs Ida Sample](#name "A name tells who it is"), NHS number [999 000 0000](#number "So does a number"), is
[71](#keep "Age in years is needed here"). Her daughter [Jo](#name:daughter "Relatives count too") will drive her.

**Debrief:** Relatives are what most people miss.
""",
    ),
    Example(
        "checking-lab",
        "Checking lab",
        LABS,
        """## Checking lab `«summary-against-record»`
select: phrase

Mark whatever the summary says that the record does not.

| Mark         | Meaning                        |
| ------------ | ------------------------------ |
| unsupported  | Not in the record              |
| contradicted | The record says something else |

### Source `record`

Cough for three weeks. Used to smoke. Chest clear. Penicillin: rash in 2009.
Plan: chest X-ray, review in one week.

### Summary `summary`

Cough for three weeks in someone who used to smoke, [with weight loss](#unsupported "Weight is not in the record").
Chest clear. [No known allergies](#contradicted "A rash with penicillin in 2009").
Plan: [chest X-ray](#keep "This is in the record") and review in one week.

**Debrief:** What is made up reads as smoothly as what is true.
""",
    ),
    Example(
        "scenario",
        "Scenario",
        LABS,
        """## Scenario `«late-result»`

It is ten to six. The inbox tool has filed a high potassium as "routine".

### Step `«first-look»`

What do you do?

- [x] [Ring the patient now](#step-«on-the-phone»)
  > Quick, and you learn how they are.
- [ ] [Leave it for the morning](#ending-«found-late»)
  > The label is no reason to wait.

### Step `«on-the-phone»`

The patient feels weak.

- [x] [Arrange an assessment today](#ending-«seen-today»)
- [ ] [Repeat the test next week](#ending-«found-late»)

### Ending `«seen-today»`
outcome: good

They are assessed within the hour. You report the filing error.

### Ending `«found-late»`
outcome: poor

The delay is found in a review. What would have stopped it?
""",
    ),
)
