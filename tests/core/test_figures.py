"""Drawings: safe whatever they are told, and the same in picture, sentence and table."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.figures.before_after import before_after
from courses.core.figures.svg import node, picture, words, wrapped

pytestmark = pytest.mark.core
SCALE = ("Not at all sure", "A little sure", "Fairly sure", "Very sure")
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


def drawn(before: int, after: int, labels: tuple[str, ...] = SCALE):
    return before_after(labels, before, after, title_id="t", tags=("Before", "Now"))


def dots(svg: str) -> list[float]:
    """Heights of the two points, the first one first."""
    return [float(found) for found in re.findall(r'<circle[^>]* cy="([\d.]+)"', svg)]


def test_a_pair_is_told_in_title_sentence_and_table() -> None:
    figure = drawn(2, 3)
    assert figure.title == "1 point higher than before"
    assert figure.sentence == "From “A little sure” to “Fairly sure”."
    assert figure.rows == (("Before", "A little sure"), ("Now", "Fairly sure"))


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [(1, 4, "3 points higher than before"), (3, 2, "1 point lower than before"), (2, 2, "The same as before")],
)
def test_the_title_states_the_finding_and_praises_nobody(before: int, after: int, title: str) -> None:
    assert drawn(before, after).title == title


def test_the_same_answer_twice_is_said_so() -> None:
    assert drawn(4, 4).sentence == "“Very sure” both times."


def test_a_higher_point_of_the_scale_stands_higher() -> None:
    up, down, level = dots(drawn(1, 4).svg), dots(drawn(4, 1).svg), dots(drawn(2, 2).svg)
    assert up[0] > up[1]
    assert down[0] < down[1]
    assert level[0] == level[1]


def test_a_point_that_is_not_on_the_scale_is_refused() -> None:
    for before, after in ((0, 1), (1, 5), (-1, 2)):
        with pytest.raises(IndexError):
            drawn(before, after)


def test_the_drawing_is_labelled_and_styled_by_classes_only() -> None:
    svg = ElementTree.fromstring(drawn(1, 2).svg)
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "t")
    assert all("style" not in one.attrib and "fill" not in one.attrib for one in svg.iter())


@given(st.lists(TEXT, min_size=2, max_size=7))
def test_no_label_breaks_out_of_the_drawing(labels: list[str]) -> None:
    figure = drawn(1, 2, tuple(labels))
    tags = {one.tag for one in ElementTree.fromstring(figure.svg).iter()}
    assert tags <= {"svg", "text", "tspan", "line", "circle"}


@given(TEXT)
def test_texts_and_attributes_are_escaped(text: str) -> None:
    svg = picture(10, 10, [node("g", words(1, 2, text), css=text, cx=text)], labelled_by=text)
    root = ElementTree.fromstring(svg)
    assert "".join(root.itertext()) == text
    assert root[0].get("cx", "") == text


@pytest.mark.parametrize("name", ["onload", "style", "href", "xlink_href", "onClick"])
def test_an_attribute_the_policy_would_refuse_is_refused_here(name: str) -> None:
    with pytest.raises(ValueError, match="no attribute"):
        node("circle", **{name: "x"})


@pytest.mark.parametrize("tag", ["script", "style", "a", "image", "foreignObject", "use"])
def test_an_element_that_could_do_more_than_draw_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="no element"):
        node(tag)


@given(TEXT, st.integers(2, 30), st.integers(1, 4))
def test_wrapped_lines_stay_within_width_and_number(text: str, width: int, most: int) -> None:
    rows = wrapped(text, width, most)
    assert 1 <= len(rows) <= most
    assert all(len(row) <= width for row in rows)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrapped("one two three four", 8, 2) == ["one two", "three…"]
    assert wrapped("one two", 8, 2) == ["one two"]
