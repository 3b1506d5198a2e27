"""Lines of CSV that a spreadsheet opens rightly and runs nothing from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM: Final = "\ufeff"


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """One piece of text a row, the first after a byte order mark. Nothing is kept: any number of rows can be sent."""
    yield BOM
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def cell(value: object) -> str:
    """A value as text; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text
