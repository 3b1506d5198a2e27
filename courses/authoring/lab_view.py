"""A lab's learner view as its templates take it: the text form, to be read on the unit's page.

Nothing here has seen the key, so nothing here can tell what is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.authoring.explorer_view import explorer_context
from courses.core.document import LabView
from courses.core.labs import LABS, named
from courses.core.labs.percent import per_cent
from courses.core.labs.units import joined

RATES = ("sensitivity", "specificity", "prevalence")


def lab_context(lab: LabView, *, course: str, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """`setup` is that of the lab's kind, with figures as people write them and texts joined.

    `typed`: the numbers a threshold explorer stands at, as its form sends them; None where it begins.
    """
    context = {
        "id": lab["id"],
        "kind": lab["kind"],
        "name": named(lab),
        "kind_name": LABS[lab["kind"]].name if "title" in lab else _("Lab"),
        "minutes": lab["minutes"],
        "graded": lab["graded"],
        "pass_mark": lab["pass_mark"],
        "intro": lab["intro"],
        "setup": _PREPARED.get(lab["kind"], dict)(lab["setup"]),
        "url": reverse("lab", args=[course, lab["id"]]),
    }
    return context | {"explorer": explorer_context(lab, typed)} if lab["kind"] == "threshold-explorer" else context


def _cases(setup: dict[str, Any]) -> dict[str, Any]:
    """Each case with the decisions that can be made in it."""
    cases = [
        case | {"html": with_named_tables(case["html"], n), "decisions": case.get("decisions", setup["decisions"])}
        for n, case in enumerate(setup["cases"], start=1)
    ]
    return setup | {"cases": cases, "own_lists": any("decisions" in case for case in setup["cases"])}


def with_named_tables(html: str, number: int) -> str:
    """The HTML of a case with names for its tables that tell them apart from those of other cases on the page."""
    first, *others = html.split('aria-label="Table"')
    names = (
        _("Table of case %(number)s") % {"number": f"{number}{chr(97 + at) if at else ''}"} for at in range(len(others))
    )
    return first + "".join(f'aria-label="{name}"{other}' for name, other in zip(names, others, strict=True))


def _rates(setup: dict[str, Any]) -> dict[str, Any]:
    presets = [_as_people_write(row) for row in setup["presets"]]
    thresholds = [_as_people_write(row) for row in setup["thresholds"]]
    return setup | {"presets": presets, "thresholds": thresholds, "grouped": any(row["group"] for row in presets)}


def _as_people_write(row: dict[str, str]) -> dict[str, str]:
    return {name: per_cent(value) if name in RATES else value for name, value in row.items()}


def _texts(setup: dict[str, Any]) -> dict[str, Any]:
    """Texts as paragraphs and lists, without the units they are cut into."""
    titles = text_titles(setup["texts"])
    texts = [
        {"id": text["id"], "title": title, "blocks": [{"kind": b["kind"], "text": joined(b)} for b in text["blocks"]]}
        for text, title in zip(setup["texts"], titles, strict=True)
    ]
    must = {id for id in setup["must_find"] if id != "major"}
    marks = [mark | {"must": mark["id"] in must} for mark in setup["marks"]]
    return setup | {"texts": texts, "marks": marks, "must_major": "major" in setup["must_find"]}


def text_titles(texts: list[dict[str, Any]]) -> list[str]:
    """`Summary`, or `Summary 2` where there are several of a kind."""
    words = {"text": _("Text"), "source": _("Source"), "summary": _("Summary")}
    kinds = [text["kind"] for text in texts]
    titles: list[str] = []
    for index, kind in enumerate(kinds):
        number = kinds[: index + 1].count(kind)
        titles.append(f"{words[kind]} {number}" if kinds.count(kind) > 1 else words[kind])
    return titles


_PREPARED = {
    "reliance-lab": _cases,
    "threshold-explorer": _rates,
    "redaction-lab": _texts,
    "checking-lab": _texts,
}
