"""Filled-in examples of quizzes and pools, and of what stands in the text around them."""

from __future__ import annotations

from courses.authoring.studio.example_entry import PARTS, TEXT, Example

QUIZ_EXAMPLES: tuple[Example, ...] = (
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
)

TEXT_EXAMPLES: tuple[Example, ...] = (
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
