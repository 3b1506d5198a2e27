"""Pictures of questions and answers: what is drawn is what is said, labels keep apart, small groups have no length."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any, get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.figures import scatter as drawing
from courses.core.figures.bars import HIDDEN, Bar, bars
from courses.core.figures.scatter import Point, Shape, Told, scatter, signed
from courses.core.measures.answers_given import adds_up, groups
from courses.core.measures.answers_given import given as given_groups

pytestmark = pytest.mark.core
TOLD = Told("1 of 2 questions needs a look", "To look at: a.", ("Question",), (("a",),))
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,40}", fullmatch=True)
SHARE = st.floats(0, 1)
CHOICE: Any = {"kind": "single-choice", "right": ["a"], "options": ["a", "b"], "feedback": {"b": "<p>No.</p>"}}
NUMBER: Any = {
    "kind": "number",
    "ranges": [
        {"low": "7", "high": "9", "right": True, "feedback": ""},
        {"low": "90", "high": "90", "right": False, "feedback": "<p>No.</p>"},
    ],
}
TEXT: Any = {
    "kind": "short-text", "accept": "whole", "typos": 1,
    "answers": [
        {"id": "x", "text": "bias", "right": True, "feedback": ""},
        {"id": "y", "text": "luck", "right": False, "feedback": ""},
    ],
}  # fmt: skip
ORDER: Any = {"kind": "ordering", "order": ["a", "b", "c"]}
PAIRS: Any = {"kind": "matching", "pairs": {"l": "r", "m": "s"}}
MANY: Any = {"kind": "multiple-choice", "right": ["a"], "options": ["a", "b"], "feedback": {}}
RATING: Any = {"kind": "rating", "options": ["1", "2"]}
KEYS = (CHOICE, NUMBER, TEXT, ORDER, PAIRS, MANY, RATING)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.sampled_from(["a", "b", "l", "r"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def a_point(draw: st.DrawFn) -> Point:
    low, x, high = sorted((draw(SHARE), draw(SHARE), draw(SHARE)))
    shape = draw(st.sampled_from(get_args(Shape)))
    return Point(draw(NAMES), x, low, high, draw(st.floats(-1, 1)), shape, draw(st.booleans()))


def point(label: str, x: float, y: float, *, flagged: bool = False, shape: Shape = "circle") -> Point:
    return Point(label, x, max(0.0, x - 0.1), min(1.0, x + 0.1), y, shape, flagged)


def drawn(*points: Point) -> str:
    return scatter(points, title_id="t", told=TOLD, too_easy=0.95).svg


@given(st.lists(a_point(), max_size=30))
def test_every_scatter_is_whole_and_stays_inside_its_frame(points: list[Point]) -> None:
    svg = drawn(*points)
    root = ElementTree.fromstring(svg)  # noqa: S314  our own text
    assert "style=" not in svg
    assert root.get("aria-labelledby") == "t"
    for mark in root.iter("circle"):
        assert 0 <= float(mark.get("cx", "-1")) <= drawing.WIDTH
        assert 0 <= float(mark.get("cy", "-1")) <= drawing.HEIGHT
    for text in root.iter("text"):
        assert 0 <= float(text.get("x", "0")) <= drawing.WIDTH
        assert 0 <= float(text.get("y", "0")) <= drawing.HEIGHT


def test_only_flagged_questions_carry_their_id_and_a_filled_point() -> None:
    svg = drawn(point("one-to-see", 0.4, -0.2, flagged=True), point("quiet", 0.7, 0.3))
    assert "one-to-see" in svg
    assert "quiet" not in svg
    assert svg.count("fig-flagged") == 2, "the point itself and the one that explains it"


def test_both_bands_are_named_and_stand_where_the_findings_begin() -> None:
    svg = drawn(point("a", 0.4, 0.1))
    assert "check the key" in svg
    assert "too easy" in svg
    edges = re.findall(r'<line class="fig-edge" x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"', svg)
    across, down = edges
    width = drawing.RIGHT - drawing.LEFT
    assert float(down[0]) == pytest.approx(drawing.LEFT + 0.95 * width, abs=0.01)
    nought = drawing.BOTTOM - (drawing.BOTTOM - drawing.TOP) * 0.5 / 1.5
    assert float(across[1]) == pytest.approx(nought, abs=0.01)


def test_a_question_far_below_nought_is_drawn_too() -> None:
    assert "−1.0" in drawn(point("a", 0.4, -0.8, flagged=True))
    assert "−1.0" not in drawn(point("a", 0.4, -0.3, flagged=True))


def test_each_kind_has_its_own_shape_and_only_those_that_are_there_are_explained() -> None:
    svg = drawn(point("a", 0.4, 0.2, shape="triangle"), point("b", 0.6, 0.2, shape="diamond"))
    assert "typed" in svg
    assert "put in order or in pairs" in svg
    assert "several choices" not in svg
    assert len({re.sub(r"[\d.]+", "", one) for one in re.findall(r"<polygon[^>]*>", svg)}) == 2


def test_labels_of_close_questions_keep_apart() -> None:
    points = [point(f"question-{at}", 0.40 + at * 0.01, -0.1 - at * 0.01, flagged=True) for at in range(4)]
    labels = re.findall(r'<text class="fig-label fig-on" x="([\d.]+)" y="([\d.]+)">', drawn(*points))
    boxes = [(float(x), float(y)) for x, y in labels]
    length = len("question-0") * drawing.LETTER
    assert len(boxes) == 4
    for (x, y), (other_x, other_y) in combinations(boxes, 2):
        assert abs(x - other_x) >= length or abs(y - other_y) >= drawing.TALL - 0.01


def test_a_label_at_the_edge_stays_inside() -> None:
    svg = drawn(point("a-question-with-a-rather-long-name", 1.0, -0.2, flagged=True))
    (x,) = re.findall(r'<text class="fig-label fig-on" x="([\d.]+)"', svg)
    assert float(x) + len("a-question-with-a-rather-long-name") * drawing.LETTER <= drawing.WIDTH


@pytest.mark.parametrize(
    ("value", "said"), [(0.314, "0.31"), (-0.05, "−0.05"), (-0.001, "0.00"), (0.0, "0.00"), (-1.0, "−1.00")]
)
def test_a_correlation_has_a_true_minus_sign_and_no_negative_nought(value: float, said: str) -> None:
    assert signed(value) == said


def lengths(svg: str, css: str) -> list[float]:
    return [float(width) for width in re.findall(rf'<rect class="{css}"[^>]* width="([\d.]+)"', svg)]


def answers(*rows: Bar, n: int) -> Any:
    return bars(rows, n, title_id="t", title="T", sentence="S.", head=("Answer", "People"))


def test_the_length_of_a_bar_is_its_share_and_the_right_one_is_marked_in_words_and_sign() -> None:
    figure = answers(Bar("Mine", 30, True), Bar("Theirs", 10, False), Bar("Nobody’s", 0, False), n=40)
    (track, *_), (right,), (other,) = (
        lengths(figure.svg, css) for css in ("fig-track", "fig-bar fig-right", "fig-bar")
    )
    assert right == pytest.approx(track * 0.75, abs=0.01)
    assert other == pytest.approx(track * 0.25, abs=0.01)
    assert "✓ Mine" in figure.svg
    assert figure.rows == (("Mine ✓", "30 (75%)"), ("Theirs", "10 (25%)"), ("Nobody’s", "0 (0%)"))


def test_a_hidden_group_has_no_bar_no_track_and_no_number() -> None:
    figure = answers(Bar("Mine", 30, True), Bar("Theirs", None, False), n=33)
    assert len(lengths(figure.svg, "fig-track")) == 1
    assert lengths(figure.svg, "fig-bar") == []
    assert figure.rows[1] == ("Theirs", HIDDEN)


@given(st.lists(st.tuples(st.text(max_size=200), st.none() | st.integers(0, 60)), max_size=8))
def test_bars_of_any_answers_are_whole(rows: list[tuple[str, int | None]]) -> None:
    plain = [("".join(sign for sign in text if sign.isprintable()), count) for text, count in rows]
    figure = answers(*(Bar(text, count, False) for text, count in plain), n=60)
    root = ElementTree.fromstring(figure.svg)  # noqa: S314  our own text
    assert len(figure.rows) == len(rows)
    assert all(float(one.get("width", "-1")) >= 0 for one in root.iter("rect"))


def test_answers_belong_to_what_they_were_taken_for() -> None:
    assert given_groups(CHOICE, {"choice": "b"}) == ["b"]
    assert given_groups(MANY, {"choices": ["a", "b"]}) == ["a", "b"]
    assert given_groups(RATING, {"point": 2}) == ["2"]
    assert [given_groups(NUMBER, {"value": value}) for value in ("8", "90", "50")] == [["0"], ["1"], ["other"]]
    assert [given_groups(TEXT, {"text": text}) for text in ("Biass", "LUCK", "dog")] == [["0"], ["1"], ["other"]]
    assert given_groups(ORDER, {"order": ["a", "c", "b"]}) == ["a"]
    assert given_groups(PAIRS, {"pairs": {"l": "r", "m": "r"}}) == ["l"]


def test_each_answer_that_can_be_given_has_a_group_of_its_own() -> None:
    view: Any = {"options": [{"id": "a", "html": "<em>Mine</em>"}, {"id": "b", "html": "Theirs &amp; ours"}]}
    found = groups(view, CHOICE)
    assert [(one.id, one.label, one.right, one.feedback) for one in found] == [
        ("a", "Mine", True, ""), ("b", "Theirs & ours", False, "<p>No.</p>")
    ]  # fmt: skip
    assert [one.label for one in groups({}, NUMBER)] == ["7 to 9", "90", "Any other answer"]  # type: ignore[typeddict-item]
    assert [one.label for one in groups({}, TEXT)] == ["bias", "luck", "Any other answer"]  # type: ignore[typeddict-item]


def test_only_where_each_person_is_in_one_group_do_counts_add_up() -> None:
    assert [adds_up(key["kind"]) for key in KEYS] == [True, True, True, False, False, False, True]


@given(
    st.sampled_from(KEYS),
    st.dictionaries(st.sampled_from(["choice", "choices", "value", "text", "order", "pairs", "point"]), JSON),
)
def test_an_answer_that_makes_no_sense_raises_nothing(key: Any, response: dict[str, Any]) -> None:
    assert all(isinstance(one, str) for one in given_groups(key, response))
