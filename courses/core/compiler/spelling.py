"""What a misspelt word was probably meant to be."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MOST_COMPARED = 500
SHORTEST_PART = 3
_BETWEEN_WORDS = re.compile(r"[-_:/. ]+")


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one known word that `word` was probably meant to be, if any."""
    by_fold = {name.casefold(): name for name in itertools.islice(known, MOST_COMPARED)}
    asked = word.casefold()[:80]
    found = difflib.get_close_matches(asked, list(by_fold), n=1, cutoff=0.61)
    if not found and len(asked) >= SHORTEST_PART:  # "nurse" for "practice-nurse", when only one has that word
        found = [name for name in by_fold if asked in _BETWEEN_WORDS.split(name)]
    return by_fold[found[0]] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Guess:
    """Text that depends on what was probably meant. Worked out only when shown: a hostile file may ask 10,000 times."""

    word: str
    known: Collection[str]
    near: str  # with `{}` for the word that was meant
    otherwise: str = ""

    def meant(self) -> str | None:
        return closest(self.word, self.known)

    def __str__(self) -> str:
        found = self.meant()
        return self.near.format(found) if found else self.otherwise


def guess(word: str, known: Collection[str], *, quoted: bool = True) -> Guess:
    """` Did you mean "…"?` to stand at the end of a message, or nothing."""
    return Guess(word, known, ' Did you mean "{}"?' if quoted else " Did you mean {}?")


def replace_fix(word: str, known: Collection[str], otherwise: str) -> Guess:
    """The fix that goes with `guess`."""
    return Guess(word, known, 'Replace it with "{}"', otherwise)
