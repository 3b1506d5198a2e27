"""Building SVG that is safe by construction: every text and attribute is escaped, nothing is styled inline.

    picture(320, 200, [node("circle", cx=10, cy=10, r=6, css="fig-dot"), words(20, 14, "Before", css="fig-label")])

Colours, strokes and type come from the classes in static/css/src/figures.css, so that both themes, strong contrast and
paper are served by one drawing. Units are those of the viewBox: 1 is 1 px where the figure has its natural width.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")
_FORBIDDEN = re.compile(
    r"on.*|style|.*href|.*:.*", re.IGNORECASE
)  # the policy would refuse them, or they lead elsewhere
_TAGS = frozenset({"circle", "desc", "g", "line", "path", "polygon", "polyline", "rect", "text", "title", "tspan"})

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Node:
    """One element. Texts among its children are escaped when it is written."""

    tag: str
    attributes: tuple[tuple[str, Value], ...] = ()
    children: tuple[Node | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with all it says in words, for the template parts/figure.html. `svg` is markup, all else plain text.

    `title` states the finding and has the id `title_id`, which names the drawing. `sentence` says it once more with
    figures; `rows` are the table that stands for it.
    """

    title_id: str
    title: str
    sentence: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def node(tag: str, *children: Node | str, css: str = "", **attributes: Value) -> Node:
    """An element; `css` becomes its class, `text_anchor` the attribute text-anchor.

    Raises ValueError for an element or attribute a figure has no use for: scripts, styles, links, handlers.
    """
    if tag not in _TAGS:
        raise ValueError(f"no element of a figure: {tag!r}")
    named = {"class": css, **{name.replace("_", "-"): value for name, value in attributes.items()}}
    for name in named:
        if not _NAME.fullmatch(name) or _FORBIDDEN.fullmatch(name):
            raise ValueError(f"no attribute of a figure: {name!r}")
    return Node(tag, tuple((name, value) for name, value in named.items() if value != ""), children)


def words(x: float, y: float, text: str, *, css: str = "", anchor: str = "start") -> Node:
    """A line of text whose baseline starts (or ends, or is centred: start, middle, end) at x, y."""
    return node("text", text, css=css, x=x, y=y, text_anchor="" if anchor == "start" else anchor)


def lines(x: float, y: float, texts: Sequence[str], *, gap: float, css: str = "", anchor: str = "start") -> Node:
    """Several lines of text, `gap` apart, centred on y as a block. `y` is that of the baseline of a single line."""
    top = y - gap * (len(texts) - 1) / 2
    spans = [node("tspan", text, x=x, y=top + gap * at) for at, text in enumerate(texts)]
    return node("text", *spans, css=css, text_anchor="" if anchor == "start" else anchor)


def wrapped(text: str, width: int, most: int) -> list[str]:
    """The text in at most `most` lines of about `width` characters; what does not fit ends in an ellipsis.

    SVG cannot break lines by itself. A word longer than a line is cut.
    """
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if len(longer) <= width or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(word)
    kept = [row if len(row) <= width else row[: width - 1] + "…" for row in rows[:most]]
    if len(rows) > most:
        kept[-1] = kept[-1].rstrip("…")[: width - 1] + "…"
    return kept


def picture(width: float, height: float, children: Iterable[Node], *, labelled_by: str, css: str = "fig-svg") -> str:
    """The whole drawing as markup. `labelled_by` is the id of the element that holds the figure's title."""
    head = f'<svg class="{_text(css)}" viewBox="0 0 {_text(width)} {_text(height)}" role="img"'
    inner = "".join(_write(child) for child in children)
    return f'{head} aria-labelledby="{_text(labelled_by)}">{inner}</svg>'


def sign(width: float, height: float, children: Iterable[Node], *, css: str = "fig-sign") -> str:
    """A small drawing beside words that say the same, such as the key of a figure; hidden from screen readers."""
    head = f'<svg class="{_text(css)}" viewBox="0 0 {_text(width)} {_text(height)}" aria-hidden="true">'
    return head + "".join(_write(child) for child in children) + "</svg>"


def _write(piece: Node | str) -> str:
    if isinstance(piece, str):
        return html.escape(piece, quote=False)
    attributes = "".join(f' {name}="{_text(value)}"' for name, value in piece.attributes)
    inner = "".join(_write(child) for child in piece.children)
    return f"<{piece.tag}{attributes}>{inner}</{piece.tag}>" if inner else f"<{piece.tag}{attributes}/>"


def _text(value: Value) -> str:
    """A value as an attribute holds it; numbers without needless digits."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return html.escape(str(value))
