"""One visual language for the drawings of the courses: quiet, flat, large type, few colours, words beside the marks.

A drawing stands on a light plate in both themes, so its colours are fixed. Colour is never the only carrier: shapes
differ (filled, ringed, striped, pale), and what matters is written. Type is at least 16 units high on a page 640 wide,
which is what a phone shows at half size. Every text is escaped.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Sequence

INK, QUIET, PRIMARY, WARN, ERR, LINE, PALE, PAPER = (
    "#1c2b33", "#47565e", "#0e5a61", "#7d5200", "#a1261e", "#6a7980", "#e6f0f1", "#ffffff",
)  # fmt: skip
WIDTH = 640


def picture(height: int, title: str, described: str, *parts: str) -> str:
    """A whole drawing, 640 wide. `title` states what is shown, `described` all of it in words."""
    body = "\n".join(f"  {line}" for part in parts for line in part.splitlines())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" font-family="system-ui, sans-serif" fill="{INK}">\n'
        f"  <title>{html.escape(title)}</title>\n  <desc>{html.escape(described)}</desc>\n{body}\n</svg>\n"
    )


def text(
    x: float, y: float, words: str, *, size: int = 18, bold: bool = False, fill: str = INK, anchor: str = "start"
) -> str:
    """One line; `anchor` is start, middle or end."""
    weight = ' font-weight="700"' if bold else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{size}"{weight} fill="{fill}"{place}>'
        f"{html.escape(words)}</text>"
    )


def heading(words: str) -> str:
    return text(30, 38, words, size=22, bold=True)


def paragraph(
    x: float, y: float, words: str, *, width: int = 40, size: int = 18, gap: float = 1.35, **more: object
) -> str:
    """Text broken into lines of about `width` characters; the first baseline is at y."""
    lines = textwrap.wrap(words, width)
    return "\n".join(text(x, y + at * size * gap, line, size=size, **more) for at, line in enumerate(lines))  # type: ignore[arg-type]


def box(x: float, y: float, w: float, h: float, *, fill: str = PAPER, stroke: str = LINE, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="6 5"' if dashed else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}" rx="8" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="2"{dash}/>'
    )


def labelled_box(
    x: float, y: float, w: float, h: float, words: str, *, size: int = 18, width: int = 18, fill: str = PAPER,
    stroke: str = LINE, bold: bool = False,
) -> str:  # fmt: skip
    """A box with centred text; `width` is the number of characters to a line."""
    lines = textwrap.wrap(words, width)
    top = y + h / 2 - (len(lines) - 1) * size * 0.65 + size * 0.35
    said = "\n".join(
        text(x + w / 2, top + at * size * 1.3, line, size=size, bold=bold, anchor="middle")
        for at, line in enumerate(lines)
    )
    return f"{box(x, y, w, h, fill=fill, stroke=stroke)}\n{said}"


def arrow(x1: float, y1: float, x2: float, y2: float, *, stroke: str = QUIET, dashed: bool = False) -> str:
    """A line with a head at its end."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    left = (x2 - 12 * dx + 6 * dy, y2 - 12 * dy - 6 * dx)
    right = (x2 - 12 * dx - 6 * dy, y2 - 12 * dy + 6 * dx)
    points = " ".join(f"{number(a)},{number(b)}" for a, b in ((x2, y2), left, right))
    dash = ' stroke-dasharray="6 5"' if dashed else ""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2 - 8 * dx)}" y2="{number(y2 - 8 * dy)}" '
        f'stroke="{stroke}" stroke-width="3"{dash}/>\n<polygon points="{points}" fill="{stroke}"/>'
    )


def rule(x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, width: float = 2) -> str:
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" stroke="{stroke}" '
        f'stroke-width="{number(width)}"/>'
    )


def mark(kind: str, x: float, y: float, r: float = 9) -> str:
    """One person or thing. Kinds: filled (what was found), ringed (missed), striped (false alarm), pale (clear)."""
    at = f'cx="{number(x)}" cy="{number(y)}" r="{number(r)}"'
    if kind == "filled":
        return f'<circle {at} fill="{PRIMARY}"/>'
    if kind == "ringed":
        return f'<circle {at} fill="{PAPER}" stroke="{ERR}" stroke-width="{number(r * 0.4)}"/>'
    if kind == "striped":
        line = f'<line x1="{number(x - r * 0.6)}" y1="{number(y + r * 0.6)}" x2="{number(x + r * 0.6)}" '
        line += f'y2="{number(y - r * 0.6)}" stroke="{WARN}" stroke-width="{number(r * 0.35)}"/>'
        return f'<circle {at} fill="{PAPER}" stroke="{WARN}" stroke-width="{number(r * 0.3)}"/>{line}'
    if kind == "pale":
        return f'<circle {at} fill="{PALE}" stroke="{LINE}" stroke-width="1"/>'
    raise ValueError(kind)


def array(x: float, y: float, kinds: Sequence[str], *, columns: int = 20, step: float = 28, r: float = 10) -> str:
    """Marks in rows of `columns`, left to right, from the top; x, y is the middle of the first."""
    return "\n".join(mark(kind, x + at % columns * step, y + at // columns * step, r) for at, kind in enumerate(kinds))


def bars(
    x: float, y: float, rows: Iterable[tuple[str, float, str]], *, most: float, length: float = 300, label: float = 200,
    height: float = 30, gap: float = 16,
) -> str:  # fmt: skip
    """Horizontal bars from (label, value, words for the value): length is value ÷ `most`."""
    drawn = []
    for at, (name, value, said) in enumerate(rows):
        top = y + at * (height + gap)
        drawn.append(text(x, top + height * 0.68, name))
        drawn.append(
            f'<rect x="{number(x + label)}" y="{number(top)}" width="{number(length * value / most)}" '
            f'height="{number(height)}" fill="{PRIMARY}"/>'
        )
        drawn.append(text(x + label + length * value / most + 10, top + height * 0.68, said, bold=True))
    return "\n".join(drawn)


def number(value: float) -> str:
    """At most one decimal, and none where it is a whole number: the same data give the same bytes."""
    return f"{round(value, 1):g}"
