"""Wording of the problems with labs."""

from __future__ import annotations

from collections.abc import Mapping

LABS: Mapping[str, tuple[str, str]] = {
    "C200": ("List at least two decisions as ``- `key` text``.", "Add them"),
    "C201": ("A reliance lab needs at least two cases.", "Add a case"),
    "C202": ('This case has no "{name}:" setting.', "Add it"),
    "C203": ('"{value}" is not one of the decisions.{guess}', "{fix}"),
    "C204": ("This case has no **AI advice:**.", "Add it"),
    "C205": ("This case has no **Explanation:**.", "Add it"),
    "C206": ("The advice is {all} in every case; include one where it is {one}.", "Change or add a case"),
    "C208": (
        '"{value}" reads as a risk of disease but is set as the confidence of the advice.',
        "Put the risk into the AI advice text",
    ),
    "W207": ("The advice is wrong in {wrong} of {total} cases; this teaches blanket distrust.", "Add right cases"),
    "W209": (
        "Stated confidence averages {wrong} when the advice is wrong, {right} when it is right.",
        "Even out",
    ),
    "W210": ("The right option is the longest in {longest} of {total} cases.", "Even out"),
    "C210": (
        "A threshold explorer needs a table with Preset, Sensitivity, Specificity, Prevalence.",
        "Add it",
    ),
    "C211": ('{name} "{value}" must be a percentage from 0% to 100%.', "Write it with its sign, such as `90%`"),
    "C212": ('"start: {value}" is not one of the presets.{guess}', "{fix}"),
    "C213": ("The threshold table needs Threshold, Sensitivity and Specificity.", "Add the missing columns and rows"),
    "C214": ("Sensitivity rises from {low} to {high} as the threshold rises.", "Check the rows"),
    "C220": ("Define the marks in a table with Mark and Meaning.", "Add it"),
    "C221": ('"{value}" in must-find is not one of the marks.{guess}', "{fix}"),
    "C222": ('Mark "{value}" is not in the table.{guess}', "{fix}"),
    "C223": ("A mark may not run over a line end.", "Join the lines"),
    "C224": ("Nothing in this text is marked.", "Mark at least one span"),
    "W225": ("This looks like a real NHS number or phone number.", "Use a 999 or drama-range number"),
    "C226": ("A checking lab needs a Source and a Summary.", "Add the missing one"),
    "W227": ("Every tappable span is a target; nothing tests over-marking.", "Add `#keep` decoys"),
    "C228": ('"{name}" has a meaning of its own and cannot be a mark of this lab.', "Choose another name"),
    "C229": ("A redaction lab needs a text to mark.", "Add `### Text`"),
    "C230": ("The scenario has no steps.", "Add `### Step`"),
    "C231": ("A step needs at least two choices.", "Add one or turn it into an Ending"),
    "C232": ("Write each choice as a link, such as `[Ring](#step-ring)`.", "Convert it"),
    "C233": ('There is no step or ending "{value}".{guess}', "{fix}"),
    "C234": ('{part} "{id}" cannot be reached from the start.', "Link to it or delete it"),
    "C235": ("The scenario has no ending.", "Add `### Ending`"),
    "C236": ("From here no ending can be reached.", "Change a link"),
    "C237": ('{part} id "{id}" is already used in this file (line {number}).', "Rename one"),
    "C238": ('There is no other {kind} "{value}" to compare with.{guess}', "{fix}"),
    "C239": ("{count} decisions are too many to choose from.", "Leave at most five"),
    "C240": ("The lab draws {draw} cases but has {size}.", "Write `draw: {size}`"),
    "C241": ('No case has "form: {form}".', "Add cases of this form, or take it out of `forms`"),
    "C242": ("This {part} has no text.", "Write it below the heading"),
    "C244": ('Lab "{id}" is compared with another one already.', "Join two labs at a time"),
    "C243": ("A lab must stand in a unit.", "Move it into a unit"),
}
