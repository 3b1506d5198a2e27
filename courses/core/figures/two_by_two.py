"""The four groups as a table of real cells, each with the sign of the icon array beside its count.

A table and not a drawing: it is what stands for the icon array where that cannot be seen, so every cell has its header.
"""

from __future__ import annotations

from dataclasses import dataclass

from courses.core.figures.icon_array import person
from courses.core.measures.diagnostic_test import TwoByTwo
from courses.core.measures.diagnostic_words import flag_sentence, silence_sentence


@dataclass(frozen=True, slots=True)
class Cell:
    """One count. `of` names it for a script that updates it (tp, fn, fp, tn, flagged, cleared, ill, well, total);
    `sign` is markup, "" for sums."""

    of: str
    count: int
    sign: str = ""

    @property
    def shown(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cells: tuple[Cell, ...]  # under Has it, Does not, All


@dataclass(frozen=True, slots=True)
class TwoByTwoTable:
    """The table with a caption, what it says in words, and its rows."""

    caption: str
    sentence: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def two_by_two(counts: TwoByTwo) -> TwoByTwoTable:
    """The table of these people, sums included."""
    return TwoByTwoTable(
        caption=f"The same {counts.total:,} as a table",
        sentence=f"{flag_sentence(counts)} {silence_sentence(counts)}",
        head=("", "Has it", "Does not", "All"),
        rows=(
            Row("Flagged", (_group("tp", counts.tp), _group("fp", counts.fp), Cell("flagged", counts.flagged))),
            Row("Not flagged", (_group("fn", counts.fn), _group("tn", counts.tn), Cell("cleared", counts.cleared))),
            Row("All", (Cell("ill", counts.ill), Cell("well", counts.well), Cell("total", counts.total))),
        ),
    )


def _group(of: str, count: int) -> Cell:
    return Cell(of, count, _SIGNS[of])


_SIGNS = {"tp": person("tp"), "fn": person("fn"), "fp": person("fp"), "tn": person("tn")}
