"""Filled-in examples of every block: what the Insert menu puts at the cursor and the cheat sheet shows.

Each is complete and without a problem in a course (a test compiles every one). Ids that must be new in the course stand
as «id»; the same word is the same id. «source», «term» and «picture» stand for things the course has already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ID_TO_FILL_IN = re.compile(r"«([a-z0-9-]+)»")


@dataclass(frozen=True, slots=True)
class Example:
    """One entry of the menu. `text` ends with one line end; `inline` goes into the line where the cursor is."""

    slug: str
    label: str
    group: str
    text: str
    inline: bool = False
    needs: str = ""  # "source", "term" or "picture": what the course must have first

    @property
    def clean(self) -> str:
        """The text to be read and copied, with the ids as they stand."""
        return ID_TO_FILL_IN.sub(r"\1", self.text)


QUESTIONS, PARTS, LABS, TEXT = "Questions", "Quizzes", "Labs", "Text"

EXAMPLES: tuple[Example, ...] = (
    Example(
        "single-choice",
        "Single choice",
        QUESTIONS,
        """### Single choice `«who-decides»`

A tool suggests "routine" for a patient with new chest pain. Who decides what happens next?

- [x] `clinician` The clinician who saw the patient
  > Yes. You decide, and you answer for it.
- [ ] `tool` The tool, because it has seen more cases
  > It has seen more cases, but never this patient.
- [ ] `rule` Whoever is quicker on the day
  > Speed is no reason to follow advice.

**Explanation:** Advice can be one more reason. It is never the decision.
""",
    ),
    Example(
        "multiple-choice",
        "Multiple choice",
        QUESTIONS,
        """### Multiple choice `«two-checks»`
choose: 2

Which two checks tell you most about whether to rely on this advice?

- [x] `base` How common the condition is among people like this
- [x] `miss` Which kinds of case the tool is known to miss
- [ ] `tone` How sure the wording sounds
  > Fluent wording is no evidence.
- [ ] `speed` How quickly the answer came
  > A quick answer may be a wrong one.

**Explanation:** How common it is and what the tool misses say something about this patient.
""",
    ),
    Example(
        "true-or-false",
        "True or false",
        QUESTIONS,
        """### True or false `«sure-is-right»`

When a tool says it is 95% sure, it is right in 95 of 100 cases like this.

- [ ] True
  > Only if somebody has measured that, in patients like yours.
- [x] False

**Explanation:** A stated confidence is a claim. Ask who checked it, and on whom.
""",
    ),
    Example(
        "number",
        "Number",
        QUESTIONS,
        """### Number `«share-right»`
unit: %

Of 108 flagged people, 9 have the condition. How likely is it that a flag is right?

- [x] 8.3 ± 0.5
  > Yes: 9 of 108.
- [ ] 90 ± 1
  > That is how many ill people are found, not how many flags are right.

**Hint:** Divide the people who are ill by all who were flagged.

**Explanation:** 9 of 108 is 8.3%.
""",
    ),
    Example(
        "short-text",
        "Short text",
        QUESTIONS,
        """### Short text `«name-of-the-pull»`
typos: 1

What is it called when people follow advice from a machine without enough checking?

- [x] automation bias
- [x] automation complacency
- [ ] confirmation bias
  > That is favouring what you already believed.

**Explanation:** Automation bias: the advice pulls, and the check is left out.
""",
    ),
    Example(
        "ordering",
        "Ordering",
        QUESTIONS,
        """### Ordering `«order-of-deciding»`

Put the steps in the order that keeps your own judgement free.

1. Read the record and the patient's own words
2. Make your own decision
3. Look at the advice
4. Look for a reason to change your mind
5. Write down what you did and why

**Explanation:** The decision comes first, so that the advice has something to be compared with.
""",
    ),
    Example(
        "matching",
        "Matching",
        QUESTIONS,
        """### Matching `«what-it-starts-from»`

Match each measure to the people it starts from.

| Measure                   | Starts from                    |
| ------------------------- | ------------------------------ |
| Sensitivity               | Everyone who has the condition |
| Specificity               | Everyone without the condition |
| Positive predictive value | Everyone who was flagged       |
|                           | Everyone who came on that day  |

**Explanation:** Each measure is a share. The right column says what it is a share of.
""",
    ),
    Example(
        "rating",
        "Rating",
        QUESTIONS,
        """### Rating `«how-sure-to-explain»`

How sure are you that you could explain a flagged result to a patient?

1. Not at all sure
2. A little sure
3. Fairly sure
4. Very sure
""",
    ),
    Example(
        "reflection",
        "Reflection",
        QUESTIONS,
        """### Reflection `«last-time»`
words: 40 to 150

Think of one time when an alert or a tool was wrong. What did you notice, and what will you do differently?
Do not include anything that could identify a patient.

**Model answer:** Names what was noticed, the check that was made, and one change in routine.
""",
    ),
    Example(
        "quiz",
        "Exercise quiz",
        PARTS,
        """## Quiz `«check-yourself»`
kind: exercise

Two short questions about this unit.

### True or false `«decide-first»`

It is best to read the advice before making up your mind.

- [ ] True
  > Then the advice pulls, and you cannot tell what you would have thought.
- [x] False

### Single choice `«what-changes-a-flag»`

You use the same tool for everyone instead of only for people with symptoms. How many of its flags are right?

- [x] `fewer` Fewer than before
  > Yes. The condition is rarer among the people tested.
- [ ] `more` More than before
  > More people are flagged, but fewer of them are ill.
- [ ] `same` As many as before
  > What it finds stays the same. How often it is right does not.
""",
    ),
    Example(
        "graded-quiz",
        "Graded quiz",
        PARTS,
        """## Quiz `«final-check»`
kind: graded
pass-mark: 50%
feedback: end

### True or false `«advice-is-an-order»`

Advice from a tool is an order.

- [ ] True
  > It is one more reason, and you decide.
- [x] False

### Single choice `«when-to-look»`

When do you look at the advice?

- [x] `after` After my own decision
- [ ] `before` Before anything else
  > Then you cannot tell what you would have thought.
- [ ] `never` Never, whatever it says
  > Good advice helps. It needs something to be compared with.
""",
    ),
    Example(
        "pool",
        "Graded quiz that draws from a pool",
        PARTS,
        """## Quiz `«drawn-check»`
kind: graded
pass-mark: 50%
feedback: end

### Pool `«drawn-pool»`
draw: 1

#### True or false `«sensitivity-is-not-ppv»`

A sensitivity of nine in ten means that nine in ten flagged people are ill.

- [ ] True
  > Sensitivity starts from people who are ill, not from people who are flagged.
- [x] False

#### True or false `«rare-means-alarms»`

The rarer a condition, the more of the flags are false alarms.

- [x] True
- [ ] False
  > The healthy are many, so even a small share of them is a crowd.
""",
    ),
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
    Example(
        "callout",
        "Callout",
        TEXT,
        """> [!TIP]
> **Count people, not percentages**
> Start from 1,000 people and fill in who is ill and who is flagged.
""",
    ),
    Example(
        "figure",
        "Figure",
        TEXT,
        """![Say here what the picture shows, for people who cannot see it.](«picture» "The finding, in one line")

**Credit:** Who made it, CC-BY-4.0.
""",
        needs="picture",
    ),
    Example(
        "table",
        "Table",
        TEXT,
        """| What you see     | What it may mean       |
| ---------------- | ---------------------- |
| A quick answer   | Nobody has checked it  |
| A careful answer | Somebody may have      |
""",
    ),
    Example("citation", "Citation", TEXT, "[@«source»]", inline=True, needs="source"),
    Example("term", "Glossary link", TEXT, "[«words»](glossary.md#«term»)", inline=True, needs="term"),
    Example(
        "section",
        "New section",
        TEXT,
        """## A new section

Say one thing here, in two or three sentences.
""",
    ),
)
