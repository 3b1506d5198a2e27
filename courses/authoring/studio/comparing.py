"""Two texts side by side, line by line, with the words marked that differ; and both of them in one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORK = 1_000_000  # lines × lines; above it the middle is one difference
MOST_LINE = 600  # characters; longer lines are marked as a whole
AROUND = 3  # equal lines shown beside a difference

Piece = tuple[bool, str]  # whether it differs, and the words


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: a line of each side, or of one; `gap` is the number of equal lines left out here."""

    left: int | None = None
    left_pieces: tuple[Piece, ...] = ()
    right: int | None = None
    right_pieces: tuple[Piece, ...] = ()
    differs: bool = False
    gap: int = 0


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
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, middle_a, middle_b, autojunk=False).get_opcodes():
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


def side_by_side(left: str, right: str) -> list[Row]:
    """The table of a comparison. Long runs of equal lines are a gap."""
    rows: list[Row] = []
    all_blocks = blocks(left, right)
    number_a = number_b = 1
    for index, (equal, a, b) in enumerate(all_blocks):
        if equal:
            rows += _equal(a, number_a, number_b, first=index == 0, last=index == len(all_blocks) - 1)
        else:
            rows += _different(a, b, number_a, number_b)
        number_a, number_b = number_a + len(a), number_b + len(b)
    return rows


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


def _different(a: Sequence[str], b: Sequence[str], number_a: int, number_b: int) -> Iterator[Row]:
    for index in range(max(len(a), len(b))):
        if index < len(a) and index < len(b):
            left, right = _words(a[index], b[index])
            yield Row(number_a + index, left, number_b + index, right, differs=True)
        elif index < len(a):
            yield Row(number_a + index, ((True, a[index]),), differs=True)
        else:
            yield Row(None, (), number_b + index, ((True, b[index]),), differs=True)


def _words(a: str, b: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces of two lines. Lines with little in common are marked as a whole."""
    if max(len(a), len(b)) > MOST_LINE:
        return ((True, a),), ((True, b),)
    matcher = SequenceMatcher(None, a.split(" "), b.split(" "), autojunk=False)
    if matcher.ratio() < 0.3:
        return ((True, a),), ((True, b),)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        left.append((tag != "equal", " ".join(matcher.a[i1:i2])))
        right.append((tag != "equal", " ".join(matcher.b[j1:j2])))
    return tuple(one for one in left if one[1]), tuple(one for one in right if one[1])


def both(left: str, right: str) -> str:
    """One text that holds everything of both: where they differ, the lines of the left and then those of the right."""
    lines: list[str] = []
    for equal, a, b in blocks(left, right):
        lines += a if equal else [*a, *b]
    return "\n".join(lines) + ("\n" if lines else "")


def count(rows: Sequence[Row]) -> int:
    """How many places differ."""
    return sum(row.differs and (index == 0 or not rows[index - 1].differs) for index, row in enumerate(rows))
