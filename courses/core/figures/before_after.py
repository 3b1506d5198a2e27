"""Before and after: two labelled points of one rating scale and the line between them. One person, never an average."""

from __future__ import annotations

from collections.abc import Sequence

from courses.core.figures.svg import Figure, Node, lines, node, picture, words, wrapped

WIDTH, TOP, ROW, FOOT = 288, 28, 40, 4
LABELS, BEFORE, AFTER = 128, 168, 258  # where the labels end and the two columns stand
LABEL_CHARACTERS, LABEL_LINES, LINE_GAP = 17, 2, 16


def before_after(labels: Sequence[str], before: int, after: int, *, title_id: str, tags: tuple[str, str]) -> Figure:
    """The figure of one rating pair.

    `labels` are the points of the scale from low to high, as plain text; `before` and `after` count from 1. `tags` name
    the two moments ("Before", "Now"). Raises IndexError for a point that is not on the scale.
    """
    if not (1 <= before <= len(labels) and 1 <= after <= len(labels)):
        raise IndexError((before, after))
    rows = tuple((tag, labels[point - 1]) for tag, point in zip(tags, (before, after), strict=True))
    height = _y(1, len(labels)) + ROW / 2 + FOOT
    svg = picture(WIDTH, height, _drawing(labels, before, after, tags), labelled_by=title_id)
    title, sentence = _finding(after - before), _sentence(labels, before, after)
    return Figure(title_id, title, sentence, svg, head=("When", "Your answer"), rows=rows)


def _finding(moved: int) -> str:
    if moved == 0:
        return "The same as before"
    points = "1 point" if abs(moved) == 1 else f"{abs(moved)} points"
    return f"{points} {'higher' if moved > 0 else 'lower'} than before"


def _sentence(labels: Sequence[str], before: int, after: int) -> str:
    if before == after:
        return f"“{labels[after - 1]}” both times."
    return f"From “{labels[before - 1]}” to “{labels[after - 1]}”."


def _y(point: int, count: int) -> float:
    """The height of a point: the highest of the scale stands on top."""
    return TOP + ROW * (count - point) + ROW / 2


def _drawing(labels: Sequence[str], before: int, after: int, tags: tuple[str, str]) -> list[Node]:
    count = len(labels)
    drawn: list[Node] = [words(BEFORE, 16, tags[0], css="fig-head", anchor="middle")]
    drawn.append(words(AFTER, 16, tags[1], css="fig-head", anchor="middle"))
    for point, label in enumerate(labels, start=1):
        y = _y(point, count)
        chosen = point in (before, after)
        css = "fig-label fig-on" if chosen else "fig-label"
        drawn.append(node("line", css="fig-grid", x1=LABELS + 14, y1=y, x2=WIDTH, y2=y))
        text = wrapped(label, LABEL_CHARACTERS, LABEL_LINES)
        drawn.append(lines(LABELS, y + 5, text, gap=LINE_GAP, css=css, anchor="end"))
    ends = {"x1": BEFORE, "y1": _y(before, count), "x2": AFTER, "y2": _y(after, count)}
    drawn.append(node("line", css="fig-line", **ends))
    drawn.append(node("circle", css="fig-dot fig-open", cx=BEFORE, cy=_y(before, count), r=8))
    drawn.append(node("circle", css="fig-dot", cx=AFTER, cy=_y(after, count), r=8))
    return drawn
