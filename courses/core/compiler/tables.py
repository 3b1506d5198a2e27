"""Pipe tables that are data (pairs, rubrics): read as GitHub shows them, each cell still knowing its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from courses.core.kinds.source import Line, Passage, Row, Table

_DASHES = re.compile(r"[ |]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
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
