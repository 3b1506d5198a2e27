"""What is too big, too deep or too dense to hand to the Markdown renderer.

Python-Markdown recurses per level of nesting and re-reads a paragraph for every bracket and star, so 8 kB of `[`
keeps it busy for 15 s. Every text is measured here first, in one linear pass. The caps lie far above what a
course needs: no line of ours comes near a tenth of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MARKDOWN_BYTES = 200_000
FRONT_MATTER_BYTES = 40_000
ASSET_BYTES = 500_000
FOLDER_BYTES = 40_000_000
FOLDER_FILES = 1_000

QUOTES = 6  # quotes within quotes
INDENT = 40  # columns of indentation
MARKERS = 8  # list or quote markers that open on one line
OPEN_BRACKETS = 12  # brackets open at one point of a paragraph
RUN = 200  # the same punctuation character in a row
LINE = 10_000  # characters
PARAGRAPH = 20_000  # characters
PARAGRAPHS = 3_000  # in one file
LINES = 12_000  # in one file
MARKS = {
    "[": 400,
    "*": 800,
    "_": 1_200,
    "`": 400,
    "<": 400,
    "!": 400,
    "~": 400,
    "&": 400,
    "\\": 400,
    "://": 300,
    "|": 8_000,
}
FILE_MARKS = 15_000  # of all these marks but |, in one file

_MARKER = re.compile(r" *(?:>|(?:[-*+]|[0-9]{1,9}[.)])(?= |>|$))")
_RUN = re.compile(r"([^\w\s])\1{" + str(RUN) + "}|_{" + str(RUN) + "}")


def too_dense(lines: Iterable[tuple[int, str]]) -> tuple[int, int, str] | None:
    """The first place that must not be rendered, as (line, column, what), or None. `lines` are numbered."""
    marks = 0
    for count, paragraph in enumerate(_paragraphs(lines), start=1):
        if count > PARAGRAPHS:
            return paragraph[0][0], 1, f"more than {PARAGRAPHS} paragraphs"
        for number, text in paragraph:
            found = _line(text)
            if found:
                return number, found[0], found[1]
        whole = "\n".join(text for _, text in paragraph)
        dense = _paragraph(paragraph, whole)
        if dense:
            return dense
        marks += sum(whole.count(mark) for mark in MARKS if mark != "|")
        if marks > FILE_MARKS:
            return paragraph[0][0], 1, f"more than {FILE_MARKS} marks such as * and ["
    return None


def _paragraphs(lines: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    paragraph: list[tuple[int, str]] = []
    for number, text in lines:
        if text.strip():
            paragraph.append((number, text))
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _line(text: str) -> tuple[int, str] | None:
    if len(text) > LINE:
        return LINE, f"a line of {len(text)} characters"
    run = _RUN.search(text)
    if run:
        return run.start() + 1, f"{run.group()[0]} more than {RUN} times in a row"
    at = markers = quotes = 0
    while match := _MARKER.match(text, at):
        markers += 1
        quotes += match.group().endswith(">")
        at = match.end()
    if markers > MARKERS or quotes > QUOTES:
        return 1, "lists or quotes inside one another"
    if len(text) - len(text.lstrip(" ")) > INDENT:
        return 1, "too far to the right"
    return None


def _paragraph(paragraph: list[tuple[int, str]], whole: str) -> tuple[int, int, str] | None:
    number = paragraph[0][0]
    if len(whole) > PARAGRAPH:
        return number, 1, f"a paragraph of {len(whole)} characters"
    for mark, most in MARKS.items():
        if whole.count(mark) > most:
            return number, 1, f"{mark} more than {most} times in a paragraph"
    if whole.count("[") > OPEN_BRACKETS:
        return _brackets(paragraph)
    return None


def _brackets(paragraph: list[tuple[int, str]]) -> tuple[int, int, str] | None:
    depth = 0
    for number, text in paragraph:
        for column, character in enumerate(text, start=1):
            if character == "[":
                depth += 1
                if depth > OPEN_BRACKETS:
                    return number, column, "brackets inside one another"
            elif character == "]":
                depth = max(depth - 1, 0)
    return None
