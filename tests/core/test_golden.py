"""Every problem the compiler can report, as an author meets it: the cases of `tests/golden`."""

from __future__ import annotations

import re

import pytest

from courses.core.compiler import compile_course
from courses.core.compiler.catalogue import CATALOGUE
from tests.core.golden import Case, cases, problems_of, sample_files, shown

pytestmark = pytest.mark.core

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_case_gives_exactly_its_problems(case: Case) -> None:
    compiled = compile_course(case.folder, history=case.history, today=case.today)
    assert [shown(problem) for problem in problems_of(case)] == case.problems
    assert (compiled.course is None) == any(problem.blocks for problem in compiled.problems)


def test_the_course_behind_the_cases_has_no_problem() -> None:
    case = Case("whole", sample_files())
    compiled = compile_course(case.folder, today=case.today)
    assert compiled.problems == ()
    assert compiled.course is not None


def test_every_code_has_a_golden_case() -> None:
    shown_codes = {
        code for case in CASES for line in case.problems for code in re.findall(r":[0-9]+ ([CW][0-9]{3}) ", line)
    }
    # C022 is what a crash of the renderer would become; test_hostile provokes one.
    assert set(CATALOGUE) - shown_codes == {"C022"}


def test_the_name_of_a_case_says_its_code() -> None:
    for case in CASES:
        code = re.match(r"[CW][0-9]{3}", case.name)
        assert code, case.name
        assert any(f" {code.group()} " in line for line in case.problems), case.name


def test_no_message_blames_or_says_syntax_error() -> None:
    for message, fix in CATALOGUE.values():
        assert not re.search(r"\binvalid\b|syntax error|\byou must\b|YAML", f"{message} {fix}", re.I)
        assert message.endswith((".", "?", "{guess}")), message
