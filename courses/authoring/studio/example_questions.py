"""Filled-in examples of every kind of question."""

from __future__ import annotations

from courses.authoring.studio.example_entry import QUESTIONS, Example

QUESTION_EXAMPLES: tuple[Example, ...] = (
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
)
