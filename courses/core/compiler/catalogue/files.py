"""Wording of the problems with files and front matter."""

from __future__ import annotations

from collections.abc import Mapping

FILES: Mapping[str, tuple[str, str]] = {
    "C001": ("This file has no front matter.", "Insert `---` lines with {fields}"),
    "C002": (
        "The front matter that starts on line 1 is never closed.",
        "Add a line `---` after the last field",
    ),
    "C003": ("Line {number} cannot be read: {reason}.", "{fix}"),
    "C004": ("Anchors, tags and merge keys are not allowed here.", "Write the value out"),
    "C005": ('"{field}" is not a field.{guess}', "{fix}"),
    "C006": ('"{field}" is missing.', "Add it"),
    "C007": ('"{field}" must be {kind}, not "{value}".', "Write {sample}"),
    "C008": ('"pass-mark" must be from 1% to 100%.', "Write e.g. `80%`"),
    "C009": ("Two units have the number {number}: {first} and {second}.", "Renumber one"),
    "C016": ('File name "{name}" must look like {sample}.', "{fix}"),
    "C017": ("This file is not UTF-8 (byte {byte}{origin}).", "Convert it to UTF-8"),
    "C018": ("This text is too deeply nested or too dense to read ({what}).", "Simplify it, or split it up"),
    "C019": ("{what} is {size}; the limit is {limit}.", "{fix}"),
    "C020": ("This line has a character that cannot be shown ({character}).", "Remove it"),
    "C021": ("There is no course.md in this folder.", "Add course.md with the front matter of the course"),
    "C022": ("This text could not be turned into a page ({reason}).", "Write it more simply"),
    "C060": ('Role "{role}" is not known here.{guess}', "Use one of {known}"),
    "C061": ('No competency "{id}" in course.md.{guess}', "Replace it, or add it to course.md"),
    "C062": ('No objective "{id}" in course.md.{guess}', "Add it or remove it here"),
    "C063": ('Prerequisite "{id}" is not a published course.', "Publish it first or remove it"),
    "C064": ("Prerequisites form a circle: {circle}.", "Remove one"),
    "C065": ('No unit "{id}" in this course.{guess}', "Replace it or remove it"),
    "C067": ("This course has no unit.", "Add a file such as `01-first-unit.md`"),
    "C066": (
        'A certificate cannot print "{letter}", which stands in "{field}".',
        "Write it in Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Chinese, Japanese or Korean letters",
    ),
    "W050": ("Units add up to {sum} minutes, course.md says {said}.", "Use {sum}"),
    "W051": (
        "About {minutes} minutes of work ({work}). Target is 5–8.",
        "Split the unit",
    ),
    "W052": ('Objective "{id}" should start with something the learner does.', '"Work out …", "Spot …"'),
    "W053": (
        'Objective "{id}" is not tested by any question.',
        "Write `objective: {id}` in the line below the heading of a question",
    ),
    "W054": ('"review-by" {date} has passed.', "Review, then set a new date"),
    "W055": ('Source "{id}" was due for checking on {date}.', "Check the link and set `checked`"),
    "W056": ('Source "{id}" is never cited.', "Cite or remove it"),
    "W057": ("{hours} CPD hours for {minutes} minutes of learning.", "Use {most}"),
}
