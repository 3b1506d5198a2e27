"""Several faults in one course: each is found where it stands, and mending one uncovers no fault that is not there."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from courses.core.compiler import compile_course
from courses.core.compiler.repairs import apply, overlap
from courses.core.compiler.reporting import MOST_PER_FILE
from courses.core.document import Folder
from courses.core.problem import Edit, Problem
from tests.core.faults import FAULTS, NAME, Fault, expected, faultless, independent, with_faults

pytestmark = pytest.mark.core

A_FEW = st.lists(st.sampled_from(FAULTS), min_size=2, max_size=3, unique=True)


def problems(files: dict[str, bytes]) -> tuple[Problem, ...]:
    return compile_course(Folder("sample", files), today=datetime.date(2026, 11, 21)).problems


def places(files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    return sorted((problem.file, problem.line, problem.code) for problem in problems(files))


def mended(files: dict[str, bytes]) -> dict[str, bytes]:
    """The course after one round of the repairs that do not touch each other."""
    chosen: dict[str, list[Edit]] = {}
    for problem in problems(files):
        edits = problem.repair.edits if problem.repair else ()
        taken = chosen.setdefault(problem.file, [])
        if edits and not overlap(files[problem.file].decode(), edits, taken):
            taken += edits
    return {**files, **{path: apply(files[path].decode(), edits).encode() for path, edits in chosen.items() if edits}}


def test_the_course_without_faults_has_no_problem() -> None:
    assert problems(faultless()) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}-{fault.in_place()[:20]}")
def test_one_fault_gives_one_problem(fault: Fault) -> None:
    files = with_faults([fault])
    assert places(files) == expected([fault], files)
    assert [problem.repair is not None for problem in problems(files)] == [fault.fixable]


@given(A_FEW)
@settings(max_examples=100)
def test_independent_faults_are_all_found_and_nothing_else(faults: list[Fault]) -> None:
    assume(independent(faults))
    files = with_faults(faults)
    assert places(files) == expected(faults, files)


@given(A_FEW)
@settings(max_examples=50)
def test_what_can_be_repaired_is_repaired_and_the_rest_is_still_told(faults: list[Fault]) -> None:
    assume(independent(faults))
    files = with_faults(faults)
    for _ in range(3):
        files = mended(files)
    rest = [fault for fault in faults if not fault.fixable]
    assert sorted(code for _, _, code in places(files)) == sorted(fault.code for fault in rest)


def test_more_problems_than_fit_are_cut_with_those_that_block_first() -> None:
    text = faultless()[NAME].decode() + "\n---\n\n" + "It is 5% better.\n\n" * 30 + "Some <b>words</b>.\n\n" * 15
    found = problems({**faultless(), NAME: text.encode()})
    here = [problem for problem in found if problem.file == NAME]
    assert len(here) == MOST_PER_FILE
    assert sum(problem.blocks for problem in here) == 15
    assert here == sorted(here)


def test_the_first_cause_is_kept_when_there_is_too_much() -> None:
    text = faultless()[NAME].decode().replace("minutes: 8", "minutes: many") + "\n---\n\n" + "A <b>word</b>.\n\n" * 40
    here = [problem for problem in problems({**faultless(), NAME: text.encode()}) if problem.file == NAME]
    assert here[0].code == "C007"
    assert len(here) == MOST_PER_FILE


def not_utf_8(files: dict[str, bytes]) -> None:
    files["01-unit.md"] += b"caf\xe9\n"


def no_front_matter(files: dict[str, bytes]) -> None:
    files["01-unit.md"] = files["01-unit.md"].split(b"---\n")[2]


def open_front_matter(files: dict[str, bytes]) -> None:
    files["01-unit.md"] = b"---\n" + b"".join(files["01-unit.md"].split(b"---\n")[1:])


def too_dense(files: dict[str, bytes]) -> None:
    files["01-unit.md"] += b"[" * 500 + b"\n"


def too_big(files: dict[str, bytes]) -> None:
    files["01-unit.md"] += b"word " * 60_000


def a_strange_name(files: dict[str, bytes]) -> None:
    files["my unit.md"] = b"hello"


def an_unreadable_title(files: dict[str, bytes]) -> None:
    files["course.md"] = files["course.md"].replace(b"title: A sample", b"title: A: sample")


def unreadable_objectives(files: dict[str, bytes]) -> None:
    files["course.md"] = files["course.md"].replace(b"o1: Work", b"o1: A: work")


OF_A_FILE = {
    "C017": not_utf_8, "C001": no_front_matter, "C002": open_front_matter, "C018": too_dense, "C019": too_big,
    "C016": a_strange_name, "C003": an_unreadable_title, "C003 ": unreadable_objectives,
}  # fmt: skip


@pytest.mark.parametrize("code", OF_A_FILE)
def test_a_file_that_cannot_be_read_hides_no_fault_of_another(code: str) -> None:
    alone = faultless()
    OF_A_FILE[code](alone)
    first = places(alone)
    assert [found for _, _, found in first] == [code.strip()]
    for fault in FAULTS:
        if fault.file == NAME:  # what course.md adds up or names needs the file
            files = with_faults([fault])
            second = expected([fault], files)
            OF_A_FILE[code](files)
            assert places(files) == sorted([*first, *second]), fault
