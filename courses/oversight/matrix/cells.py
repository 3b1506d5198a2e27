"""Cells as HTML text. A page holds two thousand of them, so each different one is made, and escaped, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.oversight.matrix.columns import Column
from courses.oversight.matrix.people import Person
from courses.training.state import LABELS, Word

SIGNS = {
    Word.COMPLETE: "complete",
    Word.IN_PROGRESS: "progress",
    Word.DUE_SOON: "soon",
    Word.OVERDUE: "overdue",
    Word.EXPIRED: "expired",
    Word.NOT_STARTED: "none",
    Word.NOT_ASSIGNED: "un",
}
NAMED = (Word.OVERDUE, Word.EXPIRED)  # a date alone would not say what is wrong


@dataclass(frozen=True, slots=True)
class Cell:
    """What Standing says of a person and a course. `notice`: they have a safety notice of it to read."""

    word: str = Word.NOT_ASSIGNED.value
    detail: str = ""
    short: str = ""
    notice: bool = False

    @property
    def label(self) -> str:
        return str(LABELS[Word(self.word)])

    @property
    def text(self) -> str:
        """The word and its detail in full: what a screen reader says, and what an export writes."""
        return f"{self.label}, {self.detail}" if self.detail else self.label


NOTHING = Cell()
Cells = dict[tuple[int, int], Cell]  # (membership id, course id)


@dataclass(slots=True)
class Maker:
    """Makes the cells and keeps those it has made, by identity: equal cells of a page are one object."""

    made: dict[int, str] = field(default_factory=dict)

    def inner(self, cell: Cell) -> str:
        """The sign and the short text, and the whole of it for those who do not see them."""
        found = self.made.get(id(cell))
        if found is None:
            found = self.made[id(cell)] = _inner(cell)
        return found

    def row(self, one: Person, courses: Sequence[Column], cells: Cells) -> str:
        """One row of the table. Addresses are relative to the practice's own."""
        role = f"<small>{escape(one.role_label)}</small>" if one.role else ""
        parts = [f'<tr><th scope="row"><a href="people/{one.pk}/courses/"><bdi>{escape(one.name)}</bdi></a>{role}</th>']
        get, inner = cells.get, self.inner
        for column in courses:
            cell = get((one.pk, column.pk), NOTHING)
            if cell is NOTHING:
                parts.append(f"<td>{inner(NOTHING)}</td>")
            else:
                parts.append(f'<td><a href="people/{one.pk}/{column.slug}/">{inner(cell)}</a></td>')
        parts.append("</tr>\n")
        return "".join(parts)


def body(people: Iterable[Person], courses: Sequence[Column], cells: Cells) -> SafeString:
    """The rows of the table."""
    maker = Maker()
    return mark_safe("".join(maker.row(one, courses, cells) for one in people))


def tally(counts: Iterable[tuple[Word, int]]) -> SafeString:
    """ "2 overdue", "1 due soon" with their signs, for the lists of phones; "" when there is nothing to tell."""
    parts = [
        f'<span class="st st-{SIGNS[word]}"><svg class="i" aria-hidden="true"><use href="#s-{SIGNS[word]}"/></svg>'
        f"{count} {escape(str(LABELS[word]).lower())}</span>"
        for word, count in counts
    ]
    return mark_safe(f'<span class="e lates">{" ".join(parts)}</span>' if parts else "")


def options(courses: Iterable[Column], chosen: str) -> SafeString:
    """The courses of a select; there are two, one for phones."""
    return mark_safe(
        "".join(
            f'<option value="{one.slug}"{" selected" if one.slug == chosen else ""}>{escape(one.title)}</option>'
            for one in courses
        )
    )


def _inner(cell: Cell) -> str:
    word = Word(cell.word)
    seen = cell.short or cell.label
    if word in NAMED and cell.short:
        seen = f"{cell.label} {cell.short}"
    if word is Word.NOT_ASSIGNED:  # the reason of an exemption stays on the cell's own page
        seen = cell.short.partition(",")[0] or ("–" if not cell.detail else cell.label)
    notice = f' <strong class="small">{escape(_("Has a safety notice to read"))}</strong>' if cell.notice else ""
    sign = SIGNS[word]
    return (
        f'<span class="st st-{sign}" aria-hidden="true">'
        f'<svg class="i"><use href="#s-{sign}"/></svg>{escape(seen)}</span>'
        f'<span class="sr">{escape(cell.text)}</span>{notice}'
    )
