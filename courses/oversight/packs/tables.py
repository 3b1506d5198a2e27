"""A table of a pack: the same rows are a CSV file and, with the printed columns, a table of the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """`width`: share of the printed page, 0 for a column that stands in the CSV only."""

    head: str
    width: float = 1


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is the file: csv/certificates.csv. `note` stands above it in print, `empty` in place of rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    empty: str
    note: str = ""

    @property
    def heads(self) -> list[str]:
        return [column.head for column in self.columns]
