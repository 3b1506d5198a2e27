"""When two short answers are the same, and how far apart they are when they are not.

Case, accents, spaces, hyphens, quotation marks and a plural s do not count; neither does punctuation, except between
two digits, nor a dash, except the minus sign of a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

LONGEST = 200  # letters of a typed answer that are read
LETTERS_A_TYPO = 4  # a slip in a shorter word makes another word: MI and MS, PPV and NPV
_QUOTES = re.compile(r"""['’‘ʼ`´"“”„«»*_]""")
_DASH = re.compile(r"-(?!\d)|(?<=\w)-")
_HISSING = re.compile(r"(?:s|x|z|ch|sh)es$")
_STOPS = re.compile(r"(?<!\d)[.,;:!?]|[.,;:!?](?!\d)|[()\[\]{}/\\]")


def words_of(text: str) -> list[str]:
    """The words of an answer, without what does not count."""
    shown = text[:LONGEST]
    for _round in range(2):  # folding case may bring back signs that are made of several
        shown = unicodedata.normalize("NFKD", shown.casefold())[: 2 * LONGEST]  # one sign may become eighteen
    plain = "".join(_sign(sign) for sign in shown)
    return _STOPS.sub(" ", _DASH.sub(" ", _QUOTES.sub("", plain))).split()


def _sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Mn", "Me", "Cf", "Cs"):
        return ""
    if category == "Pd" or sign == "\u2212":
        return "-"
    return " " if category[0] in "ZC" else sign


def singular(word: str) -> str:
    """The word without a plural s. Both sides of a comparison lose it, so "bias" still equals "bias"."""
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[-2].isalpha() and word[-2] != "s" else word


def stem(word: str) -> str:
    """The word without a plural s, nor the e before it after a hissing sound: "biases" and "bias" are the same here."""
    return singular(word[:-2] if _HISSING.search(word) else word)


def forms(words: Sequence[str]) -> tuple[str, ...]:
    """How these words may be written in one: as they are, without the s of the last, without the s or es of each."""
    if not words:
        return ("",)
    whole = "".join(words)
    last = "".join(words[:-1]) + singular(words[-1])
    each = "".join(singular(word) for word in words)
    return tuple(dict.fromkeys((whole, last, "".join(stem(word) for word in words), each)))


def apart(one: Sequence[str], other: Sequence[str], most: int) -> int:
    """How many slips part two answers (lists of words): 0 to `most`; `most` + 1 stands for anything further.

    Slips are counted only as far as both are long enough (`LETTERS_A_TYPO`), and never in digits: a dose is no typo.
    """
    here, there = forms(one), forms(other)
    if not set(here).isdisjoint(there):
        return 0
    allowed = min(most, len(here[0]) // LETTERS_A_TYPO, len(there[0]) // LETTERS_A_TYPO)
    if allowed < 1 or _digits(here[0]) != _digits(there[0]):
        return most + 1
    found = min(distance(a, b, allowed) for a, b in ((here[0], there[0]), (here[-1], there[-1])))
    return found if found <= allowed else most + 1


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def distance(one: str, other: str, most: int) -> int:
    """Optimal string alignment distance: the fewest insertions, deletions, substitutions and swaps of neighbours that
    make one text of the other, no part of it being touched twice (Damerau 1964, "A technique for computer detection
    and correction of spelling errors", CACM 7(3); Wagner and Fischer 1974 for the table). Only the diagonal band of
    width 2 × `most` + 1 is filled (Ukkonen 1985), so it takes time in proportion to the length; more than `most`
    gives `most` + 1."""
    far = most + 1
    if abs(len(one) - len(other)) > most:
        return far
    older: dict[int, int] = {}
    old = {column: column for column in range(min(most, len(other)) + 1)}
    for row in range(1, len(one) + 1):
        new: dict[int, int] = {0: row} if row <= most else {}
        for column in range(max(1, row - most), min(len(other), row + most) + 1):
            same = one[row - 1] == other[column - 1]
            least = min(old.get(column - 1, far) + (not same), old.get(column, far) + 1, new.get(column - 1, far) + 1)
            swapped = row > 1 and column > 1 and one[row - 1] == other[column - 2] and one[row - 2] == other[column - 1]
            if swapped:
                least = min(least, older.get(column - 2, far) + 1)
            new[column] = min(least, far)
        if min(new.values(), default=far) > most and min(old.values(), default=far) > most:
            return far
        older, old = old, new
    return old.get(len(other), far)


def runs(words: Sequence[str], answer: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """Neighbouring words of a typed text that may be this answer: about as long, cut only between words."""
    lengths = [len(form) for form in forms(answer)]
    at_least, at_most = [len(stem(word)) for word in words], [len(word) for word in words]
    for start in range(len(words)):
        short = long = 0
        for end in range(start + 1, len(words) + 1):
            short, long = short + at_least[end - 1], long + at_most[end - 1]
            if short > max(lengths) + most:
                break
            if long >= min(lengths) - most:
                yield words[start:end]
