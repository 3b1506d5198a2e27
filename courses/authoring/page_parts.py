"""The stored HTML of a unit's page: what every reader gets, before anybody has answered anything.

A page view joins these strings, puts its own CSRF field at CSRF_PLACEHOLDER and renders only the questions this person
has answered. HTML is derived data: `renderer` says what made it, `course rerender` makes it anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from courses.authoring.lab_view import lab_context
from courses.authoring.question_view import question_context
from courses.authoring.table_names import TableNames
from courses.core.document import Block, Key, LabView, Question, Step, UnitView
from courses.core.labs import named

RENDERER = "2"  # raise it when this code or the allow-list makes other HTML of the same learner view
CSRF_PLACEHOLDER = "<!--csrf-->"  # no author can write it: comments never survive the compiler
QUESTION_TEMPLATE = "parts/questions/exercise.html"
LAB_TEMPLATE = "parts/labs/lab.html"
SIDE_TEMPLATE = "authoring/unit_side.html"

Part = dict[str, Any]
NO_KEY: Mapping[str, Key] = {}


def unit_parts(unit: UnitView, *, course: str, key: Mapping[str, Key] = NO_KEY) -> list[Part]:
    """The steps of a unit as {"id", "title", "blocks": [{"html"} | {"question", "html", "pair"?} | {"lab", "html"} |
    {"quiz"}]}.

    Joined in order, the blocks are the whole text of the unit: the first of a step opens it, the last closes it.
    Of the marking key only the right orders are looked at, lest the steps of an ordering stand rightly by chance.
    """
    never = {name: one["order"] for name, one in key.items() if "order" in one}
    with translation.override(settings.LANGUAGE_CODE):  # stored for everybody, whatever the publisher reads
        tables = TableNames()
        return [_step(step, course, never, tables) for step in unit["steps"]]


@cache
def renderer() -> str:
    """The version that makes pages now. Editing a question template changes it, so no page can be stale unnoticed."""
    folder = Path(get_template(QUESTION_TEMPLATE).origin.name).parent
    digest = hashlib.sha256()
    side = Path(get_template(SIDE_TEMPLATE).origin.name)
    labs = Path(get_template(LAB_TEMPLATE).origin.name).parent
    for path in sorted([*folder.glob("*.html"), *labs.glob("*.html"), *folder.parent.glob("icon.html"), side]):
        digest.update(path.read_bytes())
    return f"{RENDERER}-{digest.hexdigest()[:12]}"


def unit_side(unit: UnitView, *, course: str) -> str:
    """What stands beside a unit for everybody: its steps, the sources it cites, the words it uses."""
    with translation.override(settings.LANGUAGE_CODE):
        return get_template(SIDE_TEMPLATE).render({"unit": unit, "course": course})


def exercise_form(question: Question, *, course: str, never: Sequence[str] = ()) -> str:
    """The empty form of one question. `never`: an order in which its options must not stand."""
    q = question_context(question, course=course, never=never)
    return get_template(QUESTION_TEMPLATE).render({"q": q, "csrf_field": mark_safe(CSRF_PLACEHOLDER)})


def lab_text(lab: LabView, *, course: str, heading: bool) -> str:
    """A lab to be read. `heading`: say its name, because the step it stands in has another."""
    return get_template(LAB_TEMPLATE).render({"lab": lab_context(lab, course=course), "heading": heading})


def _step(step: Step, course: str, never: Mapping[str, Sequence[str]], tables: TableNames) -> Part:
    parts: list[Part] = []
    blocks = [_part(block, course, step["title"], never) for block in step["blocks"]]
    for part in [_opening(step), *blocks, {"html": "</div></section>"}]:
        if "html" in part:
            part["html"] = tables.name(part["html"])
        if parts and set(part) == set(parts[-1]) == {"html"}:
            parts[-1]["html"] += part["html"]
        else:
            parts.append(part)
    return {"id": step["id"], "title": step["title"], "blocks": parts}


def _opening(step: Step) -> Part:
    heading = format_html('<h2 tabindex="-1">{}</h2>', step["title"]) if step["title"] else ""
    html = '<section class="step flow" id="{}" data-step data-title="{}">{}<div class="read flow">'
    return {"html": str(format_html(html, step["id"], step["title"], heading))}


def _part(block: Block, course: str, title: str, never: Mapping[str, Sequence[str]]) -> Part:
    if block["type"] == "question":
        question = block["question"]
        part = {
            "question": question["id"],
            "html": exercise_form(question, course=course, never=never.get(question["id"], ())),
        }
        return part | ({"pair": question["pair"]} if question.get("pair") else {})
    if block["type"] == "quiz":
        return {"quiz": block["quiz"]}
    if block["type"] == "lab":
        lab = block["lab"]
        heading = named(lab) != title
        return {"lab": lab["id"], "html": lab_text(lab, course=course, heading=heading)}
    return {"html": block["html"]}
