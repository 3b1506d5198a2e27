"""Two texts side by side: the table says what differs, and no two texts keep the server busy."""

from __future__ import annotations

import time

import pytest

from courses.authoring.studio.comparing import MOST_ROWS, count, side_by_side
from tests.studio.pages import edit, post

pytestmark = pytest.mark.web


def few_lines(lines: int, words: int = 1) -> tuple[str, str]:
    """Two texts of the same two lines in other orders: the worst that matching can meet."""
    left = "\n".join(" ".join("ab"[(i + i * j) % 2] for j in range(words)) for i in range(lines))
    right = "\n".join(" ".join("ba"[(i // 3 + j) % 2] for j in range(words)) for i in range(lines))
    return left, right


def test_the_words_that_differ_are_marked_and_the_others_are_not():
    (row,) = side_by_side("Then look again.", "Then look twice.")
    assert row.left_pieces == ((False, "Then look"), (True, "again."))
    assert row.right_pieces == ((False, "Then look"), (True, "twice."))
    assert count([row]) == 1


def test_a_line_put_into_a_long_text_is_the_only_difference():
    lines = [f"Line {number}." if number % 2 else "" for number in range(900)]
    changed = [*lines[:450], "New here.", *lines[450:]]
    rows = side_by_side("\n".join(lines), "\n".join(changed))
    assert [row.right_pieces for row in rows if row.differs] == [((True, "New here."),)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(*few_lines(1000), id="the same two lines a thousand times"),
        pytest.param(*few_lines(300, words=299), id="the same two words in every line"),
        pytest.param("\n" * 200_000 + "x", "y" + "\n." * 200_000, id="hundreds of thousands of lines"),
    ],
)
def test_no_two_texts_take_long_to_compare(left, right):
    start = time.process_time()
    side_by_side(left, right)
    assert time.process_time() - start < 10


def test_a_table_that_would_be_too_long_says_how_much_is_left_out():
    rows = side_by_side("", "\n".join(f"line {number}" for number in range(MOST_ROWS + 50)))
    assert (len(rows), rows[-1].more) == (MOST_ROWS + 1, 50)


@pytest.mark.django_db
def test_a_text_of_very_many_lines_makes_no_page_of_that_length(as_user, educator, draft):
    client = as_user(educator)
    assert post(client, "studio-save", "\n" * 500_000).status_code == 200
    for query in ({}, {"checked": "1"}):
        assert len(edit(client, **query).content) < 6_000_000
