"""The course about writing courses: no problem in it, samples that do what it says, an entry for every code."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from courses.authoring.folders import read_folder
from courses.core.compiler import compile_course
from courses.core.compiler.catalogue import CATALOGUE
from courses.core.compiler.headings import LAB_NAMES, QUESTIONS
from courses.core.document import Folder
from tests.content import messages
from tests.content.samples import Sample, samples

GUIDE = Path(__file__).parents[2] / "courses" / "content" / "writing-a-course"
TODAY = datetime.date(2026, 11, 21)
SAMPLES = [sample for path in sorted(GUIDE.glob("*.md")) for sample in samples(path.name, path.read_text("utf-8"))]


def codes_of(folder: Folder) -> set[str]:
    return {problem.code for problem in compile_course(folder, today=TODAY).problems} - {"W701"}


def named(sample: Sample) -> str:
    return f"{sample.file}:{sample.line}"


def test_the_guide_has_no_problem_but_that_nobody_has_reviewed_it() -> None:
    read = read_folder(GUIDE)
    found = compile_course(read.folder, today=TODAY).problems
    told = {(problem.code, problem.file) for problem in found}
    assert not read.problems
    # W051: the list of messages is looked up, not read through, and every address of a message leads to it
    assert told <= {("W701", "course.md"), ("W051", messages.FILE)}, [str(problem) for problem in found]


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_a_sample_gives_the_problems_it_is_said_to_give_and_no_others(sample: Sample) -> None:
    assert codes_of(sample.folder()) == sample.codes


def test_the_small_course_round_a_sample_has_no_problem_of_its_own() -> None:
    assert codes_of(Sample("", 1, "A sentence.\n", frozenset()).folder()) == set()


def test_samples_with_a_mistake_are_among_the_samples() -> None:
    assert len(SAMPLES) >= 20
    assert sum(bool(sample.codes) for sample in SAMPLES) >= 5


@pytest.mark.parametrize("name", [*QUESTIONS, *LAB_NAMES])
def test_every_kind_of_question_and_lab_has_a_sample(name: str) -> None:
    heads = [line.lower() for sample in SAMPLES for line in sample.text.split("\n") if line.startswith("##")]
    assert any(f"# {name} `" in head for head in heads)


def test_every_code_has_an_entry_whose_address_is_the_code_in_small_letters() -> None:
    course = compile_course(read_folder(GUIDE).folder, today=TODAY).course
    assert course
    page = next(unit for unit in course.units if unit["id"] == messages.UNIT)
    html = "".join(str(block.get("html")) for step in page["steps"] for block in step["blocks"])
    assert [code for code in CATALOGUE if f'id="u-{code.lower()}"' not in html] == []


def test_the_list_of_messages_has_the_wording_of_today() -> None:
    """After a change of the catalogue: python -m tests.content.messages"""
    assert (GUIDE / messages.FILE).read_text("utf-8") == messages.text()


def test_every_message_has_a_reason_in_words_and_no_reason_is_left_over() -> None:
    assert set(messages.WHY) == set(CATALOGUE) | set(messages.BEYOND)
    assert [code for code, why in messages.WHY.items() if len(why.split()) < 5] == []
