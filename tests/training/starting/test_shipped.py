"""The paths that come with the product: their caps, their start checks and the units those stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from django.conf import settings

from courses.authoring.folders import read_folder
from courses.core.compiler import compile_course
from courses.core.document import History, Structure
from courses.learning.rules import Reader, minutes_left, required_units, skippable
from courses.people.models import JobRole, Region
from courses.training.paths import Path, PathProblem, parse_path, shipped_paths
from courses.training.starting.checks import read_sheet, sheet_of
from tests.training.starting.small_path import YAML, text_of

pytestmark = pytest.mark.core
WHERE = [region.value for region in Region]
LATER_FIRST = {
    "gp": "talking-about-ai", "practice-nurse": "privacy", "pharmacist": "privacy", "allied-health": "privacy",
    "reception": "talking-about-ai", "manager": "security",
}  # fmt: skip


@cache
def structure(slug: str) -> Structure:
    """A course of the repository as it stands."""
    known = History(published=frozenset(one.name for one in settings.COURSES_DIR.iterdir()) - {slug})
    folder = read_folder(settings.COURSES_DIR / slug).folder
    compiled = compile_course(folder, history=known, today=date(2026, 7, 1))
    assert compiled.course is not None, slug
    return compiled.course.structure


def whole(path: Path) -> dict[str, Structure]:
    """The essential courses of a path; each has a final quiz."""
    found = {stage.course: structure(stage.course) for stage in path.stages}
    assert [slug for slug, one in found.items() if not any(quiz["graded"] for quiz in one["quizzes"])] == []
    return found


@pytest.fixture(params=JobRole.values)
def path(request: pytest.FixtureRequest) -> Iterator[Path]:
    return next(one for one in shipped_paths() if one.id == request.param)


@pytest.mark.parametrize("region", WHERE)
def test_a_path_keeps_its_cap(path, region):
    reader = Reader(role=path.roles[0], region=region)
    minutes = {slug: minutes_left(one, reader, finished=(), passed=()) for slug, one in whole(path).items()}
    assert sum(minutes.values()) <= path.cap, minutes


@pytest.mark.parametrize("role", ["gp", "practice-nurse"])
def test_gps_and_nurses_begin_with_scribes_and_chatbots(role):
    path = next(one for one in shipped_paths() if one.id == role)
    first = whole(path)[path.stages[0].course]
    assert required_units(first, Reader(role=role))[:2] == ["text-that-sounds-right", "what-kind-of-ai"]


def test_every_course_of_a_path_is_written_for_its_role(path):
    courses = {stage.course: structure(stage.course) for stage in (*path.stages, *path.later)}
    assert not [slug for slug, one in courses.items() if path.roles[0] not in one["audience"]]


def test_every_other_course_for_the_role_comes_later(path):
    named = {stage.course for stage in (*path.stages, *path.later)}
    courses = {slug: structure(slug) for slug in {stage.course for one in shipped_paths() for stage in one.stages}}
    assert {slug for slug, one in courses.items() if path.roles[0] in one["audience"]} <= named
    assert path.later[0].course == LATER_FIRST[path.id]


def test_every_path_has_a_start_check_of_five_questions_with_a_word_about_each_option(path):
    sheet = sheet_of(path)
    assert sheet is not None
    assert len(sheet.questions) == len(path.check) == 5
    for question in sheet.questions:
        key = sheet.keys[question["id"]]
        assert len(question["options"]) == 3
        assert len(key["right"]) == 1
        assert set(key["feedback"]) == set(key["options"])


@pytest.mark.parametrize("region", WHERE)
def test_each_question_stands_for_a_unit_that_is_essential_and_neither_lab_nor_quiz(path, region):
    courses = whole(path)
    reader = Reader(role=path.roles[0], region=region)
    wrong = [one for one in path.check if not skippable(courses[one.course], reader, one.unit)]
    assert not wrong


def test_no_start_check_gives_a_question_of_a_course_away(path):
    sheet = sheet_of(path)
    assert sheet is not None
    own = {question["id"] for question in sheet.questions}
    stems = {question["stem"] for question in sheet.questions}
    for slug in {stage.course for one in shipped_paths() for stage in one.stages}:
        folder = settings.COURSES_DIR / slug
        text = "".join(file.read_text("utf-8") for file in folder.rglob("*.md")) if folder.exists() else ""
        assert not [name for name in own if f"`{name}`" in text]
        assert not [stem for stem in stems if stem.removeprefix("<p>").removesuffix("</p>") in text]


def test_the_right_answer_is_rarely_the_longest_and_stands_in_each_place():
    sheets = [sheet for path in shipped_paths() if (sheet := sheet_of(path)) is not None]
    pairs = [(question, sheet.keys[question["id"]]["right"][0]) for sheet in sheets for question in sheet.questions]
    longest = places = 0
    at = dict.fromkeys(range(3), 0)
    for question, right in pairs:
        lengths = {option["id"]: len(option["html"]) for option in question["options"]}
        longest += all(lengths[right] > size for one, size in lengths.items() if one != right)
        at[list(lengths).index(right)] += 1
        places += 1
    assert longest <= places / 3
    assert all(places / 5 <= count <= places / 2 for count in at.values()), at


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (text_of("qa", "qb", "qc", "qd"), 'checks/small-path.md: no question "qe", which small-path.yaml names'),
        (
            text_of("qa", "qb", "qc", "qd", "qe", "qf"),
            'checks/small-path.md: "qf" stands for no unit; name it in the check of small-path.yaml',
        ),
        (
            text_of().replace(b"  > Feedback-no-qc\n", b""),
            'checks/small-path.md: "qc" says nothing about "no"; add a line of feedback below it',
        ),
        (
            text_of().replace(b"**Explanation:** Explanation-qd", b""),
            'checks/small-path.md: "qd" needs an explanation',
        ),
        (
            text_of().replace(b"### Single choice `qa`", b"### Multiple choice `qa`"),
            'checks/small-path.md: "qa" must be a single choice',
        ),
    ],
)
def test_a_wrong_check_is_told_with_its_file_and_what_is_wrong(text, said):
    with pytest.raises(PathProblem) as caught:
        read_sheet(parse_path("small-path", YAML), text)
    assert str(caught.value) == said


def test_what_the_compiler_finds_is_told_with_its_line_and_code():
    with pytest.raises(PathProblem) as caught:
        read_sheet(parse_path("small-path", YAML), text_of().replace(b"- [x] `yes` This is right", b"", 1))
    assert str(caught.value).startswith("checks/small-path.md, line ")
    assert ": C1" in str(caught.value)


def test_a_check_without_its_file_is_told():
    with pytest.raises(PathProblem, match="checks/nowhere.md: not there, but nowhere.yaml has a check"):
        sheet_of(replace(parse_path("small-path", YAML), id="nowhere"))
