"""Where a drawing shows what can be computed, its numbers are those of the code that scores and of the explorers."""

from __future__ import annotations

import html
import re
from fractions import Fraction

import pytest

from courses.core.labs.threshold_explorer import Preset, Threshold
from courses.core.measures.diagnostic_test import Tool, compare_groups, natural_frequencies
from courses.core.measures.explorer_setup import groups_of, thresholds_of, tool_of
from courses.core.measures.item_analysis import wilson
from courses.core.measures.shares import half_up
from tests.content.curriculum.shelf import course
from tests.content.figures.__main__ import drawings

pytestmark = pytest.mark.core

DRAWN = {(path.parent.parent.name, path.stem): svg for path, svg in drawings()}


def texts(name: str, picture: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", DRAWN[name, picture])]


def numbers(name: str, picture: str) -> set[str]:
    return {number for text in texts(name, picture) for number in re.findall(r"\d[\d,.]*\d|\d", text)}


def test_a_thousand_people() -> None:
    counts = natural_frequencies(Tool(Fraction(9, 10), Fraction(9, 10), Fraction(1, 100)), 1000)
    drawn = numbers("interpreting-ai-output", "a-thousand-people")
    expected = (counts.ill, counts.well, counts.tp, counts.fp, counts.fn, counts.tn, counts.flagged)
    assert {f"{number:,}" for number in expected} <= drawn
    assert f"about {half_up(100 * Fraction(counts.tp, counts.flagged))} in 100" in texts(
        "interpreting-ai-output", "a-thousand-people"
    )


def test_one_tool_in_three_places() -> None:
    drawn = texts("interpreting-ai-output", "same-tool")
    for prevalence in (1, 5, 30):
        share = Tool(Fraction(9, 10), Fraction(9, 10), Fraction(prevalence, 100)).ppv.value
        assert share is not None
        assert any(f"{prevalence} in 100 ill" in text for text in drawn)
        assert {f"{half_up(100 * share)} right", f"{100 - half_up(100 * share)} wrong"} <= set(drawn)


def test_a_month_of_alerts_is_the_explorers_own_table() -> None:
    setup = next(
        block["lab"]["setup"]
        for unit in course("interpreting-ai-output").units
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] == "lab" and block["lab"]["id"] == "alert-explorer"
    )
    thresholds: list[Threshold] = setup["thresholds"]
    clinic: Preset = setup["presets"][0]
    drawn = texts("interpreting-ai-output", "month-of-alerts")
    for row in thresholds_of(thresholds, prevalence=tool_of(clinic).prevalence, tests=400):
        assert f"{row.name}: {row.burden.alerts} alerts, {row.burden.real} right" in drawn


def test_intervals_of_four_tests_are_wilsons() -> None:
    drawn = texts("data-quality", "same-ninety")
    pairs = [re.fullmatch(r"([\d,]+) of ([\d,]+)", text) for text in drawn]
    found = [(int(pair[1].replace(",", "")), int(pair[2].replace(",", ""))) for pair in pairs if pair]
    assert len(found) == 4
    for right, tested in found:
        interval = wilson(right / tested, tested)
        assert f"{100 * interval.low:.0f} to {100 * interval.high:.0f}%" in drawn


def test_groups_are_compared_as_the_explorer_compares_them() -> None:
    setup = next(
        block["lab"]["setup"]
        for unit in course("fairness").units
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] == "lab" and block["lab"]["kind"] == "threshold-explorer"
    )
    drawn = texts("fairness", "three-yardsticks")
    shown = {
        (row.missed_in_100, row.alarms_in_100, half_up(100 * Fraction(row.counts.tp, row.counts.flagged)))
        for groups in groups_of(setup["presets"]).values()
        for row in compare_groups(groups, 1000)
    }
    wanted = [int(text) for text in drawn if text.isdigit()]
    missed, alarms, right = wanted[0:2], wanted[2:4], wanted[4:6]
    assert set(zip(missed, alarms, right, strict=True)) <= shown


def test_the_rule_of_three() -> None:
    drawn = texts("regulation-liability", "rule-of-three")
    for tested in (20, 100):
        assert f"{tested} cases" in drawn
        assert f"up to {300 // tested} in 100" in drawn
