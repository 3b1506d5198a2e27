"""Questions as points: how many get each right first time, and whether those who do well elsewhere do.

Shape tells the kind of question, a filled point that it needs a look, and only those carry their id. Two quiet bands
say where to look: "check the key" below 0, "too easy" at the right. The thin line is the 95% interval of the share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from courses.core.figures.svg import Figure, Node, node, picture, words

Shape = Literal["circle", "square", "triangle", "diamond"]
SHAPES: Mapping[Shape, str] = {
    "circle": "one choice",
    "square": "several choices",
    "triangle": "typed",
    "diamond": "put in order or in pairs",
}
WIDTH, HEIGHT = 560, 464
LEFT, RIGHT, TOP, BOTTOM = 52, 528, 40, 336  # the field of the points
AXIS, LEGEND, LEGEND_GAP, HALF = 378, 412, 22, 200  # legend: two names a line
SIZE, LETTER, TALL = 6.0, 8.0, 14.0  # of a point; of a letter, about
HIGHEST = 1.0


@dataclass(frozen=True, slots=True)
class Point:
    """One question. `x`, `low` and `high` are shares from 0 to 1, `y` a correlation from −1 to 1."""

    label: str
    x: float
    low: float
    high: float
    y: float
    shape: Shape
    flagged: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in words beside the drawing."""

    title: str
    sentence: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def scatter(points: Sequence[Point], *, title_id: str, told: Told, too_easy: float) -> Figure:
    """The figure of these questions. `too_easy` is the share at which that band begins."""
    lowest = -0.5 if all(point.y >= -0.5 for point in points) else -1.0
    field = _Field(lowest)
    drawn = [*_bands(field, too_easy), *_axes(field)]
    for point in sorted(points, key=lambda one: one.flagged):  # those that need a look lie on top
        drawn += _point(field, point)
    drawn += _labels(field, [point for point in points if point.flagged], points)
    drawn += _legend({point.shape for point in points})
    svg = picture(WIDTH, HEIGHT, drawn, labelled_by=title_id, css="fig-svg fig-scatter")
    return Figure(title_id, told.title, told.sentence, svg, told.head, told.rows)


@dataclass(frozen=True, slots=True)
class _Field:
    """Where shares and correlations stand in the drawing."""

    lowest: float

    def x(self, share: float) -> float:
        return LEFT + (RIGHT - LEFT) * share

    def y(self, correlation: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (correlation - self.lowest) / (HIGHEST - self.lowest)


def _bands(field: _Field, too_easy: float) -> list[Node]:
    nought, easy = field.y(0), field.x(too_easy)
    return [
        node("rect", css="fig-band", x=LEFT, y=nought, width=RIGHT - LEFT, height=BOTTOM - nought),
        node("rect", css="fig-band", x=easy, y=TOP, width=RIGHT - easy, height=nought - TOP),
        node("line", css="fig-edge", x1=LEFT, y1=nought, x2=RIGHT, y2=nought),
        node("line", css="fig-edge", x1=easy, y1=TOP, x2=easy, y2=BOTTOM),
        words(LEFT + 8, BOTTOM - 8, "check the key", css="fig-head"),
        words(RIGHT, TOP - 8, "too easy", css="fig-head", anchor="end"),
    ]


def _axes(field: _Field) -> list[Node]:
    drawn = [node("line", css="fig-axis", x1=LEFT, y1=BOTTOM, x2=RIGHT, y2=BOTTOM)]
    for percent in (0, 25, 50, 75, 100):
        drawn.append(words(field.x(percent / 100), BOTTOM + 18, f"{percent}%", anchor="middle"))
    for step in (-1.0, -0.5, 0.0, 0.5, 1.0):
        if step >= field.lowest:
            drawn.append(words(LEFT - 8, field.y(step) + 5, signed(step, 1), anchor="end"))
    drawn.append(words((LEFT + RIGHT) / 2, AXIS, "right first time →", css="fig-head", anchor="middle"))
    drawn.append(words(0, TOP - 22, "↑ discrimination", css="fig-head"))
    return drawn


def _point(field: _Field, point: Point) -> list[Node]:
    x, y = field.x(point.x), field.y(point.y)
    css = "fig-mark fig-flagged" if point.flagged else "fig-mark"
    whisker = node("line", css="fig-whisker", x1=field.x(point.low), y1=y, x2=field.x(point.high), y2=y)
    return [whisker, _DRAWN[point.shape](x, y, css)]


def _labels(field: _Field, flagged: Sequence[Point], points: Sequence[Point]) -> list[Node]:
    """The ids of flagged questions beside their points, each where it covers least of other points and labels."""
    taken = [
        _Box(field.x(one.x) - SIZE, field.y(one.y) - SIZE, field.x(one.x) + SIZE, field.y(one.y) + SIZE)
        for one in points
    ]
    drawn: list[Node] = []
    for point in sorted(flagged, key=lambda one: (-one.y, one.x)):
        box = min(_places(field, point), key=lambda place: sum(map(place.covers, taken)))
        taken.append(box)
        drawn.append(words(box.left, box.bottom - 3, point.label, css="fig-label fig-on"))
    return drawn


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: _Box) -> float:
        """The area that both share."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        tall = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * tall if wide > 0 and tall > 0 else 0.0


def _places(field: _Field, point: Point) -> list[_Box]:
    """Where a label may stand beside its point, inside the drawing: off the thin line rather than on it; best first."""
    x, y, length = field.x(point.x), field.y(point.y), len(point.label) * LETTER
    right, left = x + SIZE + 4, x - SIZE - 4 - length
    spots = [(side, y + TALL / 2 + drop) for drop in (-10, 10, -22, 22, 0) for side in (right, left)]
    inside = [(start, bottom) for start, bottom in spots if start >= LEFT and start + length <= WIDTH]
    inside = inside or [(max(0.0, min(right, WIDTH - length)), y - SIZE - 4)]
    return [_Box(start, bottom - TALL, start + length, bottom) for start, bottom in inside]


def _legend(shapes: set[Shape]) -> list[Node]:
    drawn: list[Node] = []
    shown = [(shape, name) for shape, name in SHAPES.items() if shape in shapes]
    for at, (shape, name) in enumerate(shown):
        x, y = LEFT + HALF * (at % 2), LEGEND + LEGEND_GAP * (at // 2)
        drawn += [_DRAWN[shape](x, y - 5, "fig-mark"), words(x + 14, y, name)]
    y = LEGEND + LEGEND_GAP * ((len(shown) + 1) // 2)
    drawn.append(_DRAWN["circle"](LEFT, y - 5, "fig-mark fig-flagged"))
    drawn.append(words(LEFT + 14, y, "filled: needs a look; thin line: 95% interval"))
    return drawn


def _circle(x: float, y: float, css: str) -> Node:
    return node("circle", css=css, cx=x, cy=y, r=SIZE)


def _square(x: float, y: float, css: str) -> Node:
    return node("rect", css=css, x=x - SIZE + 0.5, y=y - SIZE + 0.5, width=2 * SIZE - 1, height=2 * SIZE - 1)


def _triangle(x: float, y: float, css: str) -> Node:
    return _polygon([(x, y - SIZE - 1), (x + SIZE + 1, y + SIZE), (x - SIZE - 1, y + SIZE)], css)


def _diamond(x: float, y: float, css: str) -> Node:
    wide = SIZE + 2
    return _polygon([(x, y - wide), (x + wide, y), (x, y + wide), (x - wide, y)], css)


def _polygon(corners: Sequence[tuple[float, float]], css: str) -> Node:
    return node("polygon", css=css, points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners))


_DRAWN: Mapping[Shape, Callable[[float, float, str], Node]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "diamond": _diamond,
}


def signed(value: float, places: int = 2) -> str:
    """A correlation with a true minus sign: "0.31", "−0.05", never "−0.00"."""
    text = f"{abs(value):.{places}f}"
    return f"−{text}" if value < 0 and float(text) else text
