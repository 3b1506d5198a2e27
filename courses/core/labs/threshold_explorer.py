"""Threshold explorer: move sensitivity, specificity and prevalence, and see what becomes of 1,000 people.

The author gives starting points; every figure a learner sees is computed from them (courses/core/measures).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypedDict

from courses.core.kinds.settings import Rule
from courses.core.kinds.source import Passage, Render, Report, normalised
from courses.core.labs.lab import COMMON, PartKind
from courses.core.labs.percent import fraction, percentage
from courses.core.labs.source import LabSource, Table

SHOWS = ("icon-array", "two-by-two", "ppv-npv")
POPULATION = 1000
RATES = ("Sensitivity", "Specificity", "Prevalence")
MINUTES = 2


class Preset(TypedDict):
    """A starting point. Rates are exact decimal fractions of 1 as text: "0.9", read back by `Fraction(text)`."""

    id: str  # made from the name: primary-care
    name: str  # plain text
    group: str  # plain text; "" where the table has no column Group. Presets of two or more groups are compared
    sensitivity: str
    specificity: str
    prevalence: str


class Threshold(TypedDict):
    """One row of the threshold table, in threshold order; sensitivity never rises."""

    name: str  # plain text, as the author wrote the threshold
    sensitivity: str
    specificity: str


class Setup(TypedDict):
    """`LabView.setup` of a threshold explorer. There is nothing to hide in it; its tasks are questions of the unit."""

    presets: list[Preset]
    thresholds: list[Threshold]
    population: int
    start: str  # id of a preset
    show: list[str]  # icon-array, two-by-two, ppv-npv


class ThresholdExplorer:
    name = "Threshold explorer"
    slug = "threshold-explorer"
    settings: Mapping[str, Rule] = {
        **COMMON,
        "population": Rule("whole", least=10),
        "start": Rule("text"),
        "show": Rule("text"),
    }
    parts: tuple[PartKind, ...] = ()
    tables: tuple[str, ...] = ("preset", "threshold")
    decisions = False
    questions = True

    def check(self, source: LabSource, report: Report) -> None:
        presets = source.table("preset")
        if presets is None or not presets.rows or any(presets.column_of(name.casefold()) is None for name in RATES):
            place = presets or source
            report("C210", place.line, place.column)
            return
        for name in RATES:
            _check_rates(presets, name, report)
        _check_names(source, presets, report)
        _check_show(source, report)
        if thresholds := source.table("threshold"):
            _check_thresholds(thresholds, report)

    def setup(self, source: LabSource, _render: Render) -> dict[str, Any]:
        presets = _presets(source)
        start = normalised(source.setting("start"))
        first = next((one["id"] for one in presets if normalised(one["name"]) == start), presets[0]["id"])
        setup = Setup(
            presets=presets,
            thresholds=_thresholds(source),
            population=int(source.setting("population") or POPULATION),
            start=first,
            show=_shows(source) or list(SHOWS),
        )
        return dict(setup)

    def answers(self, _source: LabSource, _render: Render) -> dict[str, Any]:
        return {}

    def minutes(self, _source: LabSource) -> float:
        return MINUTES


def _cells(table: Table, name: str) -> list[Passage]:
    """One column, from the first row to the last; an empty passage where a row is too short."""
    index = table.column_of(name)
    return [row[index] if index is not None and index < len(row) else Passage() for row in table.rows]


def _rate(cell: Passage) -> str:
    return fraction(percentage(cell.text) or Fraction(0))


def _presets(source: LabSource) -> list[Preset]:
    table = source.table("preset")
    assert table is not None  # C210 blocks
    names, groups = _cells(table, "preset"), _cells(table, "group")
    rates = [_cells(table, name.casefold()) for name in RATES]
    found: list[Preset] = []
    for index, name in enumerate(names):
        sensitivity, specificity, prevalence = (_rate(column[index]) for column in rates)
        found.append(
            Preset(
                id=_id(name.text, [one["id"] for one in found]), name=name.text, group=groups[index].text,
                sensitivity=sensitivity, specificity=specificity, prevalence=prevalence,
            )
        )  # fmt: skip
    return found


def _id(name: str, taken: list[str]) -> str:
    base = "-".join(re.findall(r"[a-z0-9]+", name.casefold())) or "preset"
    return base if base not in taken else f"{base}-{len(taken) + 1}"


def _thresholds(source: LabSource) -> list[Threshold]:
    table = source.table("threshold")
    if table is None:
        return []
    columns = zip(*(_cells(table, name) for name in ("threshold", "sensitivity", "specificity")), strict=True)
    return [
        Threshold(name=name.text, sensitivity=_rate(sensitivity), specificity=_rate(specificity))
        for name, sensitivity, specificity in columns
    ]


def _shows(source: LabSource) -> list[str]:
    return [word.strip() for word in source.setting("show").split(",") if word.strip()]


def _check_rates(table: Table, name: str, report: Report) -> None:
    """C211: every cell of the column is a percentage. A missing cell is shown at the first of its row."""
    for row, cell in zip(table.rows, _cells(table, name.casefold()), strict=True):
        if percentage(cell.text) is None:
            place = cell if cell.lines else row[0]
            report("C211", place.line, place.column, name=name, value=cell.text)


def _check_names(source: LabSource, table: Table, report: Report) -> None:
    names: dict[str, int] = {}
    groups = [normalised(cell.text) for cell in _cells(table, "group")]
    for cell, group in zip(_cells(table, "preset"), groups, strict=True):
        name = normalised(cell.text)
        if not name:
            report("C124", table.line, table.column)
        elif f"{name}\n{group}" in names:
            report("C132", cell.line, cell.column, first=names[f"{name}\n{group}"])
        names.setdefault(f"{name}\n{group}", cell.line)
    start = source.settings.get("start")
    known = [cell.text for cell in _cells(table, "preset") if cell]
    if start and normalised(start.value) not in [normalised(name) for name in known]:
        report("C212", start.line, start.value_column, value=start.value, known=known)


def _check_show(source: LabSource, report: Report) -> None:
    setting = source.settings.get("show")
    if setting and (not _shows(source) or any(word not in SHOWS for word in _shows(source))):
        report("C114", setting.line, setting.value_column, name="show", choices="icon-array, two-by-two or ppv-npv")


def _check_thresholds(table: Table, report: Report) -> None:
    """C214: whoever raises the threshold flags fewer of the ill, never more."""
    if any(table.column_of(name) is None for name in ("sensitivity", "specificity")) or not table.rows:
        report("C213", table.line, table.column)
        return
    for name in RATES[:2]:
        _check_rates(table, name, report)
    before: Fraction | None = None
    for cell in _cells(table, "sensitivity"):
        value = percentage(cell.text)
        if value is not None and before is not None and value > before:
            report("C214", cell.line, cell.column, low=f"{float(before):g}%", high=f"{float(value):g}%")
        before = before if value is None else value
