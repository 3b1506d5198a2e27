"""A threshold explorer's setup, as a release holds it, as exact tools: presets, thresholds and groups."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from courses.core.labs.threshold_explorer import Preset, Threshold
from courses.core.measures.diagnostic_test import ThresholdRow, Tool, threshold_table


def tool_of(preset: Preset) -> Tool:
    """The tool of one preset."""
    return Tool(*(Fraction(rate) for rate in (preset["sensitivity"], preset["specificity"], preset["prevalence"])))


def thresholds_of(thresholds: Sequence[Threshold], *, prevalence: Fraction, tests: int) -> list[ThresholdRow]:
    """The author's threshold table at one prevalence, for so many people a month; [] where there is none."""
    rates = [(row["name"], Fraction(row["sensitivity"]), Fraction(row["specificity"])) for row in thresholds]
    return threshold_table(rates, prevalence=prevalence, tests=tests)


def groups_of(presets: Sequence[Preset]) -> dict[str, list[tuple[str, Tool]]]:
    """Presets to compare: name of the tool → its groups, where it has two or more.

    Where no name comes twice, all presets that name a group are compared, under "".
    """
    grouped = [preset for preset in presets if preset["group"]]
    by_name: dict[str, list[tuple[str, Tool]]] = {}
    for preset in grouped:
        by_name.setdefault(preset["name"], []).append((preset["group"], tool_of(preset)))
    if by_name and all(len(groups) == 1 for groups in by_name.values()):
        by_name = {"": [(preset["group"], tool_of(preset)) for preset in grouped]}
    return {name: groups for name, groups in by_name.items() if len({group for group, _ in groups}) > 1}
