"""`draw-for` as an author writes it: what is read, what is refused, and what one click makes of it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.compiler import compile_course
from courses.core.compiler.draws import draw_for, entries, whole
from courses.core.compiler.repairs import apply
from courses.core.document import Compiled, Folder
from courses.core.kinds.source import Setting
from courses.core.problem import Problem
from courses.core.quiz import draw
from tests.core.golden import sample_files

pytestmark = pytest.mark.core

TODAY = datetime.date(2026, 11, 21)
UNIT = """---
title: First unit
summary: What it is about.
minutes: 8
objectives: [o1]
competency: protect-data
---

## Quiz `final`
kind: graded

### Pool `items`
"""
ITEM = "#### Number `{id}`\n{settings}\n\nHow many {id}?\n\n- [x] 1\n\n**Explanation:** Because.\n\n"


def files(settings: str, *items: str, unit: str = UNIT) -> dict[str, bytes]:
    """A course whose pool has these settings, and an item for each of the items' settings."""
    made = "".join(ITEM.format(id=f"n{at}", settings=item) for at, item in enumerate(items))
    return {**sample_files(), "01-unit.md": f"{unit}{settings}\n\n{made}".encode()}


def compiled(found: dict[str, bytes]) -> Compiled:
    return compile_course(Folder("sample", found), today=TODAY)


def of(found: dict[str, bytes], *codes: str) -> list[Problem]:
    return [one for one in compiled(found).problems if one.code in codes]


def after(found: dict[str, bytes], problem: Problem) -> str:
    """The unit after one click."""
    assert problem.repair
    return apply(found["01-unit.md"].decode(), problem.repair.edits)


def setting(value: str) -> Setting:
    return Setting("draw-for", value, 4, 1, 11)


def test_roles_and_numbers_are_read_with_their_places() -> None:
    found = list(entries(setting("gp 2,  practice-nurse   0 ,manager 15")))
    assert [(one.role, one.count, one.column, one.count_column) for one in found] == [
        ("gp", 2, 11, 14), ("practice-nurse", 0, 18, 35), ("manager", 15, 38, 46),
    ]  # fmt: skip
    assert draw_for({"draw-for": setting("gp 2, reception 0")}) == {"gp": 2, "reception": 0}
    assert draw_for({}) == {}


@given(st.text(alphabet="gp ,-9\t:½٣", max_size=40))
def test_whatever_is_written_an_entry_stands_where_it_is_said_to_stand(value: str) -> None:
    line = "draw-for: " + value
    for one in entries(setting(value)):
        assert line[one.column - 1 :].startswith(one.text)
        assert one.count is None or line[one.count_column - 1 :].startswith(str(one.text.split()[-1]))


@pytest.mark.parametrize("value", ["9" * 5000, "-1", "1.5", "٣", "", "two", "1 000"])
def test_what_is_no_short_whole_number_is_none(value: str) -> None:
    assert whole(Setting("draw", value, 1, 1, 1)) is None
    assert whole(None) is None


@pytest.mark.parametrize("value", ["9" * 5000, "gp " + "9" * 5000, "gp " * 3000, ", " * 4000 + "x"])
@pytest.mark.parametrize("name", ["draw", "draw-for"])
def test_thousands_of_signs_are_a_problem_and_no_crash(name: str, value: str) -> None:
    settings = f"draw: {value}" if name == "draw" else f"draw: 1\ndraw-for: {value}"
    assert compiled(files(settings, "", "", "")).blocked


@pytest.mark.parametrize("name", ["from", "draw-for"])
def test_draw_is_needed_for_everybody_else(name: str) -> None:
    settings = "draw-for: gp 1" if name == "draw-for" else ""
    assert [one.message for one in of(files(settings, "", ""), "C006")] == ['"draw" is missing.']


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        ("2 gp", "gp 2"), ("gp: 2", "gp 2"), ("gp=2", "gp 2"), ("gp (2)", "gp 2"), ("2 x gp", None), ("gp", None),
        ("2", None), ("gp two", None), ("gp 2 or 3", None), ("gp 1.5", None), ("gp -1", None),
    ],
)  # fmt: skip
def test_a_part_in_another_form_is_put_right_where_it_can_mean_one_thing_only(value: str, mended: str | None) -> None:
    found = files(f"draw: 1\ndraw-for: {value}, reception 2", "", "", "")
    (problem,) = of(found, "C178")
    if mended is None:
        assert problem.repair is None
    else:
        assert f"draw-for: {mended}, reception 2\n" in after(found, problem)


def test_too_few_for_two_roles_in_a_row_are_mended_click_by_click() -> None:
    found = files("draw: 4", "", "", "audience: gp", "audience: gp", "audience: gp\n", "audience: reception")
    first = of(found, "C182")
    assert [(one.line, one.message) for one in first] == [(13, "The pool draws 4 for reception but has 3.")]
    mended = after(found, first[0])
    assert "### Pool `items`\ndraw-for: reception 3\ndraw: 4\n" in mended
    assert of({**found, "01-unit.md": mended.encode()}, "C182") == []


def test_roles_that_fall_short_alike_are_told_and_mended_together() -> None:
    cover = sample_files()["course.md"].decode().replace("[gp, reception]", "[gp, reception, manager]")
    found = files("draw: 3\ndraw-for: gp 2", "", "", "audience: gp", "audience: gp") | {"course.md": cover.encode()}
    (problem,) = of(found, "C182")
    assert problem.message == "The pool draws 3 for reception and manager but has 2."
    assert problem.fix == "Write `draw-for: reception 2, manager 2`, or add items"
    assert "draw-for: gp 2, reception 2, manager 2\n" in after(found, problem)


def test_a_role_that_draws_nothing_needs_no_items() -> None:
    found = files("draw: 2\ndraw-for: reception 0", "audience: gp", "audience: gp", "audience: gp")
    assert [one.code for one in compiled(found).problems] == ["W184"]


def test_nothing_is_said_of_roles_while_everybody_is_told_the_same() -> None:
    assert [one.code for one in compiled(files("draw: 3", "", "", "")).problems] == ["W175"]
    assert [one.code for one in compiled(files("draw: 4", "", "", "")).problems] == ["C173"]


def test_a_share_of_more_than_there_is_is_told_at_its_number() -> None:
    found = files("draw: 1\ndraw-for: gp 2, reception 4", "", "", "")
    (problem,) = of(found, "C182", "C173")
    assert (problem.code, problem.line, problem.column) == ("C182", 14, 27)


def test_the_region_of_the_course_decides_which_regions_must_have_enough() -> None:
    items = ["region: uk", "region: uk", "region: uk", "region: us"]
    everywhere = files("draw: 2", *items)
    assert [one.message for one in of(everywhere, "C182")] == [
        "The pool draws 2 for gp and reception in the EU but has 0.",
    ]
    uk = everywhere["course.md"].decode().replace("language: en-GB\n", "language: en-GB\nregion: uk\n")
    assert of({**everywhere, "course.md": uk.encode()}, "C182", "W183", "W184") == []


def test_one_region_that_is_asked_nothing_is_named() -> None:
    fixed = "### Number `fixed`\nregion: us\n\nHow many?\n\n- [x] 1\n\n"
    unit = UNIT.replace("### Pool", f"{fixed}### Pool")
    found = files("draw: 2\ndraw-for: gp 0, reception 0", "", "", "", unit=unit)
    assert [one.message for one in of(found, "W184")] == ["This quiz asks gp and reception in the UK nothing."]


def test_the_shares_reach_the_release_and_are_drawn() -> None:
    course = compiled(files("draw: 2\ndraw-for: reception 1", "", "", "", "audience: gp")).course
    assert course
    (quiz,) = course.quizzes
    assert quiz["sections"][0]["draw_for"] == {"reception": 1}
    assert [len(draw(quiz, seed=1, audience=role)) for role in ("gp", "reception", "manager", None)] == [2, 1, 2, 2]


def test_without_shares_a_release_is_what_it_was() -> None:
    course = compiled(files("draw: 2", "", "", "")).course
    assert course
    assert "draw_for" not in course.quizzes[0]["sections"][0]
    assert "draws_for" not in course.structure["quizzes"][0]


def test_an_exercise_has_no_shares() -> None:
    found = files("draw: 2\ndraw-for: gp 1", "", "", "", unit=UNIT.replace("graded", "exercise"))
    (problem,) = of(found, "C181")
    assert "draw: 2\n\n####" in after(found, problem)
