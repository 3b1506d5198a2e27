"""For the studio's preview each block of a passage tells which lines of the file it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from courses.core.compiler.engine import Cited, Link, Shown
from courses.core.compiler.prose import Prose
from courses.core.compiler.sanitise import sanitise
from courses.core.kinds.source import Line, Passage
from tests.core.test_preview import TEXT, pieces, show

pytestmark = pytest.mark.core

BLOCKS = {
    "a paragraph": ("p", "One *line*\nand another."),
    "a heading": ("h3", "### Part"),
    "a heading with a line under it": ("h2", "Part\n---"),
    "a list": ("ul", "- one\n\n  more of one\n- two\n  1. deep\n  2. deeper"),
    "a numbered list with code": ("ol", "1. one\n   ```\n   x\n\n   y\n   ```"),
    "a table": ("div", "| a | b |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |"),
    "a quotation": ("blockquote", "> one\nlazy\n>\n> two"),
    "a fence": ("pre", "```python\nx = 1\n\ny = 2\n```"),
    "indented code": ("pre", "    x = 1\n\n    y = 2"),
    "a rule": ("hr", "***"),
    "a callout": ("div", "> [!NOTE]\n> **Title**\n> - one\n>   - two\n>\n> End."),
    "a callout with a lazy line": ("div", "> [!TIP]\n> Text\nmore"),
    "a figure": ("figure", '![A row\nof dots](images/dots.svg "Ten")'),
    "a figure with labels": (
        "figure",
        "![A row](images/dots.svg)\n\n**Long description:** A grid.\nOf dots.\n\n**Credit:** Team.",
    ),
    "a picture that is not there": ("p", "![A row](images/none.svg)"),
}


@dataclass
class _Nowhere:
    def link(self, href: str) -> Link | None:
        return Link(href)

    def image(self, path: str) -> Shown | None:
        return Shown(f"/media/{'0' * 64}.svg", 4, 3) if "dots" in path else None

    def cite(self, _source: str) -> Cited | None:
        return None

    def anchor(self, title: str) -> str:
        return f"u-{title.lower()}"


def told(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<(\w+)[^>]* data-line="([^"]*)"', page)


def passage(text: str, first: int) -> Passage:
    return Passage(tuple(Line(number, 1, line) for number, line in enumerate(text.split("\n"), start=first)))


@pytest.mark.parametrize(("tag", "text"), BLOCKS.values(), ids=BLOCKS.keys())
def test_a_block_tells_its_first_and_last_line(tag: str, text: str) -> None:
    page = Prose(_Nowhere(), lines=True).block(passage(f"{text}\n", 41))
    assert told(page) == [(tag, f"41-{41 + text.count(chr(10))}")]


def test_every_block_of_a_long_file_tells_its_lines() -> None:
    lines: list[str] = []
    expected: list[tuple[str, str]] = []
    for round_ in range(60):
        for place, (tag, text) in enumerate(BLOCKS.values()):
            lines += ["*apart*", ""]
            expected.append(("p", f"{len(lines) + 99}-{len(lines) + 99}"))
            first = len(lines) + 101
            lines += text.split("\n")
            expected.append((tag, f"{first}-{len(lines) + 100}"))
            lines += [""] * (1 + (round_ + place) % 3)
    page = Prose(_Nowhere(), lines=True).block(passage("\n".join(lines), 101))
    assert told(page) == expected
    assert len(lines) > 5000


def test_blocks_that_touch_tell_their_own_lines() -> None:
    text = "Before:\n- one\n- two\n1. three\n> quoted\n### Part\nAfter\n| a |\n| - |\n| 1 |\n```\nx\n```\nEnd"
    page = Prose(_Nowhere(), lines=True).block(passage(text, 10))
    assert told(page) == [
        ("p", "10-10"), ("ul", "11-12"), ("ol", "13-13"), ("blockquote", "14-14"), ("h3", "15-15"), ("p", "16-16"),
        ("div", "17-19"), ("pre", "20-22"), ("p", "23-23"),
    ]  # fmt: skip


def test_the_text_is_the_same_with_lines_and_without() -> None:
    for _tag, text in BLOCKS.values():
        with_lines = Prose(_Nowhere(), lines=True).block(passage(text, 1))
        assert re.sub(r' data-line="[^"]*"', "", with_lines) == Prose(_Nowhere()).block(passage(text, 1))


def test_learners_get_no_lines_and_nothing_else_passes_as_lines() -> None:
    assert told(Prose(_Nowhere()).block(passage("Text\n\n- one", 1))) == []
    page = '<p data-line="1-2">a</p>'
    assert sanitise(page) == "<p>a</p>"
    assert sanitise(page, lines=True) == page
    assert sanitise('<p data-line="1-2 onclick">a</p><a data-line="1-2">b</a>', lines=True) == "<p>a</p><a>b</a>"


def test_a_comment_before_a_text_does_not_make_it_code() -> None:
    previewed = show(TEXT.replace("A paragraph with", "<!-- mine --> A paragraph with"))
    block = pieces(previewed)[0]["block"]
    assert block is not None
    assert block["type"] == "prose"
    assert block["html"].startswith('<p data-line="10-10">A paragraph with')
