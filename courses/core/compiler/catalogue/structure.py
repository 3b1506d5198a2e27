"""Wording of the problems with the structure of a file."""

from __future__ import annotations

from collections.abc import Mapping

STRUCTURE: Mapping[str, tuple[str, str]] = {
    "C010": ("Tab character in column {at}.", "Replace it with spaces"),
    "C011": ("The code fence on line {number} is never closed.", "Add a closing fence"),
    "C012": ("Headings start at ##; the title comes from front matter.", "Add a #"),
    "C013": ("`---` directly under text turns that text into a heading.", "Insert a blank line before it"),
    "C014": ("A heading needs a space after the #.", "Insert it"),
    "C015": ("HTML `{tag}` is not allowed.", "{fix}"),
    "C102": ('Unknown block "{name}".{guess}', "{fix}"),
    "C103": ('"{name}" looks like a {what} but has no id.', "Add an id after it, such as `{sample}`"),
    "C104": ('Id "{id}" may use only a–z, 0–9 and hyphens{also}.', "Write `{sample}`"),
    "C105": ("A heading cannot stand inside a {place}.", "Use bold, or end the block with `---`"),
    "C106": ("{article} {part} must sit one level under a {whole}.", "Move it there, one # deeper"),
    "C107": ('Id "{id}" is already used in {other} line {number}.', "Choose another"),
    "C108": ("`was: {id}` names an id no release has used.", "Remove the line"),
    "C109": ('Id "{id}" was a {old} in an earlier release; it cannot become a {new}.', "Choose a new id"),
    "C110": ("This line under a block heading is not a setting.", "Insert a blank line before the text"),
    "C111": ('Unknown setting "{name}".{guess}', "{fix}"),
    "C112": ('"{name}" is given twice.', "Remove one"),
    "C113": ('"{name}" has no value.', "Fill in or remove"),
    "C114": ('"{name}" must be {choices}.', "Choose one of them"),
    "C120": ('Unknown label "{label}". Did you mean "{known}:"?', "Write `**{known}:**`"),
    "C123": (
        "This text does not belong to anything.",
        "Give it a label such as `**Explanation:**`, or end the block with `---`",
    ),
    "C125": (
        "A task list outside a question has no meaning.",
        "Use a plain list, or add a question heading",
    ),
    "C126": ('"{label}:" belongs in {home}, not in {place}.', "Move it"),
    "C127": (
        'This question comes after the `---` that ended "{id}" (line {number}), so it is not part of it.',
        "Remove the `---`, or start a new section with a ## heading",
    ),
    "C128": ("A question of an assessment must stand inside its Quiz.", "Move it under the Quiz heading"),
    "W136": (
        "{people} people have answered and the options have no keys; rewording will reset counts.",
        "Add a key before the text of each option, such as {sample}",
    ),
}
