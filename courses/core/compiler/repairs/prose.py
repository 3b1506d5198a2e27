"""Repairs of callouts, pictures and what texts point at."""

from __future__ import annotations

import re
from collections.abc import Mapping

from courses.core.compiler.repairs.fault import Fault, change, span, swap
from courses.core.compiler.spelling import closest
from courses.core.problem import Repair

_CALLOUTS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")
_IN_OTHER_WORDS: Mapping[str, str] = {
    "HINT": "TIP", "ADVICE": "TIP", "INFO": "NOTE", "EXAMPLE": "NOTE", "QUESTION": "NOTE", "QUOTE": "NOTE",
    "ABSTRACT": "NOTE", "SUMMARY": "IMPORTANT", "KEY": "IMPORTANT", "SUCCESS": "TIP", "DANGER": "CAUTION",
    "SAFETY": "CAUTION", "ERROR": "WARNING", "BUG": "WARNING", "ATTENTION": "WARNING", "MISTAKE": "WARNING",
}  # fmt: skip


def callout(fault: Fault) -> Repair | None:
    """C301: the callout that was meant; NOTE says least."""
    name = fault.value("name")
    meant = _IN_OTHER_WORDS.get(name.upper()) or closest(name, _CALLOUTS) or "NOTE"
    return change(swap(fault, name, meant))


def capitals(fault: Fault) -> Repair | None:
    """C302."""
    name = fault.value("name")
    written = fault.rest[: len(name)]
    return change(swap(fault, written, name)) if written.upper() == name else None


def callout_title(fault: Fault) -> Repair | None:
    """C303: the title in bold on a line of its own."""
    title = fault.rest.strip()
    before = fault.text[: fault.column - 1].rstrip()
    start, quote = len(before), before[: before.find("[!")].rstrip()
    bold = title if title.startswith("**") else f"**{title.replace('*', '')}**"
    return change(span(fault.line, start, len(fault.text), f"\n{quote} {bold}")) if title and quote else None


def file_path(fault: Fault) -> Repair | None:
    """C403: the file that was probably meant."""
    return change(swap(fault, fault.value("path"), fault.meant()))


def address(fault: Fault) -> Repair | None:
    """C420: `https://` for `http://` and before `www.`, `mailto:` before an address of a person."""
    href = fault.value("href")
    if re.match(r"http://[^\s/]+\.", href, re.I):
        return change(swap(fault, href, "https://" + href[len("http://") :]))
    if re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", href):
        return change(swap(fault, href, f"mailto:{href}"))
    return change(swap(fault, href, f"https://{href}")) if re.match(r"www\.[\w-]+\.", href) else None


def picture(fault: Fault) -> Repair | None:
    """C406, C407, W408: decode the picture and write it anew."""
    return Repair(picture=fault.value("path")) if fault.value("path") else None
