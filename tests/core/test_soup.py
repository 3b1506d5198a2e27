"""Soup: any bytes under any name, and our own signs in any order. Everything is read to its end and answered.

Every repair offered on the way must fit the text it was made for.
"""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.core.compiler import compile_course
from courses.core.compiler.headings import NAMES as NAMES_OF_BLOCKS
from courses.core.compiler.repairs import apply
from courses.core.document import Compiled, Folder
from tests.core.golden import jpeg, png, sample_files

pytestmark = pytest.mark.core

FRONT = "---\ntitle: First\nsummary: What.\nminutes: 8\nobjectives: [o1]\n---\n\n"
PICTURES = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'>",
    "png": png()[:24],
    "jpg": jpeg()[:30],
    "webp": b"RIFF0000WEBP",
}
PATHS = st.one_of(
    st.sampled_from(["course.md", "01-unit.md", "02-rest.md", "glossary.md", "pools/p.md", "images/dots.svg"]),
    st.sampled_from(["images/a.png", "images/b.jpg", "images/c.webp", "notes/a.md", "a/b/c.md"]),
    st.sampled_from(["Ä b.md", "03-.md", "\ud800.md", "x\n.md", "../01-a.md", ".md"]),
    st.text(min_size=1, max_size=12),
    st.text(min_size=1, max_size=8).map(lambda name: f"pools/{name}.md"),
)
LINES = [
    "---", "", "```", "~~~", "~~~~", "- [x] a", "- [ ] `k` b", "- []", "- k", "- `k` t", "1. a", "2) b", "> c", "  > d",
    "| a | b |", "|-|-|", "| a | 90% |", "| Preset | Sensitivity | Specificity | Prevalence |", "| Mark | Meaning |",
    "**Hint:** x", "**Explanation:**", "**AI advice:** x", "**Debrief:**", "**Rubric:**", "**Model answer:**",
    "**About this tool:** x", "**Hnt:** x", "<b>x</b>", "<!-- x", "-->", '[x](#m "f")', "[x](#a+b:id!major)", "[a",
    "b](#m)", "[Go](#step-a)", "Go step-a", "![x](images/dots.svg)", "> [!NOTE] t", "[@demo-study]", "9 ± 1",
    "11 to 9", "\t", "\x00", "=", "===", "correct: k", "advice: k", "advice-confidence: 9", "must-find: m",
    "select: phrase", "start: A", "kind: graded", "from: pools/p.md", "draw: 9", "was: old", "points: x", "pionts: 1",
    "shuffle: keep-last", "outcome: good", "pair: a", "words: 9 to 3", "forms: 1, 2", "typos: 9", "NHS 943 476 5919",
]  # fmt: skip
HEADS = st.builds(
    lambda level, name, id: f"{'#' * level} {name}{id}",
    st.integers(1, 7),
    st.sampled_from([*NAMES_OF_BLOCKS, "Heading", "Single choise", ""]),
    st.sampled_from([" `a`", " `b-c`", " `A B`", "", " ``", " `a`b"]),
)
SOUP = st.lists(st.one_of(st.sampled_from(LINES), HEADS, st.text(max_size=20)), max_size=40).map("\n".join)


def checked(files: dict[str, bytes]) -> Compiled:
    """Compile, and carry out every repair by itself."""
    result = compile_course(Folder("sample", files), today=datetime.date(2026, 11, 21))
    for problem in result.problems:
        if problem.repair and problem.repair.edits:
            text = files[problem.file].decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            assert apply(text, problem.repair.edits) != text, problem
        elif problem.repair and problem.repair.recode:
            files[problem.file].decode(problem.repair.recode)
    assert result.course is None or not any(problem.blocks for problem in result.problems)
    return result


@given(st.dictionaries(PATHS, st.binary(max_size=200), max_size=4))
@settings(max_examples=100)
def test_any_bytes_under_any_name_are_problems_and_never_an_exception(files: dict[str, bytes]) -> None:
    checked({**sample_files(), **files})


@given(SOUP, st.sampled_from(["01-unit.md", "pools/p.md", "glossary.md", "course.md"]), st.booleans())
@settings(max_examples=200)
def test_a_soup_of_our_own_signs_is_read_to_its_end(soup: str, name: str, front: bool) -> None:
    text = (FRONT if front else "") + soup
    result = checked({**sample_files(), name: text.encode("utf-8", "surrogatepass")})
    assert all(problem.line >= 1 and problem.column >= 1 for problem in result.problems)


@given(st.sampled_from(sorted(PICTURES)), st.binary(max_size=300), st.booleans())
@settings(max_examples=100)
def test_any_bytes_of_a_picture_are_shown_or_refused(extension: str, data: bytes, real: bool) -> None:
    path = f"images/a.{extension}"
    text = f"{FRONT}![A row of dots]({path})\n".encode()
    checked({**sample_files(), path: (PICTURES[extension] if real else b"") + data, "01-unit.md": text})


ALL = "\n\nWhich?\n\n- [x] b\n- [ ] All of the above\n"
GAP = " " * 9_000
SLOW = {
    "headings": f"## a{GAP}b\n\n" * 20,
    "headings without an id": f"### Single choice{GAP}#\n\n" * 20,
    "brackets": f"### Single choice `a`\n\nWhich?\n\n- [x] b\n- []{GAP}c\n",
    "ranges": f"### Number `a`\n\nHow much?\n\n- [x] 11{GAP}to{GAP}9\n",
    "settings": f"### Single choice `a`\nshuffle: yes{GAP}no\npionts{GAP}: 2" + ALL,
    "labels": f"**Hnt:**{GAP}x\n\n" * 20,
    "tags": f"<a{GAP}href{GAP}={GAP}x>\n\n" * 7,
    "choices": f"## Scenario `s`\n\n### Step `a`\n\n- [x] Go{GAP}: a\n- [ ] Go{GAP}( x\n",
    "callouts": f"> [!TIP]{GAP}a{GAP}b\n\n" * 10,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
@pytest.mark.parametrize(
    "front", [FRONT, "", FRONT.replace("What.", f"a{GAP}: b")], ids=["front", "no-front", "broken"]
)
def test_long_gaps_do_not_make_repairs_slow(text: str, front: str) -> None:
    started = time.process_time()
    checked({**sample_files(), "01-unit.md": (front + text).encode()})
    assert time.process_time() - started < 10


def test_many_files_that_want_ids_are_answered_quickly() -> None:
    text = (FRONT + "### Single choice\n\nWhich one?\n\n- [x] a\n- [ ] b\n\n" * 12).encode()
    started = time.process_time()
    files = {f"{number:03}-unit-{number}.md": text for number in range(3, 203)}
    checked({**sample_files(), **files})
    assert time.process_time() - started < 15
