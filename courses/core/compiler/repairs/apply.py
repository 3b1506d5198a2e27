"""Edits carried out on a text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from courses.core.problem import Edit


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after these edits. Line ends are LF; a place outside a line or the text means its end.

    Raises ValueError when two edits overlap.
    """
    starts = _starts(text)
    spans = sorted(
        (
            _offset(text, starts, edit.line, edit.column),
            _offset(text, starts, edit.end_line, edit.end_column),
            edit.text,
        )
        for edit in edits
    )
    if any(before[1] > after[0] for before, after in pairwise(spans)) or any(start > end for start, end, _ in spans):
        raise ValueError("edits overlap")
    for start, end, new in reversed(spans):
        text = text[:start] + new + text[end:]
    return text


def overlap(text: str, first: Iterable[Edit], second: Iterable[Edit]) -> bool:
    """Whether an edit of `first` touches what one of `second` changes, so that both must not be done at once."""
    starts = _starts(text)
    taken = [_span(text, starts, edit) for edit in second]
    return any(
        start <= other_end and other_start <= end
        for start, end in (_span(text, starts, edit) for edit in first)
        for other_start, other_end in taken
    )


def _span(text: str, starts: list[int], edit: Edit) -> tuple[int, int]:
    """Where the edit begins and ends, in characters from the start of the text."""
    return _offset(text, starts, edit.line, edit.column), _offset(text, starts, edit.end_line, edit.end_column)


def _starts(text: str) -> list[int]:
    found = [0]
    while (at := text.find("\n", found[-1])) >= 0:
        found.append(at + 1)
    return found


def _offset(text: str, starts: list[int], line: int, column: int) -> int:
    if line > len(starts):
        return len(text)
    line, column = max(line, 1), max(column, 1)
    end = starts[line] - 1 if line < len(starts) else len(text)
    return min(starts[line - 1] + column - 1, end)
