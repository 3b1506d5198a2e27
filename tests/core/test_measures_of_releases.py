"""Labs as a release stores them, through all the measures: compiled, kept as JSON, read back, laid out and scored."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from courses.core.compiler import compile_course
from courses.core.document import Course, Folder
from courses.core.measures.explorer_setup import groups_of, thresholds_of, tool_of
from courses.core.measures.marked_text import mark
from courses.core.measures.marked_text_words import residual_risk
from courses.core.measures.scenario_path import Move, walk
from courses.core.runs.reliance import lay_out, wrong_cases
from tests.core.golden import sample_files
from tests.core.lab_texts import CHECKING, FRONT, REDACTION, RELIANCE, SCENARIO, THRESHOLD

pytestmark = pytest.mark.core
SPECIMEN = Path(__file__).parent.parent / "specimen" / "ai-advice-basics"
TODAY = datetime.date(2026, 11, 21)
Lab = tuple[str, Any, Any]  # kind, setup, answers


def labs_of(course: Course) -> list[Lab]:
    views = [
        block["lab"]
        for unit in course.units
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] == "lab"
    ]
    found = [(view["kind"], view["setup"], course.lab_key[view["id"]]["answers"]) for view in views]
    return [(kind, json.loads(json.dumps(setup)), json.loads(json.dumps(key))) for kind, setup, key in found]


def compiled(name: str, files: dict[str, bytes]) -> Course:
    result = compile_course(Folder(name, files), today=TODAY)
    assert result.course is not None, result.problems
    return result.course


def one_lab(text: str) -> Lab:
    (lab,) = labs_of(compiled("sample", {**sample_files(), "01-unit.md": (FRONT + text).encode()}))
    return lab


@pytest.fixture(scope="module")
def specimen() -> list[Lab]:
    files = {path.relative_to(SPECIMEN).as_posix(): path.read_bytes() for path in SPECIMEN.rglob("*") if path.is_file()}
    return labs_of(compiled("ai-advice-basics", files))


def perfect(key: Any) -> dict[str, dict[str, str]]:
    """The first unit of every target with its first mark."""
    return {
        text: {target["units"][0]: target["marks"][0] for target in targets if target["marks"]}
        for text, targets in key["texts"].items()
    }


def all_units(setup: Any) -> dict[str, dict[str, str]]:
    """Every unit with the first mark its text offers."""
    return {
        text["id"]: {unit["id"]: text["marks"][0] for block in text["blocks"] for unit in block["units"]}
        for text in setup["texts"]
        if text["marks"]
    }


def marked_labs(specimen: list[Lab]) -> list[Lab]:
    return [lab for lab in [*specimen, one_lab(REDACTION), one_lab(CHECKING)] if "texts" in lab[1]]


def test_each_target_marked_and_nothing_else_is_the_whole_score(specimen: list[Lab]) -> None:
    for kind, setup, key in marked_labs(specimen):
        found = mark(setup, key, perfect(key))
        assert found.score == 1
        assert found.passed(100)
        assert residual_risk(found, kind).startswith("No ")


def test_nothing_marked_and_everything_marked_are_worth_nothing(specimen: list[Lab]) -> None:
    for kind, setup, key in marked_labs(specimen):
        assert mark(setup, key, {}).score == 0
        assert mark(setup, key, {}).targets > 0
        assert mark(setup, key, all_units(setup)).score == 0
        assert "would" in residual_risk(mark(setup, key, {}), kind)


def test_a_missed_name_fails_a_letter_that_must_not_hold_one() -> None:
    _, setup, key = one_lab(REDACTION)
    marks = perfect(key)
    name = next(target for target in key["texts"]["letter"] if target["severity"] == "major")
    del marks["letter"][name["units"][0]]
    found = mark(setup, key, marks)
    assert found.score == Fraction(2, 3)
    assert not found.passed(50)
    assert [place.words for place in found.failing] == ["Ida Sample"]


def test_a_run_of_a_compiled_lab_holds_its_cases_with_their_own_decisions() -> None:
    _, setup, key = one_lab(RELIANCE)
    assert wrong_cases(key) == {"weak-leg"}
    run = lay_out(setup, seed=4, wrong=wrong_cases(key), role="gp", region="uk")
    assert [slot["case"] for slot in run] == ["sore-throat", "weak-leg"]
    assert [sorted(slot["options"]) for slot in run] == [["self", "test"], ["self", "today", "week"]]
    assert [slot["case"] for slot in lay_out(setup, seed=4, wrong={"weak-leg"}, region="us")] == ["sore-throat"]


def test_good_choices_lead_to_the_good_ending_of_a_compiled_scenario() -> None:
    _, setup, key = one_lab(SCENARIO)
    moves: list[Move] = []
    while (way := walk(setup, key, moves)).at:
        moves.append(Move(way.at, next(id for id, choice in key["steps"][way.at].items() if choice["good"])))
    assert (way.outcome, way.score, len(way.turns)) == ("good", 1, 2)


def test_presets_and_thresholds_are_read_exactly() -> None:
    _, setup, _ = one_lab(THRESHOLD)
    clinic, screen = (tool_of(preset) for preset in setup["presets"])
    assert clinic.ppv.value == Fraction(27, 34)
    assert screen.ppv.value == Fraction(1, 12)
    rows = thresholds_of(setup["thresholds"], prevalence=clinic.prevalence, tests=100)
    assert [(row.name, row.burden.alerts, row.burden.missed) for row in rows] == [("0.3", 47, 1), ("0.7", 26, 7)]
    assert groups_of(setup["presets"]) == {}


def test_groups_of_one_tool_are_compared() -> None:
    table = THRESHOLD.replace("| Prevalence |", "| Prevalence | Group |").replace(
        "| ---------- |\n| Cl", "| -- | -- |\n| Cl"
    )
    table = table.replace("| 30%        |", "| 30% | Lighter skin |").replace("| 1%         |", "| 1% | Darker skin |")
    _, setup, _ = one_lab(table)
    assert [group for group, _ in groups_of(setup["presets"])[""]] == ["Lighter skin", "Darker skin"]
    same = [{**preset, "name": "Skin app"} for preset in setup["presets"]]
    assert list(groups_of(same)) == ["Skin app"]
