"""The page of one file, while the course need not be whole."""

from __future__ import annotations

import datetime
import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.compiler import compile_course, preview_page
from courses.core.document import Folder, History
from courses.core.previewed import Piece, Previewed
from tests.core.golden import COURSE, REST, UNIT

pytestmark = pytest.mark.core
TODAY = datetime.date(2026, 11, 21)
TEXT = """\
---
title: First unit
summary: What it is about.
minutes: 8
objectives: [o1]
---

## Start

A paragraph with a [term](glossary.md#dot).

- a list

### Single choice `which`
objective: o1

Which one?

- [x] `one` This
- [ ] `two` That
  > No.

**Explanation:** It is this one.

## Next

More text.
"""


def show(text: str = TEXT, path: str = "01-first.md", **more: str) -> Previewed:
    files = {"course.md": COURSE, "01-first.md": UNIT, "02-rest.md": REST, "glossary.md": GLOSSARY, **more, path: text}
    folder = Folder("sample", {name: one.encode() for name, one in files.items()})
    return preview_page(folder, path, history=History(), today=TODAY)


GLOSSARY = "---\ntitle: Words\n---\n\n## Dot\n\nA round mark.\n"


def pieces(previewed: Previewed) -> list[Piece]:
    assert previewed.page is not None
    return [piece for step in previewed.page["steps"] for piece in step["pieces"]]


def test_a_whole_page_is_the_page_of_the_release_with_the_lines_it_came_from() -> None:
    previewed = show()
    assert previewed.page is not None
    assert [step["title"] for step in previewed.page["steps"]] == ["Start", "Next"]
    assert [piece["lines"] for piece in pieces(previewed)] == [[10, 13], [14, 24], [27, 27]]
    assert [term["id"] for term in previewed.page["terms"]] == ["dot"]
    assert previewed.key["which"]["right"] == ["one"]
    folder = Folder("sample", {"course.md": COURSE.encode(), "01-first.md": TEXT.encode(), "02-rest.md": REST.encode(),
                               "glossary.md": GLOSSARY.encode()})  # fmt: skip
    course = compile_course(folder, today=TODAY).course
    assert course is not None
    block = course.units[0]["steps"][0]["blocks"][1]
    shown = json.loads(re.sub(r' data-line=\\"[0-9-]+\\"', "", json.dumps(pieces(previewed)[1]["block"])))
    assert shown == block


def test_prose_says_its_lines() -> None:
    block = pieces(show())[0]["block"]
    assert block is not None
    assert block["type"] == "prose"
    assert '<p data-line="10-10">' in block["html"]
    assert '<ul data-line="12-12">' in block["html"]


def test_a_question_with_a_fault_is_shown_with_it() -> None:
    found = pieces(show(TEXT.replace("- [x] `one`", "- [ ] `one`")))
    assert [problem["code"] for problem in found[1]["problems"]] == ["C100"]
    assert found[1]["block"] is not None
    assert found[2]["block"] is not None


def test_a_block_that_cannot_be_read_says_why_in_its_place() -> None:
    found = pieces(show(TEXT.replace("### Single choice", "### Single choise")))
    assert [(piece["block"] is None, [one["code"] for one in piece["problems"]]) for piece in found] == [
        (False, []),
        (True, ["C102"]),
        (False, []),
    ]
    assert found[1]["lines"] == [14, 14]


def test_a_course_with_a_broken_neighbour_still_shows_this_page() -> None:
    previewed = show(**{"02-rest.md": "no front matter"})
    assert any(problem.file == "02-rest.md" for problem in previewed.problems)
    assert len(pieces(previewed)) == 3


@pytest.mark.parametrize(
    ("path", "kind", "title"), [("course.md", "course", "A sample course"), ("glossary.md", "glossary", "Glossary")]
)
def test_other_files_are_pages_too(path: str, kind: str, title: str) -> None:
    previewed = show(COURSE if path == "course.md" else GLOSSARY, path)
    assert previewed.page is not None
    assert (previewed.page["kind"], previewed.page["title"]) == (kind, title)
    assert pieces(previewed)


def test_a_pool_shows_its_questions() -> None:
    pool = (
        "---\nkind: pool\ntitle: Pool\n---\n\n## True or false `round`\n\nA dot is round.\n\n- [x] True\n- [ ] False\n"
    )
    previewed = show(pool, "pools/dots.md")
    assert previewed.page is not None
    assert previewed.page["kind"] == "pool"
    assert [piece["block"]["type"] for piece in pieces(previewed) if piece["block"]] == ["question"]


def test_a_quiz_shows_its_questions_and_what_it_draws() -> None:
    quiz = TEXT.split("## Start")[0].replace("objectives: [o1]", "kind: assessment\nobjectives: [o1]")
    quiz += "## Quiz `final`\nkind: graded\n\n### Pool `some`\nfrom: pools/dots.md\ndraw: 1\n"
    found = pieces(show(quiz, "03-final.md", **{"pools/dots.md": "---\nkind: pool\ntitle: Pool\n---\n"}))
    assert [piece.get("pool") for piece in found] == ["1 of 0 questions from pools/dots.md"]


def test_a_pool_says_what_each_role_draws_of_the_questions_that_are_for_it() -> None:
    quiz = TEXT.split("## Start")[0].replace("objectives: [o1]", "kind: assessment\nobjectives: [o1]")
    shares = "draw-for: gp 1, reception 0"
    quiz += f"## Quiz `final`\nkind: graded\n\n### Pool `some`\nfrom: pools/dots.md\ndraw: 2\n{shares}\n"
    items = "".join(f"## True or false `q{at}`\n{{}}\nIs it {at}?\n\n- [x] True\n- [ ] False\n\n" for at in range(2))
    pool = "---\nkind: pool\ntitle: Pool\n---\n\n" + items.format("", "audience: gp, manager\n")
    found = next(one for one in pieces(show(quiz, "03-final.md", **{"pools/dots.md": pool})) if "pool" in one)
    assert found["pool"] == "2 of 2 questions from pools/dots.md (gp 1, reception 0)"
    assert found["pool_for"]["gp"] == "1 of 2 questions from pools/dots.md"
    assert found["pool_for"]["reception"] == "0 of 1 question from pools/dots.md"
    assert found["pool_for"]["pharmacist"] == "2 of 1 question from pools/dots.md"


@pytest.mark.parametrize("text", ["", "7", "gp", "gp 2, ", "gp two", ", ,", "gp 99999999", "1 gp", "gp\t2"])
def test_a_share_half_typed_leaves_the_pool_in_its_place(text: str) -> None:
    quiz = (
        TEXT.split("## Start")[0] + "## Quiz `final`\nkind: graded\n\n### Pool `some`\nfrom: pools/dots.md\ndraw: 1\n"
    )
    found = pieces(show(f"{quiz}draw-for: {text}\n", "03-final.md", **{"pools/dots.md": "---\nkind: pool\n---\n"}))
    assert [one["pool"][:14] for one in found if "pool" in one] == ["1 of 0 questio"]


@pytest.mark.parametrize("path", ["04-none.md", "images/a.png", "../up.md", ""])
def test_what_is_no_page_gives_none(path: str) -> None:
    folder = Folder("sample", {"course.md": COURSE.encode(), "images/a.png": b"x"})
    assert preview_page(folder, path, history=History(), today=TODAY).page is None


@given(st.lists(st.integers(0, len(TEXT) - 1), max_size=4), st.randoms(use_true_random=False))
def test_a_page_half_typed_never_raises(cuts: list[int], chance: random.Random) -> None:
    text = TEXT
    for cut in cuts:
        text = (
            text[:cut]
            + chance.choice(["", "#", "`", "- [", "\n", "**Hint:**", "---\n", "| a |", "\x00"])
            + text[cut + 3 :]
        )
    show(text)
