"""Whatever stands in a lab, the compiler answers with problems or a course, and soon."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.compiler import compile_course
from courses.core.document import Compiled, Folder
from tests.core.golden import sample_files
from tests.core.lab_texts import CHECKING, FRONT, REDACTION, RELIANCE, SCENARIO, THRESHOLD

pytestmark = pytest.mark.core

LABS = (RELIANCE, THRESHOLD, REDACTION, CHECKING, SCENARIO)
LINES = sorted({line for lab in LABS for line in lab.split("\n")})
PIECES = st.one_of(
    st.sampled_from(LINES),
    st.text(alphabet='`#[]()*|-x: !"+>%19ab', max_size=24),
    st.text(max_size=12).map(lambda text: text.replace("\n", " ")),
)


def compiled(text: str | bytes) -> Compiled:
    data = FRONT.encode() + (text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    folder = Folder("sample", {**sample_files(), "01-unit.md": data})
    return compile_course(folder, today=datetime.date(2026, 11, 21))


def is_sound(result: Compiled, text: str | bytes) -> None:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    lines = (FRONT.encode() + raw).replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert (result.course is None) == result.blocked
    for problem in result.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.file != "01-unit.md" or problem.line <= lines
        assert "{" not in problem.message or "{" in raw.decode("utf-8", "replace")


@given(st.lists(PIECES, max_size=40))
def test_lines_of_labs_in_any_order_give_problems_or_a_course(lines: list[str]) -> None:
    text = "\n".join(lines)
    is_sound(compiled(text), text)


@given(st.sampled_from(LABS), st.integers(0, 60), st.integers(0, 4), st.lists(PIECES, max_size=4))
def test_a_lab_with_lines_cut_out_and_others_put_in_gives_problems_or_a_course(
    lab: str, at: int, gone: int, put: list[str]
) -> None:
    lines = lab.split("\n")
    lines[at : at + gone] = put
    text = "\n".join(lines)
    is_sound(compiled(text), text)


@given(st.sampled_from(LABS), st.integers(0, 900), st.binary(max_size=6))
def test_a_lab_with_any_bytes_in_it_gives_problems_or_a_course(lab: str, at: int, soup: bytes) -> None:
    data = lab.encode()
    text = data[:at] + soup + data[at + len(soup) :]
    is_sound(compiled(text), text)


HOSTILE = {
    "spans": REDACTION + "[a](#name) " * 380,
    "open spans": REDACTION + "[a](#name " * 380,
    "brackets": REDACTION + "[a\n" * 380,
    "punctuation": REDACTION + "!?" * 4_000 + "a",
    "clauses": REDACTION + "and, " * 1_500,
    "stars": REDACTION + "*a " * 250,
    "cases": RELIANCE + "".join(RELIANCE[RELIANCE.index("### Case") :].replace("weak", f"w{n}") for n in range(150)),
    "steps": SCENARIO.replace("### Ending `safe`", "".join(
        f"### Step `s{n}`\n\nGo on.\n\n- [x] [On](#step-s{n + 1})\n- [ ] [Out](#ending-late)\n\n" for n in range(400)
    ) + "### Ending `safe`"),
    "table": THRESHOLD.replace("| Screen |", "| Clinic | 1% | 1% | 1% |\n" * 400 + "| Screen |"),
    "cells": THRESHOLD.replace("| Screen |", "|" * 700),
    "numbers": CHECKING + "0" * 150 + "1-2 3(4)" * 400,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_lab_is_checked_in_a_moment(name: str) -> None:
    start = time.process_time()
    is_sound(compiled(HOSTILE[name]), HOSTILE[name])
    assert time.process_time() - start < 10  # seconds of CPU; at most 0.5 where this was written
