"""Nine courses, each whole: units, labs, drawings, glossary, quiz; honest about who has reviewed them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.content.curriculum import counts
from tests.content.curriculum.shelf import (
    CONTENT,
    CURRICULUM,
    compiled,
    course,
    every_page,
    every_question,
    exercises,
    figure_files,
    final_quiz,
    items,
    pages,
    sources_of,
)
from tests.content.figures.__main__ import drawings

pytestmark = pytest.mark.core

# The one warning that every course has: nobody has reviewed it. Any other is explained here or mended.
EXPLAINED: dict[tuple[str, str, str], str] = {}
UNITS = {
    "interpreting-ai-output": 6, "automation-bias": 7, "privacy": 5, "data-quality": 4, "fairness": 5,
    "regulation-liability": 5, "security": 4, "adopting-ai": 6, "talking-about-ai": 5,
}  # fmt: skip
LABS = {
    "interpreting-ai-output": {"threshold-explorer": 2, "checking-lab": 2},
    "automation-bias": {"reliance-lab": 5},
    "privacy": {"redaction-lab": 6, "scenario": 1},
    "data-quality": {"scenario": 1, "reliance-lab": 1},
    "fairness": {"threshold-explorer": 1, "scenario": 1},
    "regulation-liability": {"scenario": 1},
    "security": {"checking-lab": 1, "scenario": 1},
    "adopting-ai": {"threshold-explorer": 1, "scenario": 1},
    "talking-about-ai": {"scenario": 3},
}
YEARLY = {"privacy", "security"}


@pytest.mark.parametrize("name", CURRICULUM)
def test_a_course_compiles_and_each_warning_is_explained(name: str) -> None:
    found = {(name, problem.code, problem.file) for problem in compiled(name).problems}
    assert compiled(name).course
    assert found - EXPLAINED.keys() == {(name, "W701", "course.md")}


@pytest.mark.parametrize("name", CURRICULUM)
def test_a_course_has_its_units_and_labs(name: str) -> None:
    assert len(pages(name)) >= UNITS[name]
    kinds = Counter(key["kind"] for key in course(name).lab_key.values())
    assert {kind: number for kind, number in LABS[name].items() if kinds[kind] < number} == {}


def test_the_curriculum_has_forty_seven_units_and_nothing_is_small() -> None:
    assert sum(UNITS.values()) == 47
    assert len({str(page) for page in every_page()}) >= 47
    assert sum(len(figure_files(name)) for name in CURRICULUM) >= 60
    assert sum(len(items(final_quiz(name))) for name in CURRICULUM) >= 270
    assert sum(len(exercises(page)) for page in every_page()) >= 180


@pytest.mark.parametrize("name", CURRICULUM)
def test_a_course_is_not_small(name: str) -> None:
    assert len(figure_files(name)) >= 7
    assert len(items(final_quiz(name))) >= 30
    assert sum(len(exercises(page)) for page in pages(name)) >= 16
    assert 8 <= len(course(name).structure["glossary"]) <= 40


@pytest.mark.parametrize("name", CURRICULUM)
def test_the_frame_of_a_course_is_that_of_the_curriculum(name: str) -> None:
    front = course(name).structure
    quiz = final_quiz(name)
    assert front["valid_for_months"] == (12 if name in YEARLY else 24)
    assert (quiz["pass_mark"], quiz["attempts"], quiz["draws"], quiz["graded"]) == (75, None, 12, True)
    assert "provisional" in quiz["intro"]
    assert 3 <= len(front["objectives"]) <= 7


@pytest.mark.parametrize("name", CURRICULUM)
def test_nobody_is_said_to_have_reviewed_it(name: str) -> None:
    assert course(name).structure["reviewers"] == []


@pytest.mark.parametrize("name", CURRICULUM)
def test_readiness_is_asked_before_and_after(name: str) -> None:
    ratings = [question for question in every_question(name) if question["kind"] == "rating"]
    pairs = {question["id"]: question.get("pair") for question in ratings}
    assert any(pair and pairs.get(pair) == id for id, pair in pairs.items())


def test_every_competency_is_practised_and_examined() -> None:
    asked: Counter[str] = Counter()
    examined: Counter[str] = Counter()
    for name in CURRICULUM:
        examined.update(str(item["competency"]) for item in items(final_quiz(name)))
        for page in pages(name):
            asked.update(str(question["competency"]) for question in exercises(page))
    competencies = [f"site:k{number}" for number in range(1, 11)]
    assert [one for one in competencies if asked[one] < 4] == []
    assert [one for one in competencies if examined[one] < 6] == []


@pytest.mark.parametrize("name", CURRICULUM)
def test_every_drawing_shown_is_made_from_data(name: str) -> None:
    made = {
        path.relative_to(CONTENT / name).as_posix() for path, _ in drawings() if path.is_relative_to(CONTENT / name)
    }
    assert figure_files(name) - made == set()
    assert made - figure_files(name) == set(), "drawn and never shown"


@pytest.mark.parametrize("name", CURRICULUM)
def test_an_author_writes_no_html_and_no_code(name: str) -> None:
    text = sources_of(name)
    assert "```" not in text
    assert "</" not in text


def test_the_table_of_counts_has_a_line_for_every_course() -> None:
    lines = counts.table().splitlines()
    assert [line.split()[0] for line in lines[1:-1]] == list(CURRICULUM)
    assert lines[-1].split()[0] == "all"
