"""The monthly figures of a practice, as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.core.measures.reliance import Counts
from courses.oversight.figures.models import PracticeFigures
from courses.people.models import Practice


@dataclass(frozen=True, slots=True)
class SideFigures:
    """Start or end of a month: how many people, and the sums of their decisions."""

    people: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Month:
    """`start` and `end` are None where fewer than twenty people did that one."""

    first: date
    people: int
    start: SideFigures | None
    end: SideFigures | None


def months(practice: Practice) -> tuple[Month, ...]:
    """Every month there are figures of, newest first. 1 query."""
    rows = PracticeFigures.objects.filter(practice=practice).order_by("-month")
    return tuple(Month(row.month, row.people, _side(row.figures, "start"), _side(row.figures, "end")) for row in rows)


def _side(figures: Mapping[str, Any], name: str) -> SideFigures | None:
    held = figures.get(name)
    return SideFigures(held["people"], Counts.from_json(held["counts"])) if held else None
