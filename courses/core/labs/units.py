"""Cuts a text into the units a learner can select: words, clauses or sentences.

Words and sentences are cut without a look at the marks, so that a cut tells nothing. In a text cut into phrases the
author's spans, decoys included, are units among clauses that are found by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from courses.core.labs.spans import Span, TextBlock

SELECTS = ("word", "phrase", "sentence")
LONGEST_CLAUSE = 8  # words; a longer one is cut at the next small word
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"\w")
_LAST = re.compile(r"[\w%°+]")
_SENTENCE = re.compile(
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bvs)(?<!e\.g)(?<!i\.e)[.?!][\"'”’)]*\s+|\s\|\s"
)
_CLAUSE = re.compile(
    r"[,;:][\"'”’)]*\s+|\s+[–—-]\s+|\s+(?=\()|(?<=\))\s+|[.?!][\"'”’)]*\s+|\n|\s\|\s|"
    r"\s+(?=(?:and|or|but|with|without|which|who|because|then|after|before|until)\s)"
)
_SMALL = re.compile(r"\s+(?=(?:in|on|at|to|for|from|of|by|since|as|if|when|that|is|was|has|had)\s)")


class Unit(TypedDict):
    """One selectable piece of a text."""

    id: str  # u1, u2, … through the whole text
    text: str
    after: str  # punctuation and space that cannot be selected


class Block(TypedDict):
    """`lead`, then `text` and `after` of every unit, is the text of the block."""

    kind: str  # paragraph, item (of a list), row (of a table; cells are divided by |)
    lead: str  # punctuation before the first unit
    units: list[Unit]


@dataclass(frozen=True, slots=True)
class Cut:
    """The units of one text, and each span with the ids of the units it touches, as the author ordered them."""

    blocks: list[Block]
    touched: list[tuple[Span, list[str]]]


def cut(blocks: list[TextBlock], select: str) -> Cut:
    made: list[Block] = []
    touched: list[tuple[Span, list[str]]] = []
    count = 0
    for block in blocks:
        cores = [core for piece in _pieces(block, select) if (core := _core(block.text, *piece))]
        ids = [f"u{count + index}" for index in range(1, len(cores) + 1)]
        count += len(cores)
        nexts = [start for start, _ in cores[1:]] + [len(block.text)] * bool(cores)
        units = [
            Unit(id=id, text=block.text[start:end], after=block.text[end:next_start])
            for id, (start, end), next_start in zip(ids, cores, nexts, strict=True)
        ]
        made.append(Block(kind=block.kind, lead=block.text[: cores[0][0]] if cores else block.text, units=units))
        for span in block.spans:
            inside = [id for id, (start, end) in zip(ids, cores, strict=True) if start < span.end and span.start < end]
            touched.append((span, inside))
    return Cut(made, touched)


def joined(block: Block) -> str:
    """The text of a block."""
    return block["lead"] + "".join(unit["text"] + unit["after"] for unit in block["units"])


def _core(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The piece without the punctuation around it; None when it is nothing else."""
    first = _LETTER.search(text, start, end)
    if first is None:
        return None
    last = end
    while not _LAST.match(text[last - 1]):
        last -= 1
    if text[last:end].startswith(")") and "(" in text[first.start() : last]:
        last += 1
    return first.start(), last


def _pieces(block: TextBlock, select: str) -> Iterator[tuple[int, int]]:
    """Ranges that cover the whole text of a block, in order."""
    if select == "phrase":
        at = 0
        for span in sorted(block.spans, key=lambda span: span.start):
            yield from _clauses(block.text, at, span.start)
            yield span.start, span.end
            at = span.end
        yield from _clauses(block.text, at, len(block.text))
    else:
        yield from _words(block.text) if select == "word" else _split(block.text, 0, len(block.text), _SENTENCE)


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Each word with the space behind it."""
    starts = [match.start() for match in _WORD.finditer(text)] or [0]
    starts[0] = 0
    yield from zip(starts, [*starts[1:], len(text)], strict=True)


def _split(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = start
    for match in pattern.finditer(text, start, end):
        if match.end() > at:
            yield at, match.end()
            at = match.end()
    if at < end:
        yield at, end


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first, last in _split(text, start, end, _CLAUSE):
        if len(_WORD.findall(text, first, last)) <= LONGEST_CLAUSE:
            yield first, last
        else:
            yield from _grouped(text, list(_split(text, first, last, _SMALL)))


def _grouped(text: str, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring pieces joined again while they stay short enough."""
    start, end = pieces[0]
    for first, last in pieces[1:]:
        if len(_WORD.findall(text, start, last)) > LONGEST_CLAUSE:
            yield start, end
            start = first
        end = last
    yield start, end
