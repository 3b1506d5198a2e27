"""A lab may have a title of its own; without one it is called by its kind, as before."""

from __future__ import annotations

import datetime

import pytest

from courses.core.changes import Content, change_class, diff
from courses.core.compiler import compile_course
from courses.core.document import Compiled, Course, Folder
from courses.core.labs import LABS, named
from tests.core.golden import sample_files
from tests.core.lab_texts import CHECKING, FRONT, REDACTION, RELIANCE, SCENARIO, THRESHOLD

pytestmark = pytest.mark.core

ALL = [RELIANCE, THRESHOLD, REDACTION, CHECKING, SCENARIO]
TODAY = datetime.date(2026, 11, 21)


def titled(text: str, title: str) -> str:
    """The lab with a title, as the first line under its heading."""
    heading, rest = text.split("\n", 1)
    gap = "\n" if rest.startswith("\n") and ":" not in rest.lstrip("\n").split("\n", 1)[0] else ""
    return f"{heading}\ntitle: {title}\n{gap}{rest.lstrip() if not gap else rest}"


def compiled(text: str) -> Compiled:
    return compile_course(Folder("sample", {**sample_files(), "01-unit.md": (FRONT + text).encode()}), today=TODAY)


def course_of(text: str) -> Course:
    found = compiled(text)
    assert found.course, found.problems
    return found.course


@pytest.mark.parametrize("text", ALL)
def test_a_title_is_the_name_of_the_lab_and_of_its_step(text: str) -> None:
    course = course_of(titled(text, "Before: eight messages"))
    (summary,) = course.structure["labs"]
    (step,) = [step for step in course.units[0]["steps"] if any(one["type"] == "lab" for one in step["blocks"])]
    (view,) = [block["lab"] for block in step["blocks"] if block["type"] == "lab"]
    assert named(summary) == named(view) == step["title"] == "Before: eight messages"
    assert step["id"] == "u-before-eight-messages"
    assert step["id"] in [one["id"] for one in course.structure["units"][0]["steps"]]


@pytest.mark.parametrize("text", ALL)
def test_without_a_title_everything_is_as_it_was(text: str) -> None:
    course = course_of(text)
    (summary,) = course.structure["labs"]
    assert "title" not in summary
    assert all("title" not in one["lab"] for step in course.units[0]["steps"] for one in step["blocks"] if "lab" in one)
    assert named(summary) in [step["title"] for step in course.units[0]["steps"]]
    assert named(summary) == LABS[summary["kind"]].name


@pytest.mark.parametrize(("length", "problems"), [(80, []), (81, ["C007"]), (5000, ["C007"])])
def test_a_title_may_have_eighty_characters(length: int, problems: list[str]) -> None:
    found = compiled(titled(RELIANCE, "é" * length))
    assert [one.code for one in found.problems] == problems
    if problems:
        (problem,) = found.problems
        assert problem.message == f'"title" must be at most 80 characters, not "{length} characters".'
        assert (problem.fix, problem.line, problem.column) == ("Write a shorter one", 10, 8)
        assert problem.repair is None


def test_a_misspelt_title_is_told_and_mended() -> None:
    (problem,) = compiled(titled(RELIANCE, "Eight messages").replace("title: Eight", "titel: Eight")).problems
    assert problem.code == "C111"
    assert problem.repair


def test_a_part_of_a_lab_has_no_title() -> None:
    found = compiled(RELIANCE.replace("### Case `weak-leg`\n", "### Case `weak-leg`\ntitle: A leg\n"))
    assert [one.code for one in found.problems] == ["C111"]


def test_two_labs_of_one_title_have_places_of_their_own() -> None:
    course = course_of(titled(RELIANCE, "Messages") + "\n---\n\n" + titled(SCENARIO, "Messages"))
    steps = [step["id"] for step in course.units[0]["steps"] if step["title"] == "Messages"]
    assert len(steps) == len(set(steps)) == 2


def test_a_lab_below_a_heading_keeps_its_title_and_the_step_its_own() -> None:
    deeper = titled(RELIANCE, "Eight messages").replace("### ", "#### ").replace("## Rel", "### Rel")
    course = course_of(f"## The morning\n\nIt begins.\n\n{deeper}")
    (summary,) = course.structure["labs"]
    assert named(summary) == "Eight messages"
    assert [step["title"] for step in course.units[0]["steps"]] == ["The morning"]


def test_another_title_is_wording() -> None:
    none, first, second = (
        Content.of(course_of(text))
        for text in (RELIANCE, titled(RELIANCE, "Eight messages"), titled(RELIANCE, "Nine messages"))
    )
    for before, after in ((none, first), (first, second), (second, none)):
        changes = diff(before, after)
        assert [(one.id, one.words) for one in changes] == [("triage", "title reworded")]
        assert change_class(changes) == "wording"
