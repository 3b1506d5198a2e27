"""The closed list of bold run-in labels (`**Hint:** …`) and where each belongs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

HOMES: Mapping[str, str] = {
    "Hint": "a question",
    "Explanation": "a question",
    "AI advice": "a Case",
    "About this tool": "a Case",
    "Debrief": "a lab",
    "Model answer": "a Reflection",
    "Rubric": "a Reflection",
    "Long description": "the lines under a figure",
    "Credit": "the lines under a figure",
}
FIGURE = ("Long description", "Credit")
_LABEL = re.compile(r"^\*\*([^*:\n]{2,30})(:\*\*|\*\*:) *(.*)$")
_KNOWN = {name.casefold(): name for name in HOMES}


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line. `name` is None when it is misspelt and `meant` when it is right."""

    name: str | None
    written: str
    meant: str
    rest: str
    rest_offset: int


def read_label(text: str) -> Label | None:
    """The label on this line; None for plain text, bold words that resemble no label included."""
    if not text.startswith("**"):
        return None
    match = _LABEL.match(text)
    if not match:
        return None
    words, colon, rest = match.groups()
    known = _KNOWN.get(words.casefold())
    if known and colon == ":**":
        return Label(known, words + ":", known, rest, match.start(3))
    if known:
        return Label(None, words, known, rest, match.start(3))
    near = difflib.get_close_matches(words.casefold(), _KNOWN, n=1, cutoff=0.82)
    return Label(None, words + ":", _KNOWN[near[0]], rest, match.start(3)) if near else None
