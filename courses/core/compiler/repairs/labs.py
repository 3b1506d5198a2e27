"""Repairs of labs."""

from __future__ import annotations

import re

from courses.core.compiler.repairs.fault import Fault, Head, change, head_of, span, swap
from courses.core.problem import Edit, Repair

MOST_JOINED = 6  # lines that one mark may have run over
_MARK = re.compile(r"\[[^\[\]]*\]\(#[^()]*\)")


def named(fault: Fault) -> Repair | None:
    """C203, C212, C221, C233, C238: the one that was probably meant."""
    return change(swap(fault, fault.value("value"), fault.meant()))


def mark(fault: Fault) -> Repair | None:
    """C222: the mark that was probably meant. The words it marks may hold the same letters."""
    meant = fault.meant()
    match = re.compile(rf"(?<=[#+]){re.escape(fault.value('value'))}(?![\w-])").search(fault.text, fault.column - 1)
    return change(span(fault.line, match.start(), match.end(), meant)) if match and meant else None


def per_cent(fault: Fault) -> Repair | None:
    """C211: a share such as 0.9 as a percentage; any other number up to 100 gets its sign."""
    value = fault.value("value")
    match = re.fullmatch(r"([0-9]{1,3})?(?:[.,]([0-9]{1,6}))? *(?:%|per ?cent|percent)?", value.strip())
    if not match or not any(match.groups()):
        return None
    number = float(f"{match.group(1) or 0}.{match.group(2) or 0}")
    bare = not value.strip().endswith(("%", "t"))
    share = number * 100 if match.group(2) and number <= 1 and bare else number
    return change(swap(fault, value, f"{round(share, 6):g}%")) if share <= 100 else None


def joined(fault: Fault) -> Repair | None:
    """C223: the mark on one line."""
    edits: list[Edit] = []
    text = fault.rest
    for number in range(fault.line, min(fault.line + MOST_JOINED, len(fault.lines))):
        if _MARK.search(text):
            break
        following = fault.lines[number]
        indent = len(following) - len(following.lstrip(" >"))
        if not following.strip():
            return None
        edits.append(Edit(number, len(fault.lines[number - 1].rstrip()) + 1, number + 1, indent + 1, " "))
        text = f"{text.rstrip()} {following[indent:]}"
    return change(*edits) if _MARK.search(text) else None


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
    if digits.startswith("440"):
        return "440" + _drama(digits[2:])[1:]
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
    """C232: the choice as a link to the step or ending that it names, or whose id its words hold."""
    text = fault.rest.rstrip()
    targets = [f"{head.name.casefold()}-{head.id}" for head in _parts(fault)]
    words = set(re.findall(r"[a-z0-9]+", text.casefold()))
    named = [one for one in targets if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text)]
    meant = named or [one for one in targets if set(one.split("-")[1:]) <= words]
    if len(meant) != 1:
        return None
    bare = _bare(text, meant[0])
    at = fault.column - 1
    return change(span(fault.line, at, at + len(text), f"[{bare}](#{meant[0]})")) if bare else None


def _parts(fault: Fault) -> list[Head]:
    found = (head_of(fault.lines, index) for index in range(len(fault.lines)))
    return [head for head in found if head and head.name.casefold() in ("step", "ending")]


def _bare(text: str, target: str) -> str:
    """The words of a choice without the target they name, its brackets and arrows."""
    without = re.sub(rf"[(\[<]*#?{re.escape(target)}[)\]>]*", "", text)
    return without.rstrip(" :,;(→=->").strip("[] ")
