"""Names as people write them, and whether a certificate can print them.

A certificate is issued in the background, when nobody is there to answer, so a name that the fonts cannot set is
refused while it is typed. The fonts are described by `name_coverage`; no file is opened here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Final

from courses.core.name_coverage import RANGES

LONGEST_NAME: Final = 120
# Vietnamese and Hebrew need three marks on one letter; more than this climbs over the lines above and below.
MOST_MARKS: Final = 4

_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_JOINERS: Final = frozenset("\u200c\u200d")
# Arabic and Devanagari blocks: the scripts we print in which a joiner changes what is seen.
_JOINING = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\u0900-\u097f\ua8e0-\ua8ff]")


def normalise_name(name: str) -> str:
    """The form in which a name is stored: composed (NFC), blanks of any kind collapsed to one space, none at the ends.

    Variation selectors are dropped: they choose between drawings of the same letter, and our fonts hold one.
    """
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", _VARIATION_SELECTORS.sub("", name))).strip(" ")


def name_problem(name: str) -> str | None:
    """A sentence that says what to do about a name no certificate can carry, or None when it can be printed.

    The name is judged in the form `normalise_name` gives it, which is the form to store.
    """
    name = normalise_name(name)
    if not name:
        return "Please write the name as it should stand on the certificate."
    if len(name) > LONGEST_NAME:
        return f"The name is {len(name)} characters long. Please keep it to {LONGEST_NAME}."
    bad = unprintable(name)
    if bad is not None:
        return _sentence(bad)
    if not any(_is(character, "L") for character in name):
        return "Please write a name with at least one letter."
    return None


def unprintable_letter(text: str) -> str | None:
    """The first of `text` that the fonts cannot set and a line cannot do without, or None: no symbol, no control."""
    return next(
        (one for one in _letters(text) if unicodedata.category(one[0])[0] not in "SCZ" and not _can_be_set(one)), None
    )


def unprintable(text: str) -> str | None:
    """The first letter (with its marks) of `text` that the certificate fonts cannot set, or None.

    Good for any line on a certificate, course titles too. The text is taken as it is: normalise it first. The answer is
    a single invisible character where that is the trouble.
    """
    start = 0
    for letter in _letters(text):
        for at, character in enumerate(letter, start):
            if character in _JOINERS and not _joins(text, at):
                return character
        if not _can_be_set(letter):
            return letter
        start += len(letter)
    return None


def _letters(text: str) -> Iterator[str]:
    """`text` cut into letters, each with the marks and joiners that follow it: what one font must set as a whole."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not (_is(text[at], "M") or text[at] in _JOINERS):
            yield text[start:at]
            start = at


def _joins(text: str, at: int) -> bool:
    """Whether the joiner at `at` stands between letters of one word in a script that joins."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return bool(_JOINING.match(before) and _JOINING.match(after))


def _can_be_set(letter: str) -> bool:
    seen = [ord(character) for character in letter if character not in _JOINERS]
    if not seen or _is(letter[0], "M") or len(seen) > MOST_MARKS + 1:
        return False
    return any(all(_covers(edges, code) for code in seen) for edges in _fonts())


def _covers(edges: tuple[int, ...], code: int) -> bool:
    # Edges alternate between the first character of a range and the one after its last, so an odd place is inside.
    return bisect_right(edges, code) % 2 == 1


@cache
def _fonts() -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(_edges(ranges)) for ranges in RANGES.values())


def _edges(ranges: str) -> Iterator[int]:
    for piece in ranges.split():
        first, _, last = piece.partition("-")
        yield int(first, 16)
        yield int(last or first, 16) + 1


def _is(character: str, kind: str) -> bool:
    """Whether the Unicode general category of a character begins with `kind`: "L" letter, "M" mark, …"""
    return unicodedata.category(character).startswith(kind)


def _sentence(bad: str) -> str:
    first = bad[0]
    if _is(first, "C") or _is(first, "Z"):
        return (
            f"The name holds an invisible character (U+{ord(first):04X}). Please type the name instead of pasting it."
        )
    if _is(first, "M"):
        return "The name has an accent that stands on no letter. Please type it again."
    if _is(first, "S"):
        return f"We cannot print “{bad}” on a certificate. Please leave it out."
    if len(bad) > MOST_MARKS + 1:
        return f"There are too many accents on “{first}”. Please write the name with fewer."
    return f"We cannot print “{bad}” on a certificate yet. Please write the name in Latin letters."
