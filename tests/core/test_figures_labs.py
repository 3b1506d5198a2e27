"""Figures of the labs: what is drawn is what is counted, in picture, sentence and table; small and never styled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.figures.calibration import calibration_plot, rows
from courses.core.figures.icon_array import CELL, COLUMNS, HEIGHT, LAYERS, ROWS, columns, icon_array, outline
from courses.core.figures.quadrant import quadrant
from courses.core.figures.svg import Figure
from courses.core.figures.timeline import Due, group_of, grouped, timeline
from courses.core.figures.two_by_two import two_by_two
from courses.core.measures.calibration import Stated, calibration
from courses.core.measures.diagnostic_test import TwoByTwo
from courses.core.measures.reliance import Case, count

pytestmark = pytest.mark.core
STYLES = (Path(__file__).resolve().parents[2] / "static/css/src/figures.css").read_text("utf-8")
TODAY = date(2026, 11, 21)
IDS = st.sampled_from(["a", "b", "c"])
CASES = st.lists(st.builds(Case, first=IDS, advice=IDS, final=IDS, truth=IDS), min_size=1, max_size=40)
ANSWERS = st.lists(
    st.builds(Stated, st.sampled_from(["guess", "50", "70", "90", "99"]), st.integers(2, 5), st.booleans()), max_size=80
)
DATES = st.dates(date(2026, 1, 1), date(2028, 1, 1))
DUES = st.lists(st.builds(Due, st.text("abc ", min_size=1, max_size=60), DATES, st.booleans()), min_size=1, max_size=15)


@st.composite
def people(draw: st.DrawFn) -> TwoByTwo:
    """A thousand people in four groups."""
    a, b, c = sorted(draw(st.tuples(*[st.integers(0, 1000)] * 3)))
    return TwoByTwo(fn=a, tp=b - a, fp=c - b, tn=1000 - c)


def paths(svg: str) -> dict[str, list[str]]:
    """What each group, or line, is drawn with."""
    found: dict[str, list[str]] = {}
    for piece in ElementTree.fromstring(svg).iter("path"):
        found.setdefault(piece.attrib["data-of"], []).append(piece.attrib.get("d", ""))
    return found


def cells(path: str) -> set[tuple[int, int]]:
    """Column and row of every person a path of columns draws."""
    drawn = [tuple(map(int, found)) for found in re.findall(r"M(\d+) (\d+)V(\d+)", path)]
    return {
        ((x - CELL // 2) // CELL, row)
        for x, low, high in drawn
        for row in range((HEIGHT - low) // CELL, (HEIGHT - high) // CELL)
    }


def enclosed(path: str) -> set[tuple[int, int]]:
    """Column and row of every cell whose middle lies inside the closed pieces of a path."""
    inside: set[tuple[int, int]] = set()
    for piece in path.split("Z"):
        if not piece:
            continue
        corners, x, y = list[tuple[int, int]](), 0, 0
        for letter, numbers in re.findall(r"([MHV])([\d ]+)", piece):
            values = [int(number) for number in numbers.split()]
            x = values[0] if letter in "MH" else x
            y = values[-1] if letter in "MV" else y
            corners.append((x, y))
        upright = [
            (a[0], *sorted((a[1], b[1])))
            for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
            if a[0] == b[0]
        ]
        for column in range(COLUMNS):
            for row in range(ROWS):
                middle = (column * CELL + CELL // 2, HEIGHT - row * CELL - CELL // 2)
                crossings = sum(at < middle[0] and low < middle[1] < high for at, low, high in upright)
                if crossings % 2:
                    inside.add((column, row))
    return inside


def numbered(first: int, end: int) -> set[tuple[int, int]]:
    return {divmod(person, ROWS) for person in range(first, end)}


def everything() -> Iterable[Figure]:
    counts = TwoByTwo(tp=36, fn=24, fp=28, tn=912)
    yield icon_array(counts, title_id="a").figure
    yield quadrant(count([Case("a", "b", "c", "b"), Case("a", "a", "a", "a"), Case("a", "b", "b", "a")]), title_id="b")
    plot = calibration_plot(calibration([Stated("90", 3, at < 14) for at in range(20)]), title_id="c")
    assert plot is not None
    yield plot
    late = Due("Late", TODAY - timedelta(1))
    yield timeline([late, Due("Soon", TODAY + timedelta(3)), Due("Done", TODAY, done=True)], today=TODAY, title_id="d")


@pytest.mark.parametrize("figure", list(everything()), ids=lambda figure: figure.title_id)
def test_a_figure_has_a_name_a_sentence_a_table_and_classes_the_style_sheet_knows(figure: Figure) -> None:
    tree = ElementTree.fromstring(figure.svg)
    assert tree.attrib["role"] == "img"
    assert tree.attrib["aria-labelledby"] == figure.title_id
    assert figure.title
    assert figure.sentence.endswith(".")
    assert all(len(row) == len(figure.head) for row in figure.rows)
    for piece in tree.iter():
        assert not {"style", "fill", "stroke", "href", "id"} & set(piece.attrib)
        for name in piece.attrib.get("class", "").split():
            assert re.search(rf"\.{name}\b", STYLES) or name in ("fig-svg", "fig-plot", "fig-quadrant")
    assert "#" not in figure.svg


@given(people())
def test_each_of_a_thousand_people_is_drawn_once_in_order(counts: TwoByTwo) -> None:
    drawn = paths(icon_array(counts, title_id="t").figure.svg)
    for group, layers in LAYERS.items():
        assert len(drawn[group]) == len(layers)
        assert len(set(drawn[group])) == 1
    held = {group: cells(drawn[group][0]) for group in LAYERS}
    assert {group: len(found) for group, found in held.items()} == {
        "tp": counts.tp, "fn": counts.fn, "fp": counts.fp, "tn": counts.tn,
    }  # fmt: skip
    assert set().union(*held.values()) == numbered(0, 1000)
    assert held["fn"] == numbered(0, counts.fn)
    assert held["fp"] == numbered(counts.ill, counts.ill + counts.fp)


@given(people())
def test_the_lines_enclose_those_flagged_and_those_who_have_it(counts: TwoByTwo) -> None:
    drawn = paths(icon_array(counts, title_id="t").figure.svg)
    assert enclosed(drawn["flagged"][0]) == numbered(counts.fn, counts.fn + counts.flagged)
    assert enclosed(drawn["ill"][0]) == numbered(0, counts.ill)


@pytest.mark.parametrize(
    ("first", "end"), [(0, 1), (24, 26), (20, 45), (10, 35), (5, 60), (999, 1000), (0, 1000), (25, 50)]
)
def test_an_outline_goes_round_its_people_and_nobody_else(first: int, end: int) -> None:
    assert enclosed(outline(first, end)) == numbered(first, end)
    assert cells(columns(first, end)) == numbered(first, end)


@given(people())
def test_the_picture_of_a_thousand_people_is_small(counts: TwoByTwo) -> None:
    assert len(icon_array(counts, title_id="t").figure.svg.encode()) < 4000


@given(people())
def test_key_table_and_cells_say_the_same_counts(counts: TwoByTwo) -> None:
    array, table = icon_array(counts, title_id="t"), two_by_two(counts)
    assert [key.count for key in array.key] == [counts.tp, counts.fn, counts.fp, counts.tn, None, None]
    assert [tuple(cell.shown for cell in row.cells) for row in table.rows] == [row[1:] for row in array.figure.rows]
    for row in table.rows:
        assert row.cells[0].count + row.cells[1].count == row.cells[2].count


def test_more_than_a_thousand_people_do_not_fit() -> None:
    with pytest.raises(ValueError, match="1001"):
        icon_array(TwoByTwo(tp=1, fn=0, fp=0, tn=1000), title_id="t")


@given(CASES)
def test_the_quadrant_draws_one_square_a_case(cases: list[Case]) -> None:
    counts = count(cases)
    figure = quadrant(counts, title_id="t")
    pieces = [piece.attrib.get("class", "") for piece in ElementTree.fromstring(figure.svg).iter()]
    assert pieces.count("fig-unit") - 1 == counts.right_final  # one more in the key
    assert pieces.count("fig-unit fig-not") - 1 == counts.cases - counts.right_final == pieces.count("fig-cross") - 1
    assert sum(int(cell.split(":")[0]) for row in figure.rows for cell in row[1:]) == counts.cases
    assert not re.search(r"improv|better|%", figure.title)


def test_what_the_advice_gave_and_cost_is_the_title() -> None:
    took, lost, neither = Case("x", "t", "t", "t"), Case("t", "x", "x", "t"), Case("t", "t", "t", "t")
    titles = [quadrant(count(cases), title_id="t").title for cases in ([took, lost], [took], [lost] * 2, [neither])]
    assert titles == [
        "The advice gave you 1 right answer and cost you 1",
        "The advice gave you 1 right answer and cost you none",
        "The advice gave you no right answer and cost you 2 right answers",
        "The advice neither gave you a right answer nor cost you one",
    ]


@given(ANSWERS)
def test_a_calibration_plot_is_drawn_only_where_there_are_enough(answers: list[Stated]) -> None:
    found = calibration(answers)
    figure = calibration_plot(found, title_id="t")
    enough = len(answers) >= 10 and any(dot.n >= 8 for dot in found.dots)
    assert (figure is not None) == enough
    assert [row[1] for row in rows(found)] == [dot.share.of for dot in found.dots]
    if figure is not None:
        dots = [
            piece for piece in ElementTree.fromstring(figure.svg).iter("text") if piece.get("class") == "fig-inside"
        ]
        assert sum(int(dot.text or "") for dot in dots) == sum(dot.n for dot in found.plotted)


def test_surer_stands_further_right_and_righter_higher() -> None:
    found = calibration([Stated("50", 3, at < 4) for at in range(8)] + [Stated("90", 3, at < 7) for at in range(8)])
    figure = calibration_plot(found, title_id="t")
    assert figure is not None
    (left, low), (right, high) = (
        (float(piece.attrib["cx"]), float(piece.attrib["cy"]))
        for piece in ElementTree.fromstring(figure.svg).iter("circle")
    )
    assert left < right
    assert high < low


def test_a_guess_between_two_and_leaning_are_one_dot() -> None:
    found = calibration([Stated("guess", 2, right=True)] * 8 + [Stated("50", 2, right=False)] * 8)
    figure = calibration_plot(found, title_id="t")
    assert figure is not None
    assert figure.svg.count("<circle") == 1
    assert len(figure.rows) == 2


@given(DUES)
def test_the_timeline_shows_each_date_once_and_warns_of_no_future_one(items: list[Due]) -> None:
    figure = timeline(items, today=TODAY, title_id="t")
    drawn = [piece.attrib.get("class") for piece in ElementTree.fromstring(figure.svg).iter()]
    late = sum(not item.done and item.on < TODAY for item in items)
    assert drawn.count("fig-late") == late
    assert drawn.count("fig-done") + drawn.count("fig-due") + late == len(items) == len(figure.rows)
    assert [item for group in grouped(items, TODAY) for item in group.items if group.name == "Overdue"] == sorted(
        (item for item in items if group_of(item, TODAY) == "Overdue"), key=lambda item: (item.on, item.label)
    )
    for x in re.findall(r"cx=\"([-\d.]+)\"", figure.svg):
        assert 0 <= float(x) <= 640


@pytest.mark.parametrize(
    ("days", "group"), [(-1, "Overdue"), (0, "This week"), (6, "This week"), (7, "This month"), (31, "Later")]
)
def test_the_list_is_grouped_by_how_near_a_date_is(days: int, group: str) -> None:
    assert group_of(Due("x", TODAY + timedelta(days)), TODAY) == group


def test_the_next_date_is_said() -> None:
    items = [
        Due("Privacy", date(2026, 11, 24)),
        Due("Bias", date(2026, 11, 10)),
        Due("Old", date(2026, 10, 1), done=True),
    ]
    figure = timeline(items, today=TODAY, title_id="t")
    assert figure.title == "1 overdue, 1 to come"
    assert figure.sentence == "Next: Privacy, 24 Nov 2026, in 3 days."
