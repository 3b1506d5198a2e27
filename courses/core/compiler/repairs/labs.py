"""Repairs of labs."""

from __future__ import annotations

import re

from courses.core.compiler.repairs.fault import Fault, change, span, swap
from courses.core.document import Edit, Repair


def named(fault: Fault) -> Repair | None:
    """C203, C212, C221, C222, C233: the one that was probably meant."""
    for name in ("value", "id", "mark", "decision", "preset", "step", "start", "name"):
        if fault.value(name):
            return change(swap(fault, fault.value(name), fault.meant()))
    return None


def per_cent(fault: Fault) -> Repair | None:
    """C211: a share from 0 to 1 as a percentage; a plain number up to 100 gets its sign."""
    value = fault.value("value")
    match = re.fullmatch(r"([0-9]*)[.,]?([0-9]*) *%?", value.strip())
    if not match or not any(match.groups()):
        return None
    number = float(f"{match.group(1) or 0}.{match.group(2) or 0}")
    share = number * 100 if number <= 1 and "%" not in value else number
    return change(swap(fault, value, f"{round(share, 6):g}%")) if share <= 100 else None


def joined(fault: Fault) -> Repair | None:
    """C223: the mark on one line."""
    edits: list[Edit] = []
    for number in range(fault.line, min(fault.line + 5, len(fault.lines))):
        text = fault.lines[number - 1]
        rest = text[fault.column - 1 :] if number == fault.line else text
        if re.search(r"\]\(#[^)]*\)", rest):
            break
        following = fault.lines[number]
        if not following.strip():
            return None
        indent = len(following) - len(following.lstrip(" "))
        edits.append(Edit(number, len(text.rstrip()) + 1, number + 1, indent + 1, " "))
    return change(*edits)


def invented_number(fault: Fault) -> Repair | None:
    """W225: a number of the same shape from the ranges kept for examples."""
    match = re.match(r"[+(]?[0-9][0-9 ()-]*[0-9]", fault.rest)
    if not match:
        return None
    old = match.group()
    digits = re.sub(r"[^0-9]", "", old)
    new = _drama(digits)
    at = fault.column - 1
    return change(span(fault.line, at, at + len(old), _in_shape(old, new))) if new != digits else None


def _drama(digits: str) -> str:
    """999… for an NHS number, Ofcom's drama ranges for UK phones, 555-01xx in the US."""
    if digits.startswith("44"):
        return "44" + _drama("0" + digits[2:])[1:]
    if digits.startswith("07") and len(digits) == 11:
        return "07700900" + digits[-3:]
    if digits.startswith("0") and len(digits) in (10, 11):
        return "01632960" + digits[-3:]
    if len(digits) == 10:
        return "999" + digits[3:]
    return digits


def _in_shape(old: str, digits: str) -> str:
    """The digits with the spaces and signs of `old`."""
    if sum(sign.isdigit() for sign in old) != len(digits):
        return digits
    left = iter(digits)
    return "".join(next(left) if sign.isdigit() else sign for sign in old)


def choice_link(fault: Fault) -> Repair | None:
    """C232: the text of the choice as a link to the step or ending whose name it resembles."""
    return None
