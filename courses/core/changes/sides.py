"""Two texts beside each other: which lines stayed, which words in a line changed. For pages, not for machines."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_LINES = 3000  # beyond, popular lines are not compared one by one: comparing costs time with the square
MOST_WORDS = 400  # longer lines are shown as changed as a whole
CONTEXT = 2  # lines shown around a change


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison. `what`: same, changed, added, removed, gap (lines left out). Numbers count from 1."""

    what: str
    before: tuple[Segment, ...] = ()
    after: tuple[Segment, ...] = ()
    before_line: int | None = None
    after_line: int | None = None
    left_out: int = 0


def beside(before: Sequence[str], after: Sequence[str]) -> list[Row]:
    """Every line of both texts, a row each; lines far from a change are one row that counts them."""
    return list(_folded(list(_rows(before, after))))


def _rows(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    many = len(before) + len(after) > MOST_LINES
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=many).get_opcodes():
        if what == "equal":
            for step in range(b - a):
                text = (Segment(before[a + step], False),)
                yield Row("same", text, text, a + step + 1, c + step + 1)
            continue
        paired = min(b - a, d - c)
        for step in range(paired):
            old, new = _segments(before[a + step], after[c + step])
            yield Row("changed", old, new, a + step + 1, c + step + 1)
        for line in range(a + paired, b):
            yield Row("removed", (Segment(before[line], True),), (), line + 1, None)
        for line in range(c + paired, d):
            yield Row("added", (), (Segment(after[line], True),), None, line + 1)


def _segments(before: str, after: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    if len(old) + len(new) > MOST_WORDS:
        return (Segment(before, True),), (Segment(after, True),)
    first: list[Segment] = []
    second: list[Segment] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b > a:
            first.append(Segment("".join(old[a:b]), what != "equal"))
        if d > c:
            second.append(Segment("".join(new[c:d]), what != "equal"))
    return tuple(first), tuple(second)


def _folded(rows: list[Row]) -> Iterator[Row]:
    """Rows near a change; in place of the others, how many there were."""
    near = {at for number, row in enumerate(rows) if row.what != "same" for at in _around(number)}
    skipped = 0
    for number, row in enumerate(rows):
        if number in near:
            if skipped:
                yield Row("gap", left_out=skipped)
            skipped = 0
            yield row
        else:
            skipped += 1
    if skipped:
        yield Row("gap", left_out=skipped)


def _around(number: int) -> range:
    return range(number - CONTEXT, number + CONTEXT + 1)
