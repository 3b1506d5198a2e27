"""Rows as CSV that opens rightly in a spreadsheet, and from which nothing runs there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

BOM: Final = "\ufeff"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TOGETHER: Final = 16 * 1024  # characters that are sent at once: a packet a row would cost more than the rows


def csv_cell(value: object) -> str:
    """A value as the text of a cell: days as 2026-12-04, nothing as "".

    What a spreadsheet would take for a formula gets an apostrophe before it, blanks before the sign or not.
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat(" ", "minutes") if isinstance(value, datetime) else value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def stream_csv(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, CRLF, quoted as RFC 4180 says. Only some kilobytes are held at a time."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write(BOM)
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])
        if out.tell() >= TOGETHER:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
