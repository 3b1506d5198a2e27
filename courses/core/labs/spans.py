"""Marked text: `[words](#mark:id!major "feedback")` in the texts of the redaction lab and the checking lab.

The text a learner sees is plain: paragraphs, list items and table rows, without emphasis and without links. Every
character of it knows where it stands in the file, and every span is a range of characters of one block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from courses.core.kinds.source import Line, Passage

KEEP = "keep"  # a decoy: it looks as if it had to be marked, and must be left
OMITTED = "omitted"  # in a source: what the summary left out
SEVERITIES = ("minor", "major")

# No quantifier here can try the same characters twice: hostile text costs one pass.
SPAN = re.compile(
    r"\[(?P<words>[^\[\]\n]*+)\]\(#(?P<marks>[^\s()\"#:!]*+)"
    r"(?::(?P<id>[^\s()\"!]*+))?(?:!(?P<severity>[^\s()\"]*+))?"
    r"(?: +\"(?P<feedback>[^\"\n]*+)\")? *\)"
)
BROKEN = re.compile(  # the same with a line end somewhere in it
    r"\[[^\[\]]{0,400}+\]\(#[^\s()\"]{0,100}+(?:\s+\"[^\"]{0,1000}+\")?\s*\)"
)
LINK = re.compile(r"!?\[([^\[\]\n]*+)\]\([^\s()]*+(?: +\"[^\"\n]*+\")? *\)")
_EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]{1,400}?)(?<=\S)\1(?![\w*])|"
    r"(?<!\w)(_{1,2})(?=[^\s_])([^_\n]{1,400}?)(?<=\S)\3(?!\w)|`([^`\n]{1,400}?)`"
)
_OPEN, _CLOSE = "\ue000", "\ue001"  # of the private use area: no author's text needs them
_FENCES = re.compile(f"[{_OPEN}{_CLOSE}]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ITEM = re.compile(r"( *)(?:[-*+]|[0-9]{1,9}[.)]) +")
_DELIMITER = re.compile(r" *\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?")
_ROW_END = re.compile(r" *\|? *$")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")


@dataclass(frozen=True, slots=True)
class Span:
    """One marked place. `start` and `end` count characters of its block's text."""

    line: int
    column: int
    words: str
    marks: tuple[str, ...]
    id: str  # "" where the author gave none
    severity: str
    feedback: Passage
    start: int
    end: int


@dataclass(slots=True)
class TextBlock:
    """A paragraph, list item or table row as plain text. A line end in it is one the author asked for."""

    kind: str  # paragraph, item, row
    text: str = ""
    spans: list[Span] = field(default_factory=list)


def read_blocks(passage: Passage) -> list[TextBlock]:
    """The text cut into blocks, links and emphasis taken out, spans found."""
    found: list[TextBlock] = []
    fresh, hard = True, False
    for line in passage.lines:
        text, column = line.text, line.column
        lead = len(text) - len(text.lstrip(" >"))
        if not text[lead:].strip():
            fresh = True
            continue
        item = _ITEM.match(text, lead)
        row = text[lead] == "|"
        if row and _DELIMITER.fullmatch(text[lead:].rstrip()):
            continue
        kind = "row" if row else "item" if item else "paragraph"
        if fresh or item or row or found[-1].kind == "row":
            found.append(TextBlock(kind))
        else:
            found[-1].text += "\n" if hard else " "
        hard = bool(_HARD_BREAK.search(text))
        start, end = item.end() if item else lead, len(_HARD_BREAK.sub("", text).rstrip())
        if row:
            start, end = len(text) - len(text[lead + 1 :].lstrip()), len(_ROW_END.sub("", text))
        _add(found[-1], Line(line.number, column + start, text[start:end]))
        fresh = False
    for block in found:
        block.text = block.text.rstrip()
    return [block for block in found if block.text.strip()]


def _add(block: TextBlock, line: Line) -> None:
    """Append one line of author text to the block. Spans are fenced while the emphasis around them is taken out."""
    text = _FENCES.sub(" ", line.text)
    found = SPAN.finditer(text)
    fenced = SPAN.sub(lambda match: f"{_OPEN}{match['words']}{_CLOSE}", text)
    for index, written in enumerate(_FENCES.split(_plain(fenced))):
        piece = unescape(written)
        if index % 2:  # what stands between two fences
            block.spans.append(_span(next(found), line, piece, len(block.text)))
        block.text += piece


def _span(match: re.Match[str], line: Line, words: str, start: int) -> Span:
    feedback = match["feedback"] or ""
    column = line.column + (match.start("feedback") if feedback else 0)
    return Span(
        line=line.number,
        column=line.column + match.start(),
        words=words,
        marks=tuple(match["marks"].split("+")),
        id=match["id"] or "",
        severity=match["severity"] or "minor",
        feedback=Passage((Line(line.number, column, feedback),)) if feedback else Passage(),
        start=start,
        end=start + len(words),
    )


def _plain(text: str) -> str:
    """Author text without links, emphasis and backslashes."""
    text = LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(lambda match: match[2] or match[4] or match[5], text)
    return _ESCAPE.sub(r"\1", text)


def broken_spans(passage: Passage) -> list[tuple[int, int]]:
    """(line, column) of every mark that runs over a line end (C223)."""
    text, found = passage.text, []
    for match in BROKEN.finditer(text):
        if "\n" in match.group():
            line = passage.lines[text.count("\n", 0, match.start())]
            found.append((line.number, line.column + match.start() - (text.rfind("\n", 0, match.start()) + 1)))
    return found


def span_id(span: Span, taken: set[str]) -> str:
    """The author's id, else the mark and the first three words: `name-mrs-ida-sample`; a number where that is taken."""
    words = re.findall(r"[^\W_]+", span.words.casefold())[:3]
    base = span.id or "-".join([*span.marks[:1], *words])
    id, count = base, 2
    while id in taken:
        id, count = f"{base}-{count}", count + 1
    taken.add(id)
    return id
