"""What is due when, on one axis of dates, beside the list in groups that is always in the page.

On phones only the list is shown. Nothing that lies ahead is coloured as a warning; shape and word tell what is late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from courses.core.figures.svg import Figure, Node, node, picture, words, wrapped
from courses.core.measures.shares import counted

WIDTH, LEFT, RIGHT, TOP, LANE, LETTER = 640, 16, 624, 40, 30, 7.4
LABEL_LETTERS, LANES = 30, 6
GROUPS = ("Overdue", "This week", "This month", "Later", "Done")


@dataclass(frozen=True, slots=True)
class Due:
    """One thing with its date."""

    label: str
    on: date
    done: bool = False


@dataclass(frozen=True, slots=True)
class DueGroup:
    """A group of the list, earliest first. `name` is one of `GROUPS`."""

    name: str
    items: tuple[Due, ...]


def group_of(item: Due, today: date) -> str:
    """Overdue before today; this week: today and the six days after it; this month: within 31 days."""
    if item.done:
        return "Done"
    days = (item.on - today).days
    return "Overdue" if days < 0 else "This week" if days < 7 else "This month" if days < 31 else "Later"


def grouped(items: Sequence[Due], today: date) -> list[DueGroup]:
    """The list in groups; empty groups are left out."""
    ordered = sorted(items, key=lambda item: (item.on, item.label))
    groups = [(name, tuple(item for item in ordered if group_of(item, today) == name)) for name in GROUPS]
    return [DueGroup(name, held) for name, held in groups if held]


def timeline(items: Sequence[Due], *, today: date, title_id: str) -> Figure:
    """The figure of these dates, with a line for today. Raises ValueError when there is nothing to show."""
    if not items:
        raise ValueError("nothing on the timeline")
    ordered = sorted(items, key=lambda item: (item.on, item.label))
    axis = _Axis.over([*(item.on for item in ordered), today])
    marks, lanes = _marks(ordered, axis, today)
    bottom = TOP + lanes * LANE
    drawn = [*_months(axis, bottom), *_today(axis, today, bottom), *marks]
    svg = picture(WIDTH, bottom + 28, drawn, labelled_by=title_id, css="fig-svg fig-timeline")
    table = tuple((item.label, day(item.on), group_of(item, today)) for item in ordered)
    return Figure(title_id, _title(ordered, today), _sentence(ordered, today), svg, ("What", "Date", "When"), table)


def day(on: date) -> str:
    """ "3 Mar 2026", in the language of the product."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _title(items: Sequence[Due], today: date) -> str:
    late = sum(group_of(item, today) == "Overdue" for item in items)
    open = sum(not item.done for item in items)
    if not open:
        return "Everything is done"
    return f"{late} overdue, {open - late} to come" if late else f"{open} to come, nothing overdue"


def _sentence(items: Sequence[Due], today: date) -> str:
    ahead = [item for item in items if not item.done and item.on >= today]
    if not ahead:
        return "Nothing lies ahead."
    first = ahead[0]
    days = (first.on - today).days
    when = "today" if days == 0 else f"in {counted(days, 'day')}"
    return f"Next: {first.label}, {day(first.on)}, {when}."


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days laid out from the left to the right."""

    first: date
    days: int

    @staticmethod
    def over(dates: Sequence[date]) -> _Axis:
        """From the beginning of the first month to the end of the last."""
        first = min(dates).replace(day=1)
        return _Axis(first, max(28, (_next_month(max(dates)) - first).days))

    def x(self, on: date) -> float:
        return LEFT + (RIGHT - LEFT) * (on - self.first).days / self.days


def _next_month(on: date) -> date:
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)


def _months(axis: _Axis, bottom: float) -> list[Node]:
    """A tick a month; names where there is room for them."""
    drawn: list[Node] = [node("line", css="fig-axis", x1=LEFT, y1=bottom, x2=RIGHT, y2=bottom)]
    month, room = axis.first, -1e9
    while (month - axis.first).days < axis.days:
        x = axis.x(month)
        drawn.append(node("line", css="fig-axis", x1=x, y1=bottom, x2=x, y2=bottom + 6))
        name = (
            f"{_MONTHS[month.month - 1]} {month.year}"
            if month.month == 1 or month == axis.first
            else _MONTHS[month.month - 1]
        )
        if x >= room and x + len(name) * LETTER <= RIGHT:
            drawn.append(words(x + 4, bottom + 18, name))
            room = x + (len(name) + 1) * LETTER
        month = _next_month(month)
    return drawn


def _today(axis: _Axis, today: date, bottom: float) -> list[Node]:
    x = axis.x(today)
    anchor = "end" if x > WIDTH - 60 else "start" if x < 60 else "middle"
    line = node("line", css="fig-now", x1=x, y1=TOP - 16, x2=x, y2=bottom)
    return [line, words(x, TOP - 22, "Today", css="fig-head", anchor=anchor)]


def _marks(items: Sequence[Due], axis: _Axis, today: date) -> tuple[list[Node], int]:
    """A mark and a label each, in the first lane with room; how many lanes that took."""
    ends = [-1e9] * LANES
    drawn: list[Node] = []
    used = 1
    for item in items:
        x, label = axis.x(item.on), wrapped(item.label, LABEL_LETTERS, 1)[0]
        length = len(label) * LETTER + 16
        start = x - 8 if x + length <= RIGHT else x - length
        lane = next((at for at, end in enumerate(ends) if start > end), ends.index(min(ends)))
        ends[lane] = max(x + 8, start + length + 12)
        used = max(used, lane + 1)
        y = TOP + lane * LANE + 12
        drawn.append(_mark(item, x, y, today))
        at, anchor = (x + 12, "start") if start == x - 8 else (x - 12, "end")
        drawn.append(words(at, y + 5, label, css="fig-on", anchor=anchor))
    return drawn, used


def _mark(item: Due, x: float, y: float, today: date) -> Node:
    """Done is filled, late is a diamond, all else a ring."""
    if item.done:
        return node("circle", css="fig-done", cx=x, cy=y, r=6)
    if item.on < today:
        return node(
            "polygon", css="fig-late", points=f"{x:.1f},{y - 8:g} {x + 8:.1f},{y:g} {x:.1f},{y + 8:g} {x - 8:.1f},{y:g}"
        )
    return node("circle", css="fig-due", cx=x, cy=y, r=6)
