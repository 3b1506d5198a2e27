"""Two texts side by side, line by line, with the words marked that differ; and both of them in one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

MOST_WORK = 1_000_000  # lines × lines; above it the middle is one difference
MOST_LINE = 600  # characters; longer lines are marked as a whole
MOST_WORDS = 300_000  # words × words in one table; after that lines are marked as a whole
MOST_ROWS = 3_000  # of one table
AROUND = 3  # equal lines shown beside a difference

Piece = tuple[bool, str]  # whether it differs, and the words


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: a line of each side, or of one; `gap` is the number of equal lines left out here.

    The last row of a table that would be too long has `more`, the number of lines that differ and are left out.
    """

    left: int | None = None
    left_pieces: tuple[Piece, ...] = ()
    right: int | None = None
    right_pieces: tuple[Piece, ...] = ()
    differs: bool = False
    gap: int = 0
    more: int = 0


Block = tuple[bool, Sequence[str], Sequence[str]]  # whether equal, lines of the left, lines of the right


def blocks(left: str, right: str) -> list[Block]:
    """Both texts cut into runs of equal and of different lines, in order."""
    a, b = left.splitlines(), right.splitlines()
    head = _common(a, b)
    tail = _common(a[head:][::-1], b[head:][::-1])
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    found: list[Block] = [(True, a[:head], b[:head])] if head else []
    if len(middle_a) * len(middle_b) > MOST_WORK:
        found.append((False, middle_a, middle_b))
    else:
        # What stands on many lines is no anchor (autojunk): two texts of the same few lines would take minutes.
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, middle_a, middle_b, autojunk=True).get_opcodes():
            found.append((tag == "equal", middle_a[i1:i2], middle_b[j1:j2]))
    if tail:
        found.append((True, a[len(a) - tail :], b[len(b) - tail :]))
    return found


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


class _Words:
    """Compares lines word by word as long as that is cheap: comparing words costs their product and more."""

    def __init__(self) -> None:
        self.left = MOST_WORDS

    def pieces(self, a: str, b: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """The pieces of two lines. Lines with little in common, and long ones, are marked as a whole."""
        if max(len(a), len(b)) > MOST_LINE or self.left <= 0:
            return ((True, a),), ((True, b),)
        matcher = SequenceMatcher(None, a.split(" "), b.split(" "), autojunk=False)
        self.left -= len(matcher.a) * len(matcher.b)
        if matcher.ratio() < 0.3:
            return ((True, a),), ((True, b),)
        left: list[Piece] = []
        right: list[Piece] = []
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            left.append((tag != "equal", " ".join(matcher.a[i1:i2])))
            right.append((tag != "equal", " ".join(matcher.b[j1:j2])))
        return tuple(one for one in left if one[1]), tuple(one for one in right if one[1])


def side_by_side(left: str, right: str) -> list[Row]:
    """The table of a comparison. Long runs of equal lines are a gap. Its cost is bounded, whatever the texts are."""
    rows: list[Row] = []
    words = _Words()
    all_blocks = blocks(left, right)
    number_a = number_b = 1
    more = 0
    for index, (equal, a, b) in enumerate(all_blocks):
        room = MOST_ROWS - len(rows)
        if equal:
            found = _equal(a, number_a, number_b, first=index == 0, last=index == len(all_blocks) - 1)
        else:
            found = _different(a, b, number_a, number_b, words)
            more += max(max(len(a), len(b)) - room, 0)
        rows += islice(found, room)
        number_a, number_b = number_a + len(a), number_b + len(b)
    return [*rows, Row(more=more)] if more else rows


def _equal(lines: Sequence[str], number_a: int, number_b: int, *, first: bool, last: bool) -> Iterator[Row]:
    before, after = 0 if first else AROUND, 0 if last else AROUND
    left_out = len(lines) - before - after
    for index, line in enumerate(lines):
        if left_out > 1 and before <= index < len(lines) - after:
            if index == before:
                yield Row(gap=left_out)
            continue
        piece = ((False, line),)
        yield Row(number_a + index, piece, number_b + index, piece)


def _different(a: Sequence[str], b: Sequence[str], number_a: int, number_b: int, words: _Words) -> Iterator[Row]:
    for index in range(max(len(a), len(b))):
        if index < len(a) and index < len(b):
            left, right = words.pieces(a[index], b[index])
            yield Row(number_a + index, left, number_b + index, right, differs=True)
        elif index < len(a):
            yield Row(number_a + index, ((True, a[index]),), differs=True)
        else:
            yield Row(None, (), number_b + index, ((True, b[index]),), differs=True)


def both(left: str, right: str) -> str:
    """One text that holds everything of both: where they differ, the lines of the left and then those of the right."""
    lines: list[str] = []
    for equal, a, b in blocks(left, right):
        lines += a if equal else [*a, *b]
    return "\n".join(lines) + ("\n" if lines else "")


def count(rows: Sequence[Row]) -> int:
    """How many places differ."""
    return sum(row.differs and (index == 0 or not rows[index - 1].differs) for index, row in enumerate(rows))
