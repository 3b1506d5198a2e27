"""The pieces a printed pack is made of, as the template wants them: JSON-ready, every text made fit to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.oversight.packs.letters import piece, printable
from courses.oversight.packs.people import Cell, Everybody, title_of
from courses.oversight.packs.tables import Table, Value
from courses.training.state import LABELS, Word

Block = dict[str, Any]
ACROSS: Final = 12  # courses side by side
LONGEST_SHEET: Final = 500  # rows of one table; a longer one is set as several, which typst does faster
MOST_PRINTED: Final = (
    1500  # rows of a kind on paper, or a large practice would need more memory than a small server has
)

CODE: Final = re.compile(r"([0-9A-Z]{4}-){6}[0-9A-Z]{2}|[0-9a-f]{64}")

_LINE: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16"><g fill="none" '
_DRAWN: Final = {
    Word.COMPLETE: ("#1d6b3e", '<path d="M3 8.5l3.2 3.2L13 4.5"/>'),
    Word.IN_PROGRESS: (
        "#1f5a8a",
        '<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 1 0 12z" fill="#1f5a8a"/>',
    ),
    Word.DUE_SOON: ("#7d5200", '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.8"/>'),
    Word.OVERDUE: ("#a1261e", '<path d="M8 1.5v8.5"/><path d="M8 12.6v1.9"/>'),
    Word.EXPIRED: ("#a1261e", '<path d="M3.2 9.5A5 5 0 1 0 4 4.9"/><path d="M3.6 2v3.2h3.2"/>'),
    Word.NOT_STARTED: ("#47565e", '<circle cx="8" cy="8" r="5.5"/>'),
    Word.NOT_ASSIGNED: ("#47565e", '<path d="M3 8h10"/>'),
}
SIGNS: Final = {
    word.value: f'{_LINE}stroke="{colour}" stroke-width="2">{drawing}</g></svg>'
    for word, (colour, drawing) in _DRAWN.items()
}
"""The shape beside each state word, as on the site."""


def day(value: date | None) -> str:
    return date_format(value, "j M Y") if value else ""


def is_code(value: Value) -> bool:
    """Whether this is the code of a certificate or a digest: never broken, so that it can be copied."""
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def cell(value: Value) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if is_code(value):
        return {"c": value}
    return day(value) if isinstance(value, date) else piece(str(value))


def section(key: str, title: str, *, new_page: bool = True) -> Block:
    return {"k": "section", "id": key, "t": title, "break": new_page}


def head(text: str, level: int = 2) -> Block:
    return {"k": "h", "t": piece(text), "level": level}


def say(text: str) -> Block:
    return {"k": "say", "t": text}


def text(words: str) -> Block:
    return {"k": "p", "t": piece(words)}


def quiet(words: str) -> Block:
    return {"k": "q", "t": piece(words)}


def call(*lines: str) -> Block:
    return {"k": "call", "lines": [piece(line) for line in lines]}


def items(lines: Iterable[str]) -> Block:
    return {"k": "list", "items": [piece(line) for line in lines]}


def facts(rows: Iterable[tuple[str, Value]]) -> Block:
    return {"k": "facts", "rows": [[label, cell(value)] for label, value in rows]}


def sheets(table: Table, *, titled: bool = True) -> list[Block]:
    """A table with its title and note; its sentence in place of rows when there are none."""
    found: list[Block] = [head(table.title)] if titled else []
    if not table.rows:
        return [*found, text(table.empty)]
    if table.note:
        found.append(quiet(table.note))
    shown = [place for place, column in enumerate(table.columns) if column.width]
    heads = [table.columns[place].head for place in shown]
    widths = [table.columns[place].width for place in shown]
    words = {str(label): word.value for word, label in LABELS.items()}
    state = next((place for place in shown if table.name == "states" and table.heads[place] == _("State")), None)
    most = len(table.rows) if table.name == "gaps" else MOST_PRINTED
    for start in range(0, min(most, len(table.rows)), LONGEST_SHEET):
        rows = [
            [{"s": words[str(row[place])], "w": row[place]} if place == state else cell(row[place]) for place in shown]
            for row in table.rows[start : min(most, start + LONGEST_SHEET)]
        ]
        found.append({"k": "sheet", "heads": heads, "widths": widths, "rows": rows})
    if more := max(0, len(table.rows) - most):
        words = _("%(more)s more rows are not printed; all of them stand in csv/%(name)s.csv.")
        found.append(call(words % {"more": more, "name": table.name}))
    return found


def matrices(people: Everybody, on: date) -> list[Block]:
    """The matrix, twelve courses at a time. Rows go on over as many pages as they need, under the same heads."""
    found: list[Block] = []
    for start in range(0, len(people.courses), ACROSS):
        releases = people.courses[start : start + ACROSS]
        lines = [
            (one, [people.cells[one.member.pk, release.course_id] for release in releases]) for one in people.shown
        ]
        if not lines:
            continue
        found.append(
            {
                "k": "matrix",
                "corner": _("Name"),
                "heads": [piece(title_of(release)) for release in releases],
                "rows": [
                    {"name": piece(one.name), "role": one.role_label, "cells": [_shown(cell) for cell in cells]}
                    for one, cells in lines
                ],
                "foot": [_met([cells[place] for _one, cells in lines], on) for place in range(len(releases))],
                "met": _("Valid, of those asked"),
            }
        )
    return found


def _met(cells: Sequence[Cell], on: date) -> str:
    asked = [one.row.facts for one in cells if one.asked]
    if not asked:
        return "–"
    valid = sum(
        one.completed_on is not None and (one.valid_until is None or one.valid_until >= on) for one in asked
    )  # fmt: skip
    return _("%(met)s of %(all)s") % {"met": valid, "all": len(asked)}


def _shown(one: Cell) -> dict[str, str]:
    short = one.state.short or ("" if one.state.word is Word.COMPLETE else one.state.detail)
    if one.state.word is Word.NOT_ASSIGNED:
        short = short.partition(", ")[0]  # "exempt until 21 May 2027": the reason stands in the list of exemptions
    return {"s": one.state.slug, "w": one.state.label, "d": printable(short)}


def legend() -> Block:
    """The seven words, each with its shape."""
    return {"k": "legend", "words": [{"s": word.value, "w": str(label)} for word, label in LABELS.items()]}


def sums(names: Sequence[tuple[str, str]]) -> Block:
    return {"k": "sums", "heads": [_("File"), "SHA-256"], "rows": [list(one) for one in names]}
