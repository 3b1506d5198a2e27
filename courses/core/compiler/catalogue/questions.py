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
    "C152": ("A rating needs 2 to 7 labelled points.", "Add or remove"),
    "C157": ('There is no Rating "{id}".{guess}', "Replace it, or add that Rating"),
    "W145": ('"{text}" with shuffled options.', "Write `shuffle: keep-last`, better: reword"),
    "W146": ("The right option is more than twice as long as the others.", "Even out"),
    "W147": ('"not" in the question: set it in bold or turn it round.', "Reword"),
    "W161": ("No explanation and no feedback on the wrong options.", "Add one"),
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
