"""What the redaction lab and the checking lab share: a table of marks, texts cut into units, and targets in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

from courses.core.document import Option
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import ID, Passage, Render, Report
from courses.core.labs.lab import COMMON, GRADING
from courses.core.labs.source import LabSource, PartSource, Table, folded
from courses.core.labs.spans import KEEP, OMITTED, SEVERITIES, Span, broken_spans, read_blocks, span_id
from courses.core.labs.units import SELECTS, Block, cut

MAJOR = "major"
WORDS_A_MINUTE = 60  # read, weigh and mark
SETTINGS: Mapping[str, Rule] = {
    **COMMON,
    **GRADING,
    "select": Rule("choice", SELECTS),
    "must-find": Rule("text"),
}


class TextView(TypedDict):
    """One text to mark. Units look alike whether they are targets or not."""

    id: str
    kind: str  # text, source, summary
    marks: list[str]  # ids of the marks that can be given in this text
    blocks: list[Block]


class Setup(TypedDict):
    """`LabView.setup` of both labs."""

    marks: list[Option]  # id and meaning (inline HTML); `omitted` is among them where it can be given
    select: str  # word, phrase, sentence: what a tap selects
    must_find: list[str]  # ids of marks, and "major": any miss among them fails the lab. Said before the start
    texts: list[TextView]


class Target(TypedDict):
    """One marked place of a text. A hit is a selection that overlaps `units` and carries one of `marks`.

    Where a unit belongs to a target and to a decoy, as sentences may, the target counts.
    """

    id: str
    units: list[str]
    words: str  # plain text
    marks: list[str]  # any of them is right; empty for a decoy, which must be left
    severity: str  # minor, major
    feedback: str  # inline HTML


class Answers(TypedDict):
    """`LabKey.answers` of both labs."""

    texts: dict[str, list[Target]]  # text id -> its targets and decoys, in the order of the text


def marks_of(source: LabSource) -> dict[str, Passage]:
    """The marks that the author's table defines, with their meanings."""
    table = source.table("mark")
    return {_cell(row, 0).text: _cell(row, _meaning(table)) for row in table.rows} if table else {}


def _meaning(table: Table) -> int:
    found = table.column_of("meaning")
    return 1 if found is None else found


def _cell(row: Sequence[Passage], index: int) -> Passage:
    return row[index] if index < len(row) else Passage()


def setup(source: LabSource, render: Render, default: str) -> dict[str, Any]:
    """`default` is what a tap selects where the author does not say."""
    marks = [Option(id=id, html=render.inline(meaning)) for id, meaning in marks_of(source).items()]
    omissions = _has_omissions(source)
    if omissions:
        marks.append(Option(id=OMITTED, html="Left out of the summary"))
    select = source.setting("select", default)
    named = [one["id"] for one in marks if one["id"] != OMITTED]
    texts = [
        TextView(
            id=part.id,
            kind=part.kind,
            marks=named if part.kind != "source" else [OMITTED] if omissions else [],
            blocks=cut(read_blocks(part.text), select).blocks,
        )
        for part in source.parts
    ]
    return dict(Setup(marks=marks, select=select, must_find=must_find(source), texts=texts))


def answers(source: LabSource, render: Render, default: str) -> dict[str, Any]:
    select = source.setting("select", default)
    return dict(Answers(texts={part.id: _targets(part, select, render) for part in source.parts}))


def _targets(part: PartSource, select: str, render: Render) -> list[Target]:
    taken: set[str] = set()
    return [
        Target(
            id=span_id(span, taken),
            units=units,
            words=span.words,
            marks=[] if span.marks == (KEEP,) else list(span.marks),
            severity=span.severity,
            feedback=render.inline(span.feedback),
        )
        for span, units in cut(read_blocks(part.text), select).touched
    ]


def must_find(source: LabSource) -> list[str]:
    return [word.strip() for word in source.setting("must-find").split(",") if word.strip()]


def minutes(source: LabSource) -> float:
    """Reading time of its texts, at the speed of somebody who looks for faults."""
    words = sum(len(block.text.split()) for part in source.parts for block in read_blocks(part.text))
    return words / WORDS_A_MINUTE


def _spans(part: PartSource) -> Iterator[Span]:
    for block in read_blocks(part.text):
        yield from block.spans


def _has_omissions(source: LabSource) -> bool:
    return any(span.marks == (OMITTED,) for part in source.of("source") for span in _spans(part))


def check(source: LabSource, report: Report) -> None:
    """The marks and every text of a redaction lab or checking lab."""
    table = source.table("mark")
    marks = marks_of(source)
    if table is None or not table.rows:
        place = table or source
        report("C220", place.line, place.column)
    else:
        _check_table(table, report)
        _check_must_find(source, list(marks), report)
    spans: list[Span] = []
    for part in source.parts:
        found = list(_spans(part))
        spans += found
        _check_text(part, found, report)
        if marks:
            known = [OMITTED, KEEP] if part.kind == "source" else [*marks, KEEP]
            for span in found:
                _check_span(span, known, report)
    if spans and source.sound and not any(KEEP in span.marks for span in spans):
        report("W227", source.line, source.column)


def _check_table(table: Table, report: Report) -> None:
    names: dict[str, int] = {}
    for row in table.rows:
        name = _cell(row, 0)
        if not name or not _cell(row, _meaning(table)):
            report("C124", row[0].line, row[0].column)
        elif not ID.fullmatch(name.text):
            sample = "-".join(re.findall(r"[a-z0-9]+", name.text.casefold())) or "mark"
            report("C104", name.line, name.column, id=name.text, sample=sample, also="")
        elif folded(name.text) in names:
            report("C132", name.line, name.column, first=names[folded(name.text)])
        elif name.text in (KEEP, OMITTED, MAJOR):
            report("C228", name.line, name.column, name=name.text)
        names.setdefault(folded(name.text), name.line)


def _check_must_find(source: LabSource, marks: list[str], report: Report) -> None:
    setting = source.settings.get("must-find")
    for word in must_find(source) if setting else ():
        if setting and word not in (*marks, MAJOR, OMITTED):
            column = setting.value_column + setting.value.index(word)
            report("C221", setting.line, column, value=word, known=marks)


def _check_text(part: PartSource, spans: list[Span], report: Report) -> None:
    broken = broken_spans(part.text)
    for line, column in broken:
        report("C223", line, column)
    if not part.text:
        report("C242", part.line, part.column, part=part.kind)
    elif not spans and not broken and part.kind != "source":
        report("C224", part.line, part.column)


def _check_span(span: Span, known: list[str], report: Report) -> None:
    for mark in span.marks:
        if mark not in known:
            report("C222", span.line, span.column, value=mark, known=known)
    if not any(character.isalnum() for character in span.words):  # nothing in it could be selected
        report("C124", span.line, span.column)
    if span.severity not in SEVERITIES:
        report("C114", span.line, span.column, name="!", choices="minor or major, such as (#mark!major)")
