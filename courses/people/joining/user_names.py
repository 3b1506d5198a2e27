"""User names for people without a work email: their own name, in letters that every keyboard has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

LONGEST: Final = 40
FALLBACK: Final = "colleague"
_TITLES: Final = {"dr", "doctor", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sister", "nurse", "sir"}
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def base_of(name: str) -> str:
    """ "Dr Farah Nazari" → "farah.nazari". A name without Latin letters gives a neutral word."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(one for one in folded if not unicodedata.combining(one) and one not in "'’`")
    plain = re.sub("[\u2010-\u2013]", "-", plain)
    words = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", plain)
    told = [word for word in words if word not in _TITLES] or words
    if not any(re.search("[a-z]", word) for word in told):
        return FALLBACK
    chosen = [told[0], told[-1]] if len(told) > 1 else told
    return ".".join(chosen)[: LONGEST - 5].strip(".-")


def free_name(name: str, taken: Collection[str]) -> str:
    """The base, or the base with the first number from 2 that nobody has."""
    base = base_of(name)
    number = 1
    while (candidate := base if number == 1 else f"{base}{number}") in taken:
        number += 1
    return candidate
