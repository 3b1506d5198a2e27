"""Whatever stands in a file, the compiler answers with problems or a course: never an exception, never a line
outside the file."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.core.compiler import compile_course, render_prose
from courses.core.compiler.scanner import mask_code
from courses.core.document import Compiled, Folder
from tests.core.golden import sample_files

pytestmark = pytest.mark.core

TODAY = datetime.date(2026, 11, 21)
FRONT = "---\ntitle: First\nsummary: What.\nminutes: 8\nobjectives: [o1]\n---\n\n"
PIECES = [
    "## Start", "### Part", "# Title", "##Close", "### Single choice `one`", "### Multiple choice `two`",
    "### Quiz `q`", "## Quiz `final`", "### Pool `p`", "### Number `n`", "### Rating `r`",
    "### True or false `t`", "### Number", "## Case `c`", "### Singel choice `x`", "### Matching `m`",
    "kind: graded", "draw: 2", "from: pools/a.md", "points: 2", "points: x", "shuffle: keep-last", "unit: %",
    "unit:", "pass-mark: 0%", "audience: gp, nobody", "- [ ] a", "- [x] b", "- [x]", "- [] c", "- [ ] `k` d",
    "- plain", "1. one", "2. two", "- [x] 8.3 ± 0.5", "- [ ] 9 to 8", "  > why", "> why", "**Hint:** h",
    "**Explanation:**", "**Credit:** me", "**Long description:**", "**AI advice:** a", "**Hnt:** x", "---", "",
    "", "text", "text [@demo-study] and [@none; @demo-study, p. 2]", "[here](https://x.org)", "[a](javascript:x)",
    "[a](#start)", "[a](02-rest.md)", "[a](glossary.md#no)", "![](images/dots.svg)",
    "![a dot](images/dots.svg \"c\")", "> [!NOTE]", "> [!hint] x", "> text", "```", "~~~", "| a | b |",
    "| - | - |", "<b>", "<!-- c", "-->", "`code", "\ttab", "a\x07b", "is not it?", "90% of",
]  # fmt: skip


def compiled(files: dict[str, bytes]) -> Compiled:
    return compile_course(Folder("sample", {**sample_files(), **files}), today=TODAY)


def assert_places_lie_inside(result: Compiled, files: dict[str, bytes]) -> None:
    whole = {**sample_files(), **files}
    for problem in result.problems:
        text = whole.get(problem.file, b"").decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        assert 1 <= problem.line <= len(lines), problem
        assert problem.column >= 1, problem
        assert problem.column <= len(lines[problem.line - 1]) + 1 or problem.code == "C017", problem


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_lines_gives_problems_or_a_course(lines: list[str]) -> None:
    files = {"01-unit.md": (FRONT + "\n".join(lines)).encode()}
    result = compiled(files)
    assert (result.course is None) == result.blocked
    assert_places_lie_inside(result, files)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_problems_or_a_course(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    files = {"01-unit.md": FRONT.encode() + data, "03-x.md": data, "glossary.md": data, "pools/x.md": data}
    assert_places_lie_inside(compiled(files), files)


@given(
    st.binary(max_size=200),
    st.sampled_from(["course.md", "01-unit.md", "images/dots.svg", "pools/a.md", "glossary.md"]),
)
@settings(max_examples=100, deadline=None)
def test_any_bytes_in_any_file_give_problems_or_a_course(data: bytes, path: str) -> None:
    files = {path: data}
    files.setdefault("01-unit.md", (FRONT + "![a dot](images/dots.svg)\n").encode())
    assert_places_lie_inside(compiled(files), files)


@given(st.text(alphabet="ab: -[]{}'\"&*!#|>%@,\n\\<?", max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_front_matter_gives_problems_or_a_course(text: str) -> None:
    files = {"01-unit.md": f"---\ntitle: x\n{text}\n---\n\nText.\n".encode()}
    assert_places_lie_inside(compiled(files), files)


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_rendered(text: str) -> None:
    assert "<script" not in render_prose(text).lower()


@given(st.text(alphabet="`\\ab\n ", max_size=60))
def test_masking_code_moves_nothing(text: str) -> None:
    masked = mask_code(text)
    assert len(masked) == len(text)
    assert [i for i, c in enumerate(masked) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]


def test_line_ends_of_other_systems_do_not_move_a_problem() -> None:
    text = FRONT + "## Start\n\nRead it [here](https://example.org).\n"
    places = []
    for ends in ("\n", "\r\n", "\r"):
        result = compiled({"01-unit.md": b"\xef\xbb\xbf" + text.replace("\n", ends).encode()})
        places.append([(problem.code, problem.line, problem.column) for problem in result.problems])
    assert places == [[("W421", 10, 9)]] * 3


def test_at_most_twenty_problems_a_file_and_those_that_block_come_first() -> None:
    text = FRONT + "## Start\n\n" + "Read it [here](https://example.org).\n\n" * 30 + "<b>bold</b> " * 3 + "<i>x</i>\n"
    problems = [problem for problem in compiled({"01-unit.md": text.encode()}).problems if problem.file == "01-unit.md"]
    assert len(problems) == 20
    assert [problem.code for problem in problems if problem.blocks] == ["C015"] * 4
    assert problems == sorted(problems)
