"""An export as a spreadsheet, written row by row to disk: texts as texts, days as days."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any, Final

import xlsxwriter

from courses.oversight.matrix.exports import Export, Row

KEPT_IN_MEMORY: Final = 2**20  # bytes; a larger file goes to disk
NAMES, WIDE, NARROW = 26, 20, 12  # widths of columns, in letters
LONGEST_CELL: Final = 32_767  # letters that a cell may hold


def workbook(found: Export, *, each: bool) -> IO[bytes]:
    """The file, at its beginning. The caller closes it."""
    target = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    book = xlsxwriter.Workbook(
        target,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": datetime(2000, 1, 1)})  # the day it was made stands in the table
    strong, day = book.add_format({"bold": True, "text_wrap": True, "valign": "top"}), book.add_format()
    day.set_num_format("yyyy-mm-dd")
    sheet = book.add_worksheet("Matrix")
    _layout(sheet, len(found.columns), below=len(found.head), each=each)
    for number, row in enumerate(found.head):
        _write(sheet, number, row, day)
    for column, title in enumerate(found.columns):
        sheet.write_string(len(found.head), column, title, strong)
    for number, row in enumerate(found.rows, start=len(found.head) + 1):
        _write(sheet, number, row, day)
    book.close()
    target.seek(0)
    return target


def _layout(sheet: Any, columns: int, *, below: int, each: bool) -> None:
    """Head and names stay in sight; printed on landscape paper, one page wide, the head on every page."""
    sheet.set_column(0, 0, NAMES)
    sheet.set_column(1, 2, WIDE)
    sheet.set_column(3, max(columns - 1, 3), WIDE if each else NAMES)
    if each:
        sheet.set_column(6, 8, NARROW)
        sheet.set_column(9, 10, NAMES + NARROW)
    sheet.freeze_panes(below + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(below)


def _write(sheet: Any, number: int, row: Row | Sequence[object], day: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, date):
            sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)
        elif value not in (None, ""):
            sheet.write_string(number, column, str(value)[:LONGEST_CELL])
