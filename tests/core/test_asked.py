"""What a quiz says it asks: compiled once, read off the structure, the same as what is drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from courses.core.asked import Asked, asked_of, asked_of_all, points_needed
from courses.core.compiler import compile_course
from courses.core.compiler.roles import REGIONS, ROLES
from courses.core.document import Course, Folder, QuizSummary
from courses.core.quiz import draw
from tests.core.golden import Case, sample_files

pytestmark = pytest.mark.core

UNIT = """---
title: First unit
summary: What it is about.
minutes: 8
objectives: [o1]
competency: protect-data
---

## Quiz `final`
kind: graded

{pools}
"""


def number(id: str, *settings: str) -> str:
    lines = "".join(f"{setting}\n" for setting in settings)
    return f"### Number `{id}`\n{lines}\nHow many {id}?\n\n- [x] 1\n\n**Explanation:** Because.\n\n"


def course(*pools: tuple[str, str], audience: str = "gp, reception", region: str = "any") -> Course:
    """A course whose final quiz draws from `pools`, each (settings, items)."""
    files = sample_files()
    cover = files["course.md"].decode().replace("audience: [gp, reception]", f"audience: [{audience}]")
    files["course.md"] = cover.replace("language: en-GB\n", f"language: en-GB\nregion: {region}\n").encode()
    text = ""
    for at, (settings, items) in enumerate(pools):
        files[f"pools/p{at}.md"] = f"---\nkind: pool\ntitle: P\ncompetency: protect-data\n---\n\n{items}".encode()
        text += f"### Pool `pool-{at}`\nfrom: pools/p{at}.md\n{settings}\n\n"
    files["01-unit.md"] = UNIT.format(pools=text).encode()
    compiled = compile_course(Folder("sample", files), today=Case("", {}).today)
    assert compiled.course, compiled.problems
    return compiled.course


def summary(made: Course) -> QuizSummary:
    return made.structure["quizzes"][0]


PLAIN = "".join(number(f"n{at}") for at in range(6))
NARROWED = (
    PLAIN
    + number("for-gp", "audience: gp")
    + number("for-gp-too", "audience: gp", "region: uk")
    + number("for-us", "region: us")
)


def test_a_quiz_that_asks_everybody_the_same_says_one_number_and_keeps_no_other() -> None:
    made = summary(course(("draw: 2", PLAIN), ("draw: 3", NARROWED.replace("`n", "`m"))))
    assert (made["draws"], made["points"]) == (5, 5)
    assert "draws_for" not in made


def test_only_what_differs_is_kept() -> None:
    made = summary(course(("draw: 2\ndraw-for: reception 4", PLAIN)))
    assert (made["draws"], made["points"]) == (2, 2)
    assert made["draws_for"] == {"reception": dict.fromkeys(REGIONS, [4, 4])}
    assert json.loads(json.dumps(made)) == made


def test_what_is_said_is_what_is_drawn_for_every_role_in_every_region() -> None:
    made = course(("draw: 3\ndraw-for: reception 1, gp 7", NARROWED), ("draw: 2", PLAIN.replace("`n", "`m")))
    view = made.quizzes[0]
    for role in ("", *ROLES):
        for region in REGIONS:
            layout = draw(view, seed=5, audience=role or None, region=region)
            said = asked_of(summary(made), role, region)
            assert (said.fewest, said.most, said.points) == (len(layout), len(layout), len(layout))


def test_a_release_from_before_says_its_one_number_to_everybody() -> None:
    old: Any = {**summary(course(("draw: 2\ndraw-for: reception 4", PLAIN)))}
    del old["draws_for"]
    assert asked_of(old, "reception", "uk") == Asked(2, 2, 2)
    assert asked_of_all(old, ["gp", "reception"], "any") == Asked(2, 2, 2)


def test_who_is_not_known_is_told_from_where_to_where() -> None:
    made = summary(course(("draw: 2\ndraw-for: reception 4", PLAIN)))
    assert asked_of_all(made, ["gp", "reception"], "any") == Asked(2, 4, None)
    assert asked_of_all(made, ["gp"], "any") == Asked(2, 2, 2)


def test_the_readers_of_the_course_count_and_not_what_is_drawn_for_nobody() -> None:
    """`draw` is for no role of this course: each has a share of its own, and all shares are alike."""
    made = summary(
        course(("draw: 6", PLAIN.replace("`n", "`m") + number("m9")), ("draw: 5\ndraw-for: gp 3, reception 3", PLAIN))
    )
    assert made["draws"] == 11
    assert asked_of_all(made, ["gp", "reception"], "any") == Asked(9, 9, 9)


def test_the_region_of_the_course_is_the_region_of_its_readers() -> None:
    fixed = "draw: 7\ndraw-for: reception 3"
    made = summary(course((fixed, NARROWED), region="uk"))
    assert asked_of_all(made, ["gp"], "uk") == Asked(7, 7, 7)


@pytest.mark.parametrize(("points", "mark", "needed"), [(12, 75, 9), (12, 80, 10), (2, 50, 1), (3, 1, 1), (0, 75, 0)])
def test_the_points_needed_are_the_least_whole_number_that_reaches_the_mark(
    points: int, mark: int, needed: int
) -> None:
    assert points_needed(points, mark) == needed
    assert 100 * needed >= mark * points > 100 * (needed - 1)
