"""How sure a person said they were against how often they were right. On the dashed line the two agree.

Drawn only from first decisions, 10 in all and 8 a dot; the number in a dot is how many. Never shown to managers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from courses.core.figures.svg import Figure, Node, node, picture, words
from courses.core.measures.calibration import Calibration, Dot, calibration_words, dot_sentence, furthest_off
from courses.core.measures.shares import half_up, per_cent

WIDTH, HEIGHT = 360, 328
LEFT, RIGHT, TOP, BOTTOM = 46, 344, 18, 274
LEAST = Fraction(19, 100)  # where the field begins: a guess among five is 20%
NEAR = Fraction(6, 100)
APART = 38  # between the middles of two labels
SMALLEST, LARGEST = 12.0, 17.0  # radii: the largest is that of 30 answers or more
NAMES = {"guess": "A guess", "50": "Leaning", "70": "Fairly sure", "90": "Sure", "99": "Certain"}


def calibration_plot(found: Calibration, *, title_id: str) -> Figure | None:
    """The figure, or None where too few have been answered: then `rows` and `calibration_words` say it in counts."""
    off = furthest_off(found)
    if off is None:
        return None
    dots = _together(found.plotted)
    drawn = [*_axes(dots), *_ideal(), _line(dots), *(piece for dot in dots for piece in _dot(dot))]
    svg = picture(WIDTH, HEIGHT, drawn, labelled_by=title_id, css="fig-svg fig-plot")
    hidden = found.n - sum(dot.n for dot in dots)
    more = f" {hidden} more are in the table: too few for a dot." if hidden else ""
    sentence = f"{calibration_words(found)} {found.n} first decisions; the number in a dot is how many.{more}"
    return Figure(title_id, dot_sentence(off).removesuffix("."), sentence, svg, HEAD, rows(found))


def _together(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """A guess between two is 50%, as leaning is: dots that would cover each other are drawn as one."""
    drawn: list[Dot] = []
    for dot in dots:
        if drawn and dot.mean - drawn[-1].mean < NEAR:
            last = drawn.pop()
            dot = Dot(dot.sure, last.n + dot.n, last.right + dot.right, last.stated + dot.stated)
        drawn.append(dot)
    return tuple(drawn)


HEAD = ("You said", "Right", "Share")


def rows(found: Calibration) -> tuple[tuple[str, ...], ...]:
    """The table, and the list of counts where there is no picture."""
    return tuple((_said(dot), dot.share.of, dot.share.percent or "too few") for dot in found.dots)


def _said(dot: Dot) -> str:
    return f"{NAMES[dot.sure]}, {'about ' if dot.sure == 'guess' else ''}{per_cent(dot.mean)}"


def _x(stated: Fraction) -> float:
    return LEFT + (RIGHT - LEFT) * float((stated - LEAST) / (1 - LEAST))


def _y(right: Fraction) -> float:
    return BOTTOM - (BOTTOM - TOP) * float(right)


def _axes(dots: Sequence[Dot]) -> list[Node]:
    drawn: list[Node] = []
    for quarter in range(5):
        y = _y(Fraction(quarter, 4))
        drawn.append(node("line", css="fig-grid", x1=LEFT, y1=y, x2=WIDTH, y2=y))
        drawn.append(words(LEFT - 8, y + 5, f"{quarter * 25}%", anchor="end"))
    drawn += [words(x, BOTTOM + 20, label, anchor="middle") for x, label in _labels(dots)]
    drawn.append(
        words((LEFT + WIDTH) / 2, BOTTOM + 48, "how sure you said you were →", css="fig-head", anchor="middle")
    )
    return [*drawn, words(LEFT + 4, TOP - 5, "↑ right", css="fig-head")]


def _labels(dots: Sequence[Dot]) -> list[tuple[float, str]]:
    """What was said, under each dot; two that would touch are moved apart by the same distance."""
    places = [_x(dot.mean) for dot in dots]
    for at in range(1, len(places)):
        short = max(0.0, APART - (places[at] - places[at - 1]))
        places[at - 1] -= short / 2
        places[at] += short / 2
    return [(x, f"{half_up(dot.mean * 100)}%") for x, dot in zip(places, dots, strict=True)]


def _ideal() -> list[Node]:
    """As sure as right."""
    line = node("line", css="fig-edge", x1=_x(LEAST), y1=_y(LEAST), x2=_x(Fraction(1)), y2=_y(Fraction(1)))
    at = Fraction(40, 100)
    return [line, words(_x(at) + 12, _y(at) + 14, "as sure as right")]


def _line(dots: Sequence[Dot]) -> Node:
    places = " ".join(f"{_x(dot.mean):.1f},{_share_y(dot):.1f}" for dot in dots)
    return node("polyline", css="fig-thin", points=places)


def _share_y(dot: Dot) -> float:
    return _y(Fraction(dot.right, dot.n))


def _dot(dot: Dot) -> list[Node]:
    """The area grows with the number of answers up to 30, then it stays."""
    x, y = _x(dot.mean), _share_y(dot)
    radius = max(SMALLEST, LARGEST * math.sqrt(min(dot.n, 30) / 30))
    return [
        node("circle", css="fig-many", cx=x, cy=y, r=radius),
        words(x, y + 5, str(dot.n), css="fig-inside", anchor="middle"),
    ]
