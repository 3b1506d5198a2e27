"""Any text made fit to print: what no font holds is shown as its code point, so that no name can stop a pack."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any, Final

from courses.core.names import normalise_name, unprintable

LONGEST_WORD: Final = 24  # longer ones may break anywhere
BREAK: Final = "\u200b"


@lru_cache(maxsize=20_000)
def printable(text: str) -> str:
    """The text on one line with "[U+1F600]" in place of each letter or sign that our fonts cannot set."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    text = normalise_name(text)
    while (bad := unprintable(text)) is not None:
        text = text.replace(bad, "".join(f"[U+{ord(one):04X}]" for one in bad))
    return text


def only_ascii(text: str) -> str:
    """The last resort: everything but plain letters as code points."""
    return "".join(one if one.isascii() and one.isprintable() else f"[U+{ord(one):04X}]" for one in text)


def piece(text: str) -> Any:
    """A text as the template wants it: a string, or {"t": string} for one that is written from right to left."""
    shown = printable(text)
    if shown.isascii() and len(shown) <= LONGEST_WORD:
        return shown
    strong = (kind for kind in map(unicodedata.bidirectional, shown) if kind in {"L", "R", "AL"})
    first = next(strong, "L")
    broken = " ".join(_breakable(word) if len(word) > LONGEST_WORD else word for word in shown.split(" "))
    return broken if first == "L" else {"t": broken}


def _breakable(word: str) -> str:
    out: list[str] = []
    for one in word:
        if out and not unicodedata.combining(one) and one not in "\u200c\u200d":
            out.append(BREAK)
        out.append(one)
    return "".join(out)
