"""Pipe tables that are data (pairs, rubrics): read as GitHub shows them, each cell still knowing its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

from courses.core.kinds.source import Line, Passage, Row, Table

_DASHES = re.compile(r"[ |]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_PIPED = re.compile(r" {0,3}\|")
_PIPE = re.compile(r"(?<!\\)\|")


def take_table(
    lines: Sequence[Line], opaque: AbstractSet[int] = frozenset()
) -> tuple[list[Line], Table | None, list[Line]]:
    """The first table of a text with the lines before and after it; all lines and None when there is none.

    It starts at a row with a pipe and a row of dashes under it, and ends, as on GitHub, at the first blank line.
    `opaque` are numbers of lines inside code fences.
    """
    for at in range(len(lines) - 1):
        header, dashes = lines[at], lines[at + 1]
        if "|" not in header.text or "|" not in dashes.text or not _DASHES.fullmatch(dashes.text):
            continue
        if header.number in opaque or dashes.number in opaque:
            continue
        end = at + 2
        while end < len(lines) and lines[end].text.strip():
            end += 1
        rows = tuple(row(line) for line in lines[at + 2 : end])
        return list(lines[:at]), Table(row(header), row(dashes), rows), list(lines[end:])
    return list(lines), None, []


def table_faults(lines: Sequence[Line]) -> Iterator[tuple[Line, str, int]]:
    """Rows of tables in running text that GitHub and the page would not show as meant: (row, its columns, needed).

    A row of dashes that has other columns than the first row, or is missing, leaves no table at all; what stands in
    columns to the right of the last one would be left out. Needed is 0 where the row of dashes is missing.
    """
    for at, line in enumerate(lines):
        if not _starts_table(line) or (at and _PIPED.match(lines[at - 1].text)):
            continue
        rest = list(takewhile(lambda one: _PIPED.match(one.text), lines[at + 1 :]))
        needed = len(row(line).cells)
        if rest and not _DASHES.fullmatch(rest[0].text.strip()):
            yield line, "", 0
            continue
        wrong = next((one for one in rest[:1] if len(row(one).cells) != needed), None)
        wrong = wrong or next((one for one in rest[1:] if len(row(one).cells) > needed), None)
        if wrong is not None:
            count = len(row(wrong).cells)
            yield wrong, f"{count} column{'s' if count > 1 else ''}", needed


def _starts_table(line: Line) -> bool:
    return _PIPED.match(line.text) is not None and len(row(line).cells) > 1


def row(line: Line) -> Row:
    """The cells of one row. `\\|` is a pipe inside a cell."""
    text = line.text.rstrip()
    start = len(text) - len(text.lstrip())
    column = line.column + start
    if text[start : start + 1] == "|":
        start += 1
    end = len(text) - 1 if len(text) > start and text.endswith("|") and not text.endswith("\\|") else len(text)
    cells: list[Passage] = []
    for pipe in [*(match.start() for match in _PIPE.finditer(text, start, end)), end]:
        cells.append(_cell(line, text[start:pipe], start))
        start = pipe + 1
    return Row(line.number, column, tuple(cells))


def _cell(line: Line, text: str, start: int) -> Passage:
    bare = text.strip()
    indent = len(text) - len(text.lstrip()) if bare else min(1, len(text))
    return Passage((Line(line.number, line.column + start + indent, bare.replace("\\|", "|")),))
