"""How often each answer was given: one bar each, the right ones marked with ✓ and a word, small groups hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from courses.core.figures.svg import Figure, Node, lines, node, picture, words, wrapped

WIDTH, COUNT = 360, 36  # of the drawing; room for the figure behind a bar
LINE, BAR, GAP, TOP = 18, 14, 14, 4
LETTERS, MOST_LINES = 46, 2
HIDDEN = "not shown"
RIGHT = "✓"


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer. `count` is None where it stays hidden; `right` says whether it is the right one."""

    label: str
    count: int | None
    right: bool


def bars(rows: Sequence[Bar], n: int, *, title_id: str, title: str, sentence: str, head: tuple[str, str]) -> Figure:
    """The figure of one question's answers, given by `n` people: the length of a bar is its share of them."""
    drawn: list[Node] = []
    y = float(TOP)
    for row in rows:
        y = _bar(drawn, row, n, y)
    svg = picture(WIDTH, max(y, 1), drawn, labelled_by=title_id, css="fig-svg fig-bars")
    table = tuple((f"{row.label} {RIGHT}" if row.right else row.label, _said(row, n)) for row in rows)
    return Figure(title_id, title, sentence, svg, head, table)


def _said(row: Bar, n: int) -> str:
    if row.count is None:
        return HIDDEN
    return f"{row.count} ({round(100 * row.count / n)}%)" if n else str(row.count)


def _bar(drawn: list[Node], row: Bar, n: int, y: float) -> float:
    """One answer's label with its bar underneath; gives the place of the next."""
    text = wrapped(f"{RIGHT} {row.label}" if row.right else row.label, LETTERS, MOST_LINES)
    middle = y + LINE - 4 + LINE * (len(text) - 1) / 2
    drawn.append(lines(0, middle, text, gap=LINE, css="fig-label fig-on" if row.right else "fig-label"))
    y += LINE * len(text) + 3
    if row.count is None:
        drawn.append(words(0, y + BAR - 2, HIDDEN))
        return y + BAR + GAP
    room = WIDTH - COUNT
    drawn.append(node("rect", css="fig-track", x=0, y=y, width=room, height=BAR))
    if row.count and n:
        css = "fig-bar fig-right" if row.right else "fig-bar"
        drawn.append(node("rect", css=css, x=0, y=y, width=room * min(1.0, row.count / n), height=BAR))
    drawn.append(words(WIDTH, y + BAR - 2, str(row.count), css="fig-on", anchor="end"))
    return y + BAR + GAP
