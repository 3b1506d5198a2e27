"""Repairs of questions, quizzes and pools."""

from __future__ import annotations

import re
from collections.abc import Mapping

from courses.core.compiler.repairs.fault import Fault, change, insert, line_after, span, swap, swap_value
from courses.core.compiler.repairs.structure import setting
from courses.core.kinds.source import Item, Line, Passage, option_id
from courses.core.problem import Edit, Repair

_TASK = re.compile(r"( {0,3})([-*+]) \[([ xX])\]( +|$)(.*)$")
_BULLET = re.compile(r"[-*+] +(\S.*)$")
_POINT = re.compile(r"[0-9]{1,9}[.)] +(.*)$")
_ROLE = re.compile(r"[a-z]+(?:-[a-z]+)*")
_KEY = re.compile(r"`([^`]{1,40})`(?: +|$)")
_NEARLY = re.compile(r"( *)([-*+])? *(?:\[([^\]]{0,3})\](?![(\[])|\(([ xX]?)\))? *(.*)$")
_RANGE = re.compile(r"(\S.*?) to (\S.*?)$")
_TRUE: Mapping[str, str] = {
    "yes": "no", "right": "wrong", "correct": "incorrect", "t": "f", "true": "false", "agree": "disagree",
    "so": "not so", "ja": "nein", "fact": "myth",
}  # fmt: skip
NO_PATIENTS = (
    "Write about what you did and thought. Leave out names, dates and anything else that could identify a patient."
)


def two_right(fault: Fault) -> Repair | None:
    """C101: a question with two right options is a multiple choice."""
    head = fault.head()
    if head is None or head.name.casefold() != "single choice":
        return None
    line = fault.lines[head.index]
    at = line.index(head.name, head.level)
    return change(span(head.index + 1, at, at + len(head.name), "Multiple choice"))


def brackets(fault: Fault) -> Repair | None:
    """C121: this option as `- [ ] text`. A list without any box stays: only its author knows what is right."""
    match = _NEARLY.match(fault.text)
    if not match:
        return None
    indent, mark, square, round_, text = match.groups()
    box = square if square is not None else round_
    if box is None and not any(_TASK.match(line) for _, line in fault.numbered_block()):
        return None
    ticked = "x" if "x" in (box or "").casefold() or "✓" in (box or "") else " "
    new = f"{indent}{mark or '-'} [{ticked}] {text}".rstrip()
    return change(span(fault.line, 0, len(fault.text), new)) if text.strip() else None


def feedback_indent(fault: Fault) -> Repair | None:
    """C122."""
    indent = len(fault.text) - len(fault.text.lstrip(" "))
    return change(insert(fault.line, 1, " " * (2 - indent))) if indent < 2 else None


def same_key(fault: Fault) -> Repair | None:
    """C133: the second gets a number."""
    key = fault.value("key")
    taken = {match.group(1) for _, line in fault.numbered_block() for match in re.finditer(r"`([^`]{1,40})`", line)}
    number, name = 2, key
    while name in taken:
        name, number = f"{key[:36]}-{number}", number + 1
    return change(swap(fault, f"`{key}`", f"`{name}`"))


def true_and_false(fault: Fault) -> Repair | None:
    """C135: two options that say it in other words."""
    options = [(number, match) for number, line in fault.numbered_block() if (match := _TASK.match(line))]
    if len(options) != 2:
        return None
    said = [" ".join(match.group(5).casefold().strip(" .!`*").split()) for _, match in options]
    first = _truth(said)
    if first is None:
        return None
    words = ("True", "False") if first else ("False", "True")
    return change(
        *(
            span(number, match.start(5), match.end(5), word)
            for (number, match), word in zip(options, words, strict=True)
            if match.group(5) != word
        )
    )


def _truth(said: list[str]) -> bool | None:
    """Whether the first of two options is the one that means true; None when that cannot be told."""
    true, false = set(_TRUE), set(_TRUE.values())
    if said[0] in true - false or said[1] in false - true:
        return None if said[0] in false or said[1] in true else True
    if said[0] in false or said[1] in true:
        return False
    return None


def tolerance(fault: Fault) -> Repair | None:
    """W141: half a step of the last figure."""
    end = len(fault.text.rstrip())
    return change(insert(fault.line, end + 1, f" ± {fault.value('tolerance')}"))


def backwards(fault: Fault) -> Repair | None:
    """C142: the two ends change places."""
    match = _RANGE.match(fault.rest.rstrip())
    at = fault.column - 1
    return change(span(fault.line, at, at + match.end(), f"{match.group(2)} to {match.group(1)}")) if match else None


def numbered(fault: Fault) -> Repair | None:
    """C151: the check boxes or bullets of the question become a numbered list, in the order in which they stand."""
    place, edits = 0, []
    for number, line in fault.numbered_block():
        match = _TASK.match(line) or _BULLET.match(line) if number >= fault.line else _POINT.match(line)
        if number > fault.line and line.startswith("**"):
            break
        place += bool(match or _POINT.match(line))
        if match and number >= fault.line:
            edits.append(span(number, 0, match.start(match.re.groups), f"{place}. "))
    return change(*edits)


def keys(fault: Fault) -> Repair | None:
    """W136: each option gets as its key the id that its answers are counted under, so that no count is lost."""
    found = [(number, match) for number, line in fault.numbered_block() if (match := _TASK.match(line))]
    made = []
    for number, match in found:
        if not _KEY.match(match.group(5)):
            text = Passage((Line(number, 1, _whole(fault, number, match)),))
            key = option_id(Item(number, 1, False, None, text, Passage()))
            made.append(insert(number, match.start(5) + 1, f"`{key}` "))
    return change(*made)


def _whole(fault: Fault, number: int, match: re.Match[str]) -> str:
    """The text of an option, with the lines it runs on to."""
    words = [match.group(5)]
    for line in fault.lines[number : number + 20]:
        bare = line.strip()
        if not line.startswith("  ") or not bare or bare.startswith(">") or _TASK.match(line):
            break
        words.append(bare)
    return "\n".join(words)


def keep_last(fault: Fault) -> Repair | None:
    """W145: the option stays last; one that is not last is not moved at all."""
    last = max((number for number, line in fault.numbered_block() if _TASK.match(line)), default=0)
    return change(setting(fault, "shuffle", "keep-last" if last == fault.line else "no"))


def warn(fault: Fault) -> Repair | None:
    """W162: the standard sentence, as a paragraph of its own after the first one of the question."""
    end = fault.line
    while end < len(fault.lines) and fault.lines[end].strip():
        end += 1
    sentence = fault.value("sentence")
    return change(line_after(fault, end, f"\n{sentence}")) if sentence else None


def pool_file(fault: Fault) -> Repair | None:
    """C172."""
    return change(swap(fault, fault.value("path"), fault.meant()))


def draw(fault: Fault) -> Repair | None:
    """C173: all that there are."""
    return change(swap_value(fault, fault.value("size")))


def draw_entry(fault: Fault) -> Repair | None:
    """C178: the number and the role that stand in this part in another form, such as `5 pharmacist` or `gp: 2`."""
    said = fault.value("entry")
    role, count = _ROLE.findall(said), re.findall(r"(?<![\w.,-])[0-9]{1,6}(?![\w.,-])", said)
    return change(swap(fault, said, f"{role[0]} {count[0]}")) if len(role) == len(count) == 1 else None


def draw_for(fault: Fault) -> Repair | None:
    """C182: for these roles all that there are, for the others what stands there."""
    return change(setting(fault, "draw-for", fault.value("own")))


def no_draw_for(fault: Fault) -> Repair | None:
    """C181: the line goes."""
    return change(Edit(fault.line, 1, fault.line + 1, 1, ""))


def choose(fault: Fault) -> Repair | None:
    """C134: as many as are right."""
    return change(swap_value(fault, fault.value("count")))


def feedback_at_the_end(fault: Fault) -> Repair | None:
    """C176."""
    return change(swap_value(fault, "end"))
