"""The reliance quadrant: was the advice right, was the answer kept or changed, and was it right in the end.

One square is one case: filled is right in the end, crossed is wrong in the end. Counts only; a share of so few cases
would say more than was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from courses.core.figures.svg import Figure, Node, lines, node, picture, words, wrapped
from courses.core.measures.reliance import Counts
from courses.core.measures.reliance_words import right_advice, wrong_advice
from courses.core.measures.shares import counted

WIDTH, SIDE, CELL = 360, 76, 142  # of the drawing, of the row names, of one cell
TOP, PAD, FOOT = 30, 12, 44
SQUARE, STEP, A_ROW = 18, 23, 5
COUNT, LINE, LETTERS, MOST_LINES = 26, 17, 15, 3


@dataclass(frozen=True, slots=True)
class _Cell:
    """One field: how many cases were right and wrong in the end, and what they were, in words."""

    name: str
    right: int
    wrong: int
    notes: tuple[str, ...]

    @property
    def count(self) -> int:
        return self.right + self.wrong

    @property
    def text(self) -> list[str]:
        return [line for note in self.notes for line in wrapped(note, LETTERS, MOST_LINES)]

    @property
    def height(self) -> float:
        return PAD + STEP * max(1, -(-self.count // A_ROW)) + COUNT + LINE * len(self.text) + PAD


def quadrant(counts: Counts, *, title_id: str) -> Figure:
    """The figure of any number of cases. Raises ValueError when there are none."""
    if not counts.cases:
        raise ValueError("no cases")
    rows = (("Advice right", counts.advice_right, _good(counts)), ("Advice wrong", counts.advice_wrong, _bad(counts)))
    drawn: list[Node] = [
        words(SIDE + PAD, 18, "Kept", css="fig-head"),
        words(SIDE + CELL + PAD, 18, "Changed", css="fig-head"),
    ]
    y = float(TOP)
    for name, cases, cells in rows:
        y = _row(drawn, y, name, cases, cells)
    drawn += _legend(y)
    svg = picture(WIDTH, y + FOOT, drawn, labelled_by=title_id, css="fig-svg fig-quadrant")
    table = tuple((name, *(_said(cell) for cell in cells)) for name, _, cells in rows)
    sentence = " ".join((wrong_advice(counts), right_advice(counts)))
    return Figure(title_id, _title(counts), sentence, svg, ("", "You kept your answer", "You changed it"), table)


def _title(counts: Counts) -> str:
    helped, cost = counts.taken, counts.misled
    if not helped and not cost:
        return "The advice neither gave you a right answer nor cost you one"
    gave = f"gave you {counted(helped, 'right answer')}" if helped else "gave you no right answer"
    took = f"cost you {cost if helped else counted(cost, 'right answer')}" if cost else "cost you none"
    return f"The advice {gave} and {took}"


def _good(counts: Counts) -> tuple[_Cell, _Cell]:
    kept = _cell("kept", counts.good_kept_right, "already right", counts.good_kept_wrong, "good advice not taken")
    changed = _cell(
        "changed", counts.good_changed_right, "took good advice",
        counts.good_changed_wrong, "changed to a wrong answer",
    )  # fmt: skip
    return kept, changed


def _bad(counts: Counts) -> tuple[_Cell, _Cell]:
    kept = _cell("kept", counts.bad_kept_right, "kept your right answer", counts.bad_kept_wrong, "wrong from the start")
    others = counts.bad_changed_wrong - counts.followed
    notes = [
        (counts.bad_changed_right, "changed to the right answer"),
        (counts.followed, "followed wrong advice"),
        (others, "changed to a wrong answer"),
    ]
    changed = _Cell("changed", counts.bad_changed_right, counts.bad_changed_wrong, _notes(notes))
    return kept, changed


def _cell(name: str, right: int, right_words: str, wrong: int, wrong_words: str) -> _Cell:
    return _Cell(name, right, wrong, _notes([(right, right_words), (wrong, wrong_words)]))


def _notes(counted_words: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(f"{count} {text}" for count, text in counted_words if count)


def _said(cell: _Cell) -> str:
    return f"{cell.count}: {', '.join(cell.notes)}" if cell.count else "0"


def _row(drawn: list[Node], y: float, name: str, cases: int, cells: tuple[_Cell, _Cell]) -> float:
    """One row of fields; gives the place of the next."""
    height = max(cell.height for cell in cells)
    drawn.append(lines(0, y + PAD + 22, name.split(), gap=LINE, css="fig-head"))
    drawn.append(words(0, y + PAD + 22 + 2 * LINE - 6, counted(cases, "case")))
    for at, cell in enumerate(cells):
        left = SIDE + at * CELL
        drawn.append(node("rect", css="fig-field", x=left, y=y, width=CELL, height=height))
        _fill(drawn, left + PAD, y + PAD, cell)
    return y + height


def _fill(drawn: list[Node], x: float, y: float, cell: _Cell) -> None:
    for at in range(cell.count):
        drawn += square(x + at % A_ROW * STEP, y + at // A_ROW * STEP, right=at < cell.right)
    y += STEP * max(1, -(-cell.count // A_ROW)) + 18
    drawn.append(words(x, y, str(cell.count), css="fig-count"))
    for at, line in enumerate(cell.text):
        drawn.append(words(x, y + LINE * (at + 1) + 2, line))


def square(x: float, y: float, *, right: bool) -> list[Node]:
    """One case: filled for right in the end, crossed for wrong."""
    if right:
        return [node("rect", css="fig-unit", x=x, y=y, width=SQUARE, height=SQUARE)]
    near, far = 5, SQUARE - 5
    cross = f"M{x + near:g} {y + near:g}L{x + far:g} {y + far:g}M{x + far:g} {y + near:g}L{x + near:g} {y + far:g}"
    box = node("rect", css="fig-unit fig-not", x=x + 1, y=y + 1, width=SQUARE - 2, height=SQUARE - 2)
    return [box, node("path", css="fig-cross", d=cross)]


def _legend(y: float) -> list[Node]:
    middle = SIDE + CELL
    right, wrong = square(0, y + 18, right=True), square(middle - 30, y + 18, right=False)
    texts = [words(SQUARE + 8, y + 32, "right in the end"), words(middle - 4, y + 32, "wrong in the end")]
    return [*right, *wrong, *texts]
