"""Wording of the problems with questions, quizzes and pools."""

from __future__ import annotations

from collections.abc import Mapping

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "C100": ("No correct answer is marked.", "Put `x` in one `[ ]`"),
    "C101": (
        "Two correct answers in a single-choice question (lines {first} and {second}).",
        'Unmark one, or change the heading to "Multiple choice"',
    ),
    "C121": ("Write options as `- [ ] text` or `- [x] text`.", "Repair the brackets"),
    "C122": ("Indent this feedback by two spaces so that it belongs to the option above.", "Indent it"),
    "C124": ("This option is empty.", "Write it or remove it"),
    "C130": ("The question has no text.", "Write it between the settings and the options"),
    "C131": ("A choice question needs at least two options.", "Add one"),
    "C132": ("Same option as line {first}.", "Change one"),
    "C133": ('Option key "{key}" is used twice.', "Rename one"),
    "C134": ('"choose: {said}" but {right} right.', "Write `choose: {count}`"),
    "C135": ("The options must be True and False.", "Write `- [ ] True` and `- [ ] False`"),
    "C140": ('"{value}" is not a number. Write 8.3, 8.3 ± 0.5 or 8 to 9.', "Rewrite it"),
    "W141": ("{value} without a tolerance rejects {short}.", "Write `{value} ± {tolerance}`"),
    "C142": ("The range {low} to {high} runs backwards.", "Swap them"),
    "C143": ("{value} is marked wrong but lies inside the right range of line {first}.", "Narrow one"),
    "C144": ("Accepted and wrong answers are the same text.", "Remove one"),
    "C150": ("Ordering needs at least three steps.", "Add steps"),
    "C151": ("{name} uses a numbered list, not {what}.", "Write `1.`, `2.` and so on in front"),
    "C152": ("A rating needs 2 to 7 labelled points.", "Add or remove"),
    "C153": ("Matching needs a table with at least two rows.", "{fix}"),
    "C154": ("This row has {columns}; {whole} needs {needs}.", "Fix the `|` signs"),
    "C155": ('"{text}" appears twice on the left.', "Change one"),
    "C156": ("Ordering takes at most eight steps; this one has {count}.", "Remove steps, or make two questions of it"),
    "C157": ('There is no Rating "{id}".{guess}', "Replace it, or add that Rating"),
    "C158": (
        'The points are not those of "{id}" (line {first} of {other}), so the two cannot be compared.',
        "Use the same points in both",
    ),
    "C159": ("{name} has no check boxes.", "Use a plain list"),
    "C164": (
        "A rubric is a table with a criterion in each row and at least two scores in its first row.",
        "Write `| Criterion | 0 | 1 |`, a row of dashes and the criteria under them",
    ),
    "C165": ('"{value}" is not a score.', "Write a whole number such as 0, 1 or 2"),
    "C166": ("A rating cannot be its own pair.", "Name the other rating"),
    "C167": ('"{id}" is in a pair with "{other}" already.', "Remove one `pair:`"),
    "C168": ("The score {score} stands twice.", "Give each column its own score"),
    "W145": ('"{text}" with shuffled options.', "Write `shuffle: keep-last`, better: reword"),
    "W146": ("The right option is more than twice as long as the others.", "Even out"),
    "W147": ('"not" in the question: set it in bold or turn it round.', "Reword"),
    "W160": ("Marked by a person but has no rubric.", "Add `**Rubric:**` and a table"),
    "W161": ("No explanation and no feedback on the wrong options.", "Add one"),
    "W162": (
        "The reflection does not warn against identifying patients.",
        'Add "{sentence}"',
    ),
    "W163": ("Graded question without a competency.", "Add `competency:`"),
    "C170": ("This quiz has no questions.", "Add one"),
    "C171": ("This pool has both `from:` and questions of its own.", "Keep one"),
    "C172": ("There is no file {path}.{guess}", "{fix}"),
    "C173": ("The pool draws {draw} but has {size}.", "Write `draw: {size}`"),
    "C174": ("Questions in a pool must carry the same points.", "Even out"),
    "W175": ("The pool draws {draw} of {size}: every learner sees the same.", "Add items"),
    "C177": (
        'The graded quiz "{graded}" draws on {path} too: an exercise would tell its answers.',
        "Give each its own pool file",
    ),
    "C176": ("`feedback: each` in a graded quiz tells the answers.", "Write `feedback: end`"),
}
