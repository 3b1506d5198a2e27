"""What the pages of the item view are made of: sorted rows, links that sort and choose, figures with their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.core.figures.bars import Bar, bars
from courses.core.figures.scatter import Point, Told, scatter
from courses.core.figures.svg import Figure
from courses.core.measures.item_findings import FLAGGED, TOO_EASY
from courses.core.measures.small_groups import LEAST_GROUP
from courses.oversight.item_queries import Items
from courses.oversight.item_question import Answered, Item
from courses.oversight.item_rows import Row

Sorter = Callable[[Row], float | int | None]
SORTS: Mapping[str, tuple[Promise, Sorter]] = {
    "course": (gettext_lazy("Question"), lambda row: row.place),
    "people": (gettext_lazy("People"), lambda row: row.n),
    "right": (gettext_lazy("Right first time"), lambda row: row.facility),
    "told": (gettext_lazy("Discrimination"), lambda row: row.discrimination),
    "sure-right": (gettext_lazy("How sure when right"), lambda row: row.sure_right),
    "sure-wrong": (gettext_lazy("How sure when wrong"), lambda row: row.sure_wrong),
    "found": (gettext_lazy("What to look at"), lambda row: FLAGGED.index(row.found) if row.found in FLAGGED else None),
}
DOWN_FIRST = frozenset({"people", "sure-right", "sure-wrong"})
NAMED = 5  # flagged questions named in the sentence


@dataclass(frozen=True, slots=True)
class Column:
    """One column head: a link that sorts by it. `sorted` is the value of aria-sort, "" for another column."""

    key: str
    label: str
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Order:
    """By which column the list is sorted, and whether downwards."""

    key: str
    down: bool


def order(sort: str, direction: str) -> Order:
    """What the address asks for; anything unknown is the order of the course."""
    if sort not in SORTS:
        return Order("course", down=False)
    return Order(sort, direction == "down" if direction in ("up", "down") else sort in DOWN_FIRST)


def in_order(rows: Sequence[Row], by: Order) -> list[Row]:
    """The rows sorted; those without a figure stand last either way, equal ones in the order of the course."""
    value = SORTS[by.key][1]
    sign = -1 if by.down else 1
    return sorted(rows, key=lambda row: ((found := value(row)) is None, sign * (found or 0), row.place))


def columns(by: Order, choice: Mapping[str, str]) -> list[Column]:
    """The heads of the list. `choice` are the other parts of the address, kept as they are."""
    found = []
    for key, (label, _value) in SORTS.items():
        down = not by.down if key == by.key else key in DOWN_FIRST
        url = "?" + urlencode({**choice, "sort": key, "order": "down" if down else "up"})
        said = ("descending" if by.down else "ascending") if key == by.key else ""
        found.append(Column(key, str(label), url, said))
    return found


def overview(items: Items) -> Figure | None:
    """The picture of all questions; None while none can be judged in both directions."""
    with_points = [(row, point) for row in items.rows if (point := row.point()) is not None]
    if not with_points:
        return None
    flagged = [row for row in items.judged if row.flagged]
    told = Told(
        title=finding(len(flagged), len(items.judged)),
        sentence=_sentence(flagged),
        head=(_("Question"), _("Right first time"), _("95% interval"), _("Discrimination")),
        rows=tuple((row.name, row.percent, row.interval, row.told_apart) for row, _point in with_points),
    )
    points: list[Point] = [point for _row, point in with_points]
    return scatter(points, title_id="all-questions", told=told, too_easy=TOO_EASY)


def finding(flagged: int, judged: int) -> str:
    """ "5 of 24 questions need a look"."""
    if not flagged:
        return ngettext("Nothing stands out in %(all)s question", "Nothing stands out in %(all)s questions", judged) % {
            "all": judged
        }
    return ngettext(
        "%(some)s of %(all)s questions needs a look", "%(some)s of %(all)s questions need a look", flagged
    ) % {"some": flagged, "all": judged}


def _sentence(flagged: Sequence[Row]) -> str:
    if not flagged:
        return _("Each question that 20 people have answered is right often enough, and tells people apart.")
    ranked = in_order(flagged, Order("found", down=False))
    named = [f"{row.name} ({_brief(row)})" for row in ranked[:NAMED]]
    more = len(ranked) - NAMED
    if more > 0:
        named.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return _("To look at: %(questions)s.") % {"questions": ", ".join(named)}


def _brief(row: Row) -> str:
    parts = [_("%(share)s right") % {"share": row.percent}]
    if row.told_apart:
        parts.append(_("discrimination %(value)s") % {"value": row.told_apart})
    return ", ".join(parts)


def answers(item: Item) -> Figure | None:
    """The answers to one question as bars; None where there is nothing to count."""
    if not item.answers:
        return None
    scored = item.row.facility is not None
    rows = [Bar(one.group.label, one.count, scored and item.add_up and one.group.right) for one in item.answers]
    if not item.add_up and item.asked.kind == "multiple-choice":
        rows = [Bar(one.group.label, one.count, one.group.right) for one in item.answers]
    return bars(
        rows,
        item.n_answers,
        title_id="answers-given",
        title=_title(item),
        sentence=_said(item, rows),
        head=(_("Answer"), _("People")),
    )


def _title(item: Item) -> str:
    """The finding of the bars, from what may be shown only."""
    shown = [one for one in item.answers if one.count]
    if not shown:
        return _("Every answer was given by too few people to be shown")
    most = max(shown, key=lambda one: one.count or 0)
    if item.asked.kind in ("matching", "ordering"):
        return _least(item)
    if item.row.facility is None or not item.add_up:
        return _("“%(answer)s” is chosen most often") % {"answer": most.group.label}
    if not most.group.right:
        return _("“%(answer)s” is given more often than the right answer") % {"answer": most.group.label}
    if (most.count or 0) * 2 > item.n_answers:
        return _("Most people give the right answer")
    return _("The right answer is given most often, though not by most")


def _least(item: Item) -> str:
    hidden: list[Answered] = [one for one in item.answers if one.count is None]
    worst = hidden[0] if hidden else min(item.answers, key=lambda one: one.count or 0)
    if worst.count == item.n_answers:
        return _("Everybody gets every part right")
    return _("“%(part)s” goes wrong most often") % {"part": worst.group.label}


def _said(item: Item, rows: Sequence[Bar]) -> str:
    shown = [_one(bar) for bar in rows]
    text = _("Of %(n)s people: %(answers)s.") % {"n": item.n_answers, "answers": "; ".join(shown)}
    together = item.n_answers - sum(bar.count or 0 for bar in rows)
    if item.add_up and together >= LEAST_GROUP and any(bar.count is None for bar in rows):
        text += " " + _("Those not shown make %(n)s together.") % {"n": together}
    unused = [one.group.label for one in item.answers if one.count == 0 and not one.group.right]
    if unused and item.asked.options and item.row.facility is not None:
        text += " " + _("Nobody chose “%(answer)s”: it does no work as a wrong answer.") % {"answer": unused[0]}
    return text


def _one(bar: Bar) -> str:
    count = _("not shown") if bar.count is None else str(bar.count)
    if bar.right:
        return _("“%(answer)s”, right: %(count)s") % {"answer": bar.label, "count": count}
    return _("“%(answer)s”: %(count)s") % {"answer": bar.label, "count": count}
