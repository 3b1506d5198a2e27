"""Repairs of headings, settings, labels and what else gives a file its structure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from courses.core.compiler.repairs.fault import (
    Fault,
    bare_title,
    change,
    head_of,
    insert,
    is_stop,
    line_after,
    span,
    swap,
)
from courses.core.compiler.spelling import closest
from courses.core.kinds import KINDS
from courses.core.kinds.settings import POOL, QUIZ, rules
from courses.core.labs import LABS
from courses.core.problem import Edit, Repair

_FENCE = re.compile(r"( *)(`{3,}|~{3,})")
_HEADING = re.compile(r"#{2,6} \S")
MOST_SEARCHED = 300_000  # characters of a course that are searched for other uses of an id
_NEARLY_SETTING = re.compile(r"([A-Za-z][A-Za-z _-]*?) ?[:=] *")
_MARKED_SETTING = re.compile(r" {0,3}(?:[-*+] )?[*_`]{0,2}([A-Za-z][A-Za-z-]*)[*_`]{0,2}( *[:=]| )[*_`]{0,2} *(\S.*)$")
SETTINGS: Mapping[str, Collection[str]] = {
    "quiz": QUIZ,
    "pool": POOL,
    **{kind.name.casefold(): rules(kind) for kind in KINDS.values()},
    **{lab.name.casefold(): lab.settings for lab in LABS.values()},
    **{part.name.casefold(): part.settings for lab in LABS.values() for part in lab.parts},
}
_LABEL = re.compile(r"\*\*[^*]+?(?::\*\*|\*\*:)")
_YES, _NO = ("true", "on", "y", "ja"), ("false", "off", "n", "never")


def tabs(fault: Fault) -> Repair | None:
    """C010: all tabs of the line. At its start one is worth four spaces (two in front matter), else one."""
    front = fault.lines[0].rstrip() == "---" and "---" not in [line.rstrip() for line in fault.lines[1 : fault.line]]
    edits: list[Edit] = []
    for match in re.finditer(r"\t+", fault.text):
        leading = not fault.text[: match.start()].strip()
        width = (2 if front else 4) if leading else 1
        edits.append(span(fault.line, match.start(), match.end(), " " * width * (len(match.group()) if leading else 1)))
    return change(*edits)


def open_fence(fault: Fault) -> Repair | None:
    """C011: closed before the next heading, else at the end of the file."""
    match = _FENCE.match(fault.text)
    if not match:
        return None
    end = fault.line
    while end < len(fault.lines) and not _HEADING.match(fault.lines[end]):
        end += 1
    while end > fault.line and not fault.lines[end - 1].strip():
        end -= 1
    return change(line_after(fault, end, match.group(1) + match.group(2)))


def deeper(fault: Fault) -> Repair | None:
    """C012: one # more."""
    return change(insert(fault.line, 1, "#"))


def rule_under_text(fault: Fault) -> Repair | None:
    """C013: a blank line before `---`; a line of `=` was meant as a heading."""
    if fault.text.strip().startswith("="):
        before = Edit(fault.line, 1, fault.line + 1, 1, "")
        return change(insert(fault.line - 1, 1, "## "), before) if fault.line > 1 else None
    return change(insert(fault.line, 1, "\n"))


def space_after_hashes(fault: Fault) -> Repair | None:
    """C014."""
    return change(insert(fault.line, fault.column, " "))


def control_character(fault: Fault) -> Repair | None:
    """C020."""
    code = fault.value("character").removeprefix("U+")
    bad = chr(int(code, 16)) if code else ""
    return change(*(span(fault.line, at, at + 1, "") for at, sign in enumerate(fault.text) if sign == bad))


def kind(fault: Fault) -> Repair | None:
    """C102: the kind that was probably meant."""
    name = fault.value("name")
    pattern = re.compile(r" +".join(re.escape(word) for word in name.split()))
    match, meant = pattern.search(fault.text, fault.column - 1), fault.meant()
    return change(span(fault.line, match.start(), match.end(), meant)) if match and meant and name else None


def missing_id(fault: Fault) -> Repair | None:
    """C103: an id of the first words, one that no other heading has; or the one that stands there without backticks."""
    title = bare_title(fault.text)
    end = fault.text.find(title) + len(title)
    name, *said = title.rsplit(" ", 1)
    if said and " ".join(name.rstrip(" :").split()) == fault.value("name"):
        start = fault.text.find(title) + len(name.rstrip(" :"))
        return change(span(fault.line, start, end, f" `{free_id(fault, fault.value('sample'))}`"))
    return change(insert(fault.line, end + 1, f" `{free_id(fault, fault.value('sample'))}`")) if title else None


def free_id(fault: Fault, wanted: str) -> str:
    """`wanted`, with a number behind it when another heading of the course has it."""
    number, name = 2, wanted
    while name in fault.files.ids:
        name, number = f"{wanted[:36].rstrip('-')}-{number}", number + 1
    return name


def bad_id(fault: Fault) -> Repair | None:
    """C104. An id of course.md that other lines name stays: they would no longer find it."""
    old, sample = fault.value("id"), fault.value("sample")
    if not fault.text.startswith("#"):
        if not old or fault.files.characters > MOST_SEARCHED:
            return None
        named = sum(line.count(old) for lines in fault.files.values() for line in lines)
        return change(swap(fault, old, sample)) if named == 1 else None
    at, end = fault.text.rfind("`", 0, fault.text.rstrip(" #").rfind("`")), fault.text.rstrip(" #").rfind("`")
    return change(span(fault.line, at + 1, end, free_id(fault, sample))) if at >= 0 else None


def part_level(fault: Fault) -> Repair | None:
    """C106: one # more than the block it belongs to, where such a block is open above it."""
    whole, hashes = fault.value("whole").casefold(), len(fault.text) - len(fault.text.lstrip("#"))
    for index in range(fault.line - 2, -1, -1):
        head = head_of(fault.lines, index)
        if is_stop(fault.lines, index):
            return None
        if head and head.name.casefold() == whole:
            fits = hashes != head.level + 1 and head.level < 6
            return change(span(fault.line, 0, hashes, "#" * (head.level + 1))) if fits else None
        if head is None and _HEADING.match(fault.lines[index]):
            return None
    return None


def text_under_heading(fault: Fault) -> Repair | None:
    """C110: the line as the setting it nearly is, else a blank line before the text."""
    match = _MARKED_SETTING.match(fault.text)
    head = fault.head()
    known = SETTINGS.get(head.name.casefold(), ()) if head else ()
    if match and match.group(1).lower() in known and (match.group(2).strip() or " " not in match.group(3).strip()):
        return change(span(fault.line, 0, len(fault.text), f"{match.group(1).lower()}: {match.group(3).strip()}"))
    return change(insert(fault.line, 1, "\n"))


def misspelt_setting(fault: Fault) -> Repair | None:
    """C111. Not when the right one is given too."""
    meant, match = fault.meant(), _NEARLY_SETTING.match(fault.rest)
    if meant is None or match is None:
        return None
    for number, line in fault.numbered_block():
        if not line.strip():
            break
        if number != fault.line and line.startswith(f"{meant}:"):
            return None
    at = fault.column - 1
    return change(span(fault.line, at, at + match.end(), f"{meant}: "))


def choice(fault: Fault) -> Repair | None:
    """C114: the nearest of the values that it may have."""
    choices = re.split(r", | or ", fault.value("choices").removesuffix(" in an assessment"))
    value = fault.rest.split(" #")[0].strip()
    meant = closest(value, choices) or _in_other_words(value.casefold(), choices)
    if len(choices) == 1:
        meant = choices[0]
    return change(swap(fault, value, meant))


def _in_other_words(value: str, choices: list[str]) -> str | None:
    if "yes" in choices and value in _YES:
        return "yes"
    return "no" if "no" in choices and value in _NO else None


def label(fault: Fault) -> Repair | None:
    """C120."""
    match = _LABEL.match(fault.rest)
    at = fault.column - 1
    return change(span(fault.line, at, at + match.end(), f"**{fault.value('known')}:**")) if match else None


def setting(fault: Fault, name: str, value: str) -> Edit | None:
    """Set a setting of the block that the problem lies in: its value changed, or a line added under the heading."""
    head = fault.head()
    if head is None:
        return None
    for number, line in fault.numbered_block():
        if not line.strip():
            break
        match = re.match(rf"{re.escape(name)}: +", line)
        if match:
            return span(number, match.end(), len(line.rstrip()), value)
    return line_after(fault, head.index + 1, f"{name}: {value}")
