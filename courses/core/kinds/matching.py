"""Matching: each entry on the left of a table belongs to one choice on the right; a right cell alone fits nothing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Key, Option, Question, Refusal, Response, Score
from courses.core.kinds import choices
from courses.core.kinds.kind import FIELD, Form, Kind
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import BARS, Passage, QuestionSource, Render, Report, Row, digest_id, normalised
from courses.core.kinds.typed import quoted


class Matching(Kind):
    name = "Matching"
    slug = "matching"
    settings: Mapping[str, Rule] = {"scoring": Rule("choice", ("per-pair", "all-or-nothing"))}
    answers: Literal["tasks", "points", "table", "text"] = "table"
    scored = True

    def check(self, source: QuestionSource, report: Report) -> None:
        table = source.table
        if table is None:
            report("C153", source.line, source.column, fix="Add rows")
            return
        for row in (table.header, table.dashes, *table.rows):
            if len(row.cells) != 2:
                columns = "1 column" if len(row.cells) == 1 else f"{len(row.cells)} columns"
                report("C154", row.line, row.column, columns=columns, whole="matching", needs=2, fix=BARS)
                if row in (table.header, table.dashes):
                    return  # what the author takes for the columns is not clear
        _check_cells(_rows(source), report)
        if len(table.rows) < 2 or not any(row.cells[0] for row in _rows(source)):
            report("C153", table.header.line, table.header.column, fix="Add rows")

    def learner(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        """Left as the author ordered them; the choices on the right by id, a digest of their words."""
        right = {_right_id(row.cells[1]): row.cells[1] for row in reversed(_rows(source))}
        return {
            "left": [
                Option(id=_left_id(row.cells[0]), html=render.inline(row.cells[0]))
                for row in _rows(source)
                if row.cells[0]
            ],
            "options": [Option(id=id, html=render.inline(cell)) for id, cell in sorted(right.items())],
            "shuffle": "yes",
        }

    def key(self, source: QuestionSource, _render: Render) -> dict[str, Any]:
        rows = _rows(source)
        return {
            "pairs": {_left_id(row.cells[0]): _right_id(row.cells[1]) for row in rows if row.cells[0]},
            "options": sorted({_right_id(row.cells[1]) for row in rows}),
            "scoring": source.setting("scoring", "per-pair"),
        }

    def read(self, question: Question, form: Form) -> Response | Refusal:
        found = self.read_part(question, form)
        if isinstance(found, Refusal):
            return found
        missing = self.unfinished(question, found)
        return Refusal(missing) if missing else found

    def read_part(self, question: Question, form: Form) -> Response | Refusal:
        offered = choices.offered(question)
        pairs: dict[str, str] = {}
        for entry in question.get("left", []):
            values = [value for value in form.get(f"{FIELD}-{entry['id']}", ()) if value]
            if len(values) > 1 or not set(values) <= set(offered):
                return Refusal(choices.NOT_OFFERED)
            if values:
                pairs[entry["id"]] = values[0]
        return {"pairs": pairs}

    def unfinished(self, question: Question, response: Response) -> str:
        pairs = _pairs(response)
        missing = [quoted(entry["html"]) for entry in question.get("left", []) if entry["id"] not in pairs]
        if not missing:
            return ""
        named = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
        return f"Choose a partner for {named}"

    def fits(self, question: Question, response: Response) -> bool:
        pairs = _pairs(response)
        left = {entry["id"] for entry in question.get("left", [])}
        right = set(choices.offered(question))
        return isinstance(response.get("pairs"), dict) and set(pairs) <= left and set(pairs.values()) <= right

    def score(self, key: Key, response: Response) -> Score:
        """The share of the entries on the left that have their partner; all or nothing: 1 when all have, else 0."""
        right, count = _right(key, response)
        exact = right == count
        fraction = Fraction(int(exact)) if key.get("scoring") == "all-or-nothing" else Fraction(right, count)
        return Score(fraction, exact)

    def partly(self, key: Key, response: Response) -> str:
        right, count = _right(key, response)
        return f"{right} of {count} pairs are right"

    def answer_html(self, question: Question, response: Response) -> list[str]:
        return _sentences(question, _pairs(response))

    def right_html(self, question: Question, key: Key) -> list[str]:
        return _sentences(question, key.get("pairs", {}))


def _check_cells(rows: list[Row], report: Report) -> None:
    """Empty cells and equal ones. Several entries may share one choice; a right cell alone must be a new one."""
    left: dict[str, Row] = {}
    right: dict[str, tuple[str, int]] = {}
    for row in sorted(rows, key=lambda row: not row.cells[0]):
        entry, choice = row.cells
        if entry and left.setdefault(_left_id(entry), row) is not row:
            report("C155", row.line, entry.column, text=entry.text.strip())
        if not choice:
            report("C124", row.line, choice.column)
            continue
        words, first = right.setdefault(_right_id(choice), (normalised(choice.text), row.line))
        if first != row.line and (not entry or words != normalised(choice.text)):
            report("C132", row.line, choice.column, first=first)


def _rows(source: QuestionSource) -> list[Row]:
    """The rows of two cells, without the header."""
    return [row for row in source.table.rows if len(row.cells) == 2] if source.table else []


def _left_id(cell: Passage) -> str:
    return digest_id("l", cell.text)


def _right_id(cell: Passage) -> str:
    return digest_id("r", cell.text)


def _pairs(response: Response) -> dict[str, str]:
    found = response.get("pairs")
    if not isinstance(found, dict):
        return {}
    return {left: right for left, right in found.items() if isinstance(left, str) and isinstance(right, str)}


def _right(key: Key, response: Response) -> tuple[int, int]:
    """How many entries on the left have their partner, and how many entries there are (at least 1)."""
    pairs = _pairs(response)
    known = key.get("pairs", {})
    return sum(pairs.get(left) == right for left, right in known.items()), max(len(known), 1)


def _sentences(question: Question, pairs: Mapping[str, str]) -> list[str]:
    """`left – right` for each entry that has a partner."""
    words = {option["id"]: option["html"] for option in question.get("options", [])}
    return [
        f"{entry['html']} – {words[pairs[entry['id']]]}"  # both sanitised by the compiler
        for entry in question.get("left", [])
        if pairs.get(entry["id"]) in words
    ]
