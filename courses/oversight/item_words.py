"""The figures of a question in words. Hints where an author should look; nobody is named and nobody is graded."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.core.figures.scatter import Shape, signed
from courses.core.measures import item_analysis
from courses.core.measures.item_findings import Finding
from courses.core.measures.small_groups import LEAST_TO_JUDGE

KIND_NAMES: Mapping[str, Promise] = {
    "single-choice": gettext_lazy("Single choice"),
    "multiple-choice": gettext_lazy("Multiple choice"),
    "true-or-false": gettext_lazy("True or false"),
    "number": gettext_lazy("Number"),
    "short-text": gettext_lazy("Short text"),
    "ordering": gettext_lazy("Ordering"),
    "matching": gettext_lazy("Matching"),
    "rating": gettext_lazy("Rating"),
    "reflection": gettext_lazy("Reflection"),
}
SHAPES: Mapping[str, Shape] = {
    "single-choice": "circle",
    "true-or-false": "circle",
    "multiple-choice": "square",
    "number": "triangle",
    "short-text": "triangle",
    "ordering": "diamond",
    "matching": "diamond",
}
NOT_SCORED = frozenset({"rating", "reflection"})

FOUND: Mapping[Finding, Promise] = {
    "wrong": gettext_lazy("Most people get this wrong: check the key or the wording (%(figures)s)"),
    "against": gettext_lazy("Those who do well elsewhere get this wrong more often: check the key (%(figures)s)"),
    "hard": gettext_lazy("Few people get this right: it may be too hard, or not taught yet (%(figures)s)"),
    "sure": gettext_lazy("Those who get this wrong are sure of it: worth teaching again (%(figures)s)"),
    "easy": gettext_lazy("Nearly everybody gets this right: it may be too easy to tell anything (%(figures)s)"),
}
REASONS: Mapping[str, Promise] = {
    item_analysis.NOBODY: gettext_lazy("too few of these people answered three other questions"),
    item_analysis.ALL_ALIKE: gettext_lazy("everybody has the same score"),
    item_analysis.REST_ALIKE: gettext_lazy("everybody does equally well on the other questions"),
    item_analysis.TOTALS_ALIKE: gettext_lazy("everybody has the same total"),
    item_analysis.ONE_QUESTION: gettext_lazy("there is only one question"),
}


def percent(share: float) -> str:
    return f"{round(100 * share)}%"


def people(n: int, *, waiting: bool) -> str:
    """How many people are counted. `waiting`: others have answered, too few to be counted yet."""
    return _("a few") if not n and waiting else str(n)


def too_few(n: int, *, waiting: bool = False) -> str:
    if n == 0:
        return _("Too few answers to judge") if waiting else _("No answers yet")
    return _("Too few answers to judge (%(n)s of %(least)s)") % {"n": n, "least": LEAST_TO_JUDGE}


def figures(facility: float, discrimination: float | None, sure_wrong: float | None, found: Finding) -> str:
    """ "42% right, discrimination −0.05"."""
    parts = [_("%(share)s right") % {"share": percent(facility)}]
    if found == "sure" and sure_wrong is not None:
        parts.append(_("%(share)s sure when wrong") % {"share": percent(sure_wrong)})
    if discrimination is not None:
        parts.append(_("discrimination %(value)s") % {"value": signed(discrimination)})
    return ", ".join(parts)


def kind_name(kind: str) -> str:
    return str(KIND_NAMES.get(kind, kind.replace("-", " ").capitalize()))


def drawn() -> str:
    return _("Not worked out: its questions are drawn from a pool, so people answer different ones")


def different() -> str:
    return _("Not worked out: not everybody was asked the same questions")
