"""A threshold explorer as its template takes it: fields, starting points and all that follows from the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.core.document import LabView
from courses.core.labs.percent import fraction
from courses.core.labs.threshold_explorer import Setup
from courses.core.runs.explorer import (
    MOST_TESTS,
    RATES,
    Explored,
    Typed,
    explore,
    name_of,
    percent_text,
    read,
    stressed,
)


def explorer_setup(lab: LabView) -> Setup:
    return cast(Setup, lab["setup"])


def explorer_context(lab: LabView, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The explorer with these numbers, as typed; without them at its starting point. Ids begin with that of the lab."""
    setup = explorer_setup(lab)
    typed = read(setup, form or {})
    title_id = f"{lab['id']}-say"
    found = explore(setup, typed.values, title_id=title_id)
    return {
        "fields": _fields(lab["id"], typed),
        "presets": [
            {
                "id": one["id"],
                "name": name_of(one),
                "rates": f"{one['sensitivity']} {one['specificity']} {one['prevalence']}",
            }
            for one in setup["presets"]
        ],
        "preset": typed.preset,
        "start": setup["start"],
        "population": setup["population"],
        "two_by_two": "two-by-two" in setup["show"],
        "errors": [(f"{lab['id']}-{name}", f"{LABELS[name]}: {text}") for name, text in typed.errors.items()],
        "say": stressed(found.sentence),
        "title_id": title_id,
        "svg": mark_safe(found.array.figure.svg) if found.array else "",
        "key": [_key(one) for one in found.array.key] if found.array else [],
        "shown": f"{found.shown:,}",
        "chances": [{"of": one.of, "said": one.said, **_CHANCES[one.of]} for one in found.chances],
        "thresholds": _thresholds(found, typed),
        "found": found,
    }


LABELS = {
    "prevalence": gettext_lazy("How common is it?"),
    "sensitivity": gettext_lazy("Sensitivity"),
    "specificity": gettext_lazy("Specificity"),
    "tests": gettext_lazy("Seen each month"),
}
_HINTS = {
    "prevalence": gettext_lazy("in every 100 people"),
    "sensitivity": gettext_lazy("of 100 with it, how many are flagged"),
    "specificity": gettext_lazy("of 100 without it, how many are left alone"),
    "tests": gettext_lazy("people the tool looks at"),
}
_CHANCES = {
    "ppv": {"name": gettext_lazy("When it flags, it is right"), "term": gettext_lazy("positive predictive value")},
    "npv": {"name": gettext_lazy("When it is silent, it is right"), "term": gettext_lazy("negative predictive value")},
}


def _fields(lab: str, typed: Typed) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "id": f"{lab}-{name}",
            "label": label,
            "hint": _HINTS[name],
            "value": typed.texts[name],
            "error": typed.errors.get(name, ""),
            "bounds": _("Type a number from 0 to 100.")
            if name in RATES
            else _("Type a whole number from 0 to %(most)s.") % {"most": f"{MOST_TESTS:,}"},
            "most": 100 if name in RATES else MOST_TESTS,
            "slide": 100 if name in RATES else 2000,
            "step": 1 if name in RATES else 10,
            "less": _("%(field)s: %(step)s less") % {"field": label, "step": 1 if name in RATES else 10},
            "more": _("%(field)s: %(step)s more") % {"field": label, "step": 1 if name in RATES else 10},
        }
        for name, label in LABELS.items()
    ]


def _key(one: Any) -> dict[str, Any]:
    return {"of": one.of, "sign": mark_safe(one.sign), "count": one.count, "name": one.name}


def _thresholds(found: Explored, typed: Typed) -> list[dict[str, Any]]:
    """Each threshold with the address that moves the tool there, and whether it stands there now."""
    tool, tests = typed.values.tool, typed.values.tests
    prevalence = percent_text(fraction(tool.prevalence * 100))
    rows = []
    for row in found.thresholds:
        sensitivity, specificity = (percent_text(rate) for rate in row.rates.split())
        rows.append(
            {
                "row": row,
                "query": f"prevalence={prevalence}&sensitivity={sensitivity}&specificity={specificity}&tests={tests}",
                "here": row.rates == f"{fraction(tool.sensitivity * 100)} {fraction(tool.specificity * 100)}",
            }
        )
    return rows
