"""Reads a spreadsheet as the standard writes it (ECMA-376), with nothing but the standard library."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from xml.etree import ElementTree
from zipfile import ZipFile

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
DAY_ZERO = date(1899, 12, 30)


def sheet(data: bytes) -> list[list[object]]:
    """The rows of the first sheet: texts, and days where a number stands."""
    with ZipFile(io.BytesIO(data)) as book:
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        shared = _shared(book)
    rows: list[list[object]] = []
    for row in root.iterfind(".//m:row", NS):
        rows += [[]] * (int(row.get("r", "1")) - 1 - len(rows))
        cells: list[object] = []
        for cell in row.iterfind("m:c", NS):
            cells += [""] * (_column(cell.get("r", "A1")) - len(cells))
            cells.append(_value(cell, shared))
        rows.append(cells)
    return rows


def _shared(book: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in one.iter(f"{{{NS['m']}}}t")) for one in root.iterfind("m:si", NS)]


def _column(name: str) -> int:
    number = 0
    for letter in re.match(r"[A-Z]+", name).group():  # type: ignore[union-attr]
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: ElementTree.Element, shared: list[str]) -> object:
    kind, value = cell.get("t"), cell.findtext("m:v", "", NS)
    if kind == "s":
        return shared[int(value)]
    if kind == "inlineStr":
        text = "".join(text.text or "" for text in cell.iter(f"{{{NS['m']}}}t"))
        return text.replace("_x000D_", "\r")  # how the standard writes what XML would change
    return DAY_ZERO + timedelta(days=int(float(value))) if value else ""
