"""A thousand people, 40 columns of 25: missed, found, false alarms and those rightly left alone, each a dot.

People stand in this order, by columns from the bottom left: missed, found, false alarm, clear. So both groups are
single blocks and can be lined: "flagged" with a solid line, "has it" with a dashed one; they overlap where a flag is
right.

Small and quick to redraw: a column of people is one vertical line over the height of its people, and its dashes are the
people (classes ppl-… in static/css/src/figures.css). Eight paths make the whole picture, whatever the figures. A script
redraws it by setting the attribute `d` of each path; `data-of` names the group, or the line:

    columns(a, b)   people number a to b, counted from 0:
                    for each column c from floor(a / 25) while c·25 < b:
                    "M{16c + 8} {400 − 16·r0}V{400 − 16·r1}", r0 = max(a − 25c, 0), r1 = min(b − 25c, 25)
    data-of=tn      columns(fn + tp + fp, total)      data-of=tp   columns(fn, fn + tp)
    data-of=fp ×3   columns(fn + tp, fn + tp + fp)    data-of=fn ×2 columns(0, fn)
    data-of=flagged outline(fn, fn + tp + fp)         data-of=ill  outline(0, fn + tp)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from courses.core.figures.svg import Figure, node, picture, sign
from courses.core.measures.diagnostic_test import TwoByTwo
from courses.core.measures.diagnostic_words import flag_sentence, people_sentence

COLUMNS, ROWS, CELL, MARGIN = 40, 25, 16, 2
MOST = COLUMNS * ROWS
HEIGHT = ROWS * CELL

Group = Literal["tp", "fn", "fp", "tn"]
LAYERS: Mapping[Group, tuple[str, ...]] = {  # drawn one over the other; the classes hold width and dashes
    "tn": ("ppl ppl-tn",),
    "fp": ("ppl ppl-fp", "ppl ppl-hole", "ppl-stripes"),
    "tp": ("ppl ppl-tp",),
    "fn": ("ppl ppl-fn", "ppl ppl-pith"),
}
NAMES: Mapping[Group, tuple[str, str]] = {  # one, many
    "tp": ("flagged, has it", "flagged, have it"),
    "fn": ("missed", "missed"),
    "fp": ("false alarm", "false alarms"),
    "tn": ("rightly left alone", "rightly left alone"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the key below the drawing: `sign` is markup, hidden from screen readers; `count` None for a line."""

    of: str  # tp, fn, fp, tn, flagged, ill
    sign: str
    count: int | None
    name: str


@dataclass(frozen=True, slots=True)
class IconArray:
    """The figure, with its key in HTML so that words never shrink with the drawing."""

    figure: Figure
    key: tuple[Key, ...]


def icon_array(counts: TwoByTwo, *, title_id: str, note: str = "Whole people, so counts are rounded.") -> IconArray:
    """The figure of these people. Raises ValueError for more than 1,000; fewer leave places on the right empty."""
    if counts.total > MOST:
        raise ValueError(counts.total)
    drawn = [
        node("path", css=css, d=columns(*_range(counts, group)), data_of=group)
        for group, layers in LAYERS.items()
        for css in layers
    ]
    flagged, ill = (counts.fn, counts.fn + counts.flagged), (0, counts.ill)
    drawn.append(node("path", css="ppl-line", d=outline(*flagged), data_of="flagged"))
    drawn.append(node("path", css="ppl-line ppl-dashed", d=outline(*ill), data_of="ill"))
    svg = picture(
        COLUMNS * CELL + 2 * MARGIN,
        HEIGHT + 2 * MARGIN,
        [node("g", *drawn, transform=f"translate({MARGIN} {MARGIN})")],
        labelled_by=title_id,
        css="fig-svg fig-people",
    )
    sentence = f"{people_sentence(counts)} {note}".strip()
    figure = Figure(
        title_id,
        flag_sentence(counts).removesuffix("."),
        sentence,
        svg,
        ("", "Has it", "Does not", "All"),
        table(counts),
    )
    return IconArray(figure, _key(counts))


def table(counts: TwoByTwo) -> tuple[tuple[str, ...], ...]:
    """The same people as rows of a table, with their sums."""
    rows = (
        ("Flagged", counts.tp, counts.fp, counts.flagged),
        ("Not flagged", counts.fn, counts.tn, counts.cleared),
        ("All", counts.ill, counts.well, counts.total),
    )
    return tuple((name, *(f"{count:,}" for count in figures)) for name, *figures in rows)


def _range(counts: TwoByTwo, group: Group) -> tuple[int, int]:
    """The first person of a group and the one after its last."""
    ends = {"fn": counts.fn, "tp": counts.ill, "fp": counts.fn + counts.flagged, "tn": counts.total}
    sizes = {"fn": counts.fn, "tp": counts.tp, "fp": counts.fp, "tn": counts.tn}
    return ends[group] - sizes[group], ends[group]


def columns(first: int, end: int) -> str:
    """Path of the people from number `first` up to, not including, `end`: one vertical line a column."""
    lines: list[str] = []
    for column in range(first // ROWS, -(-end // ROWS)):
        low, high = max(first - column * ROWS, 0), min(end - column * ROWS, ROWS)
        if high > low:
            lines.append(f"M{column * CELL + CELL // 2} {_y(low)}V{_y(high)}")
    return "".join(lines)


def outline(first: int, end: int) -> str:
    """Path round the people from number `first` up to, not including, `end`. "" where there are none."""
    if end <= first:
        return ""
    (left, low), (right, high) = divmod(first, ROWS), divmod(end - 1, ROWS)
    high += 1
    if left == right:
        return _box(left, low, high)
    if right == left + 1 and high <= low:  # two pieces that do not touch, or only at a corner
        return _box(left, low, ROWS) + _box(right, 0, high)
    corners = [
        (left, low), (left, ROWS), *([(right, ROWS), (right, high)] if high < ROWS else []), (right + 1, high),
        (right + 1, 0), *([(left + 1, 0), (left + 1, low)] if low else []),
    ]  # fmt: skip
    return _polygon(corners)


def _box(column: int, low: int, high: int) -> str:
    return _polygon([(column, low), (column, high), (column + 1, high), (column + 1, low)])


def _polygon(corners: Sequence[tuple[int, int]]) -> str:
    """Closed path through corners of cells. Two neighbours share a column or a row."""
    (x, y), *others = corners
    path = f"M{x * CELL} {_y(y)}"
    for across, up in others:
        path += f"H{across * CELL}" if up == y else f"V{_y(up)}"
        y = up
    return path + "Z"


def _y(row: int) -> int:
    """Rows count from the bottom."""
    return HEIGHT - row * CELL


def person(group: Group) -> str:
    """One person of a group, for keys and tables."""
    return sign(CELL, CELL, [node("path", css=css, d=f"M{CELL // 2} {CELL}V0") for css in LAYERS[group]])


def _key(counts: TwoByTwo) -> tuple[Key, ...]:
    sizes: tuple[tuple[Group, int], ...] = (
        ("tp", counts.tp), ("fn", counts.fn), ("fp", counts.fp), ("tn", counts.tn),
    )  # fmt: skip
    people = [Key(group, person(group), size, NAMES[group][size != 1]) for group, size in sizes]
    box = "M1.5 2.5H14.5V13.5H1.5Z"
    solid = sign(CELL, CELL, [node("path", css="ppl-line", d=box)])
    dashed = sign(CELL, CELL, [node("path", css="ppl-line ppl-dashed", d=box)])
    lines = [Key("flagged", solid, None, "solid line: flagged"), Key("ill", dashed, None, "dashed line: has it")]
    return (*people, *lines)
