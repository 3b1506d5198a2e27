"""Repairs: one click makes a problem go away, brings no new one that blocks, and needs no second click."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.compiler import compile_course
from courses.core.compiler.catalogue import CATALOGUE
from courses.core.compiler.repairs import FIXABLE, REPAIRS, apply, overlap
from courses.core.document import Folder
from courses.core.problem import Edit, Problem, Repair
from tests.core.golden import Case, cases, png

pytestmark = pytest.mark.core

CASES = cases()
HIDES = {"C002", "C003", "C011", "C016", "C017", "C102", "C103", "C106"}  # with it, the text after it is not read
PICTURES = {"svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>', "png": png()}


def problems(case: Case, files: dict[str, bytes]) -> tuple[Problem, ...]:
    return compile_course(Folder("sample", files), history=case.history, today=case.today).problems


def repaired(files: dict[str, bytes], problem: Problem) -> dict[str, bytes]:
    """The folder after the repair of one problem. What a picture becomes is tested with the pictures."""
    fix = problem.repair
    assert fix
    done = dict(files)
    if fix.rename:
        done[fix.rename] = done.pop(problem.file)
    elif fix.recode:
        done[problem.file] = done[problem.file].decode(fix.recode).encode()
    elif fix.picture:
        done[fix.picture] = PICTURES["svg" if fix.picture.endswith(".svg") else "png"]
        if fix.picture.endswith(".jpg"):
            done[fix.picture] = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x01\x00\x01\x03" + b"\0" * 9 + b"\xff\xd9"
    else:
        done[problem.file] = apply(done[problem.file].decode(), fix.edits).encode()
    return done


def fixable(case: Case) -> list[Problem]:
    return [problem for problem in problems(case, case.files) if problem.repair]


def new_that_block(before: tuple[Problem, ...], after: tuple[Problem, ...]) -> set[str]:
    return {one.code for one in after if one.blocks} - {one.code for one in before if one.blocks}


STARRED = [(case, problem) for case in CASES for problem in fixable(case)]


def test_every_starred_code_has_a_repair() -> None:
    assert sorted(FIXABLE - set(REPAIRS)) == []


def test_every_repair_belongs_to_a_problem_that_can_be_reported() -> None:
    assert sorted(set(REPAIRS) - set(CATALOGUE)) == []


def test_every_starred_code_is_repaired_in_a_golden_case() -> None:
    assert sorted(FIXABLE - {problem.code for _, problem in STARRED}) == []


@pytest.mark.parametrize(("case", "problem"), STARRED, ids=lambda part: getattr(part, "name", None) or part.code)
def test_a_repair_makes_its_problem_go_away_and_brings_no_new_one_that_blocks(case: Case, problem: Problem) -> None:
    before = problems(case, case.files)
    files = repaired(case.files, problem)
    assert files != case.files
    after = problems(case, files)
    count = sum(one.code == problem.code and one.file == problem.file for one in before)
    assert sum(one.code == problem.code and one.file == problem.file for one in after) < count
    if problem.code not in HIDES:
        assert new_that_block(before, after) == set()
    assert all(one.line <= files[one.file].count(b"\n") + 2 for one in after if one.file in files)


@pytest.mark.parametrize("code", sorted(HIDES))
def test_a_repair_that_uncovers_a_sound_text_leaves_nothing_that_blocks(code: str) -> None:
    found = [(case, problem) for case, problem in STARRED if problem.code == code]
    left = [
        new_that_block(problems(case, case.files), problems(case, repaired(case.files, one))) for case, one in found
    ]
    assert set() in left


@pytest.mark.parametrize(("case", "problem"), STARRED, ids=lambda part: getattr(part, "name", None) or part.code)
def test_a_repair_sets_exactly_one_thing_and_its_edits_do_not_overlap(case: Case, problem: Problem) -> None:
    assert problem.repair
    edits, rename, recode, picture = (
        problem.repair.edits, problem.repair.rename, problem.repair.recode, problem.repair.picture,
    )  # fmt: skip
    assert sum(map(bool, (edits, rename, recode, picture))) == 1
    assert problem.as_json()["fixable"] is True


def test_a_misspelling_with_no_near_word_has_no_repair() -> None:
    case = next(case for case in CASES if case.name == "C102-misspelt-kind")
    text = case.files["01-unit.md"].decode().replace("Single choise", "Wild guessing game")
    found = problems(case, {**case.files, "01-unit.md": text.encode()})
    assert [(problem.code, problem.repair) for problem in found if problem.code == "C102"] == [("C102", None)]


def test_edits_are_carried_out_from_the_last_to_the_first() -> None:
    edits = [Edit(1, 1, 1, 2, "XX"), Edit(2, 2, 2, 2, "-"), Edit(4, 1, 4, 1, "end\n")]
    assert apply("abc\ndef\ng\n", edits) == "XXbc\nd-ef\ng\nend\n"


def test_a_place_beyond_a_line_or_the_text_is_its_end() -> None:
    assert apply("ab\ncd", [Edit(1, 99, 1, 99, "!"), Edit(7, 1, 7, 1, "?")]) == "ab!\ncd?"


def test_edits_that_overlap_are_refused() -> None:
    first, second = Edit(1, 1, 1, 4, "x"), Edit(1, 3, 1, 5, "y")
    with pytest.raises(ValueError, match="overlap"):
        apply("abcdef", [first, second])
    assert overlap("abcdef", [first], [second])
    assert not overlap("abcdef", [Edit(1, 1, 1, 2, "x")], [Edit(1, 4, 1, 5, "y")])


@given(st.text(alphabet="ab\n", max_size=30), st.tuples(*(st.integers(-2, 40) for _ in range(4))), st.text(max_size=5))
def test_no_place_is_an_error(text: str, place: tuple[int, int, int, int], new: str) -> None:
    try:
        result = apply(text, [Edit(*place, new)])
    except ValueError:
        return
    assert new in result


def test_a_problem_is_the_same_with_and_without_its_repair() -> None:
    problem = Problem("a.md", 1, 1, "C012", "m", "f", Repair(edits=(Edit(1, 1, 1, 1, "#"),)))
    assert problem == replace(problem, repair=None)
