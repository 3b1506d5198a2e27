"""The units of a course as its page lists them: each with the reader's own state, and its line of HTML."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from courses.authoring.models import Release
from courses.core.document import UnitSummary
from courses.learning.queries import reader_of
from courses.learning.rules import opens_after, required_units
from courses.people.models import User
from courses.training import queries
from courses.training.facts import Row
from courses.training.state import LABELS, Word

rendered = caches["rendered"]


def unit_rows(asker: User | AnonymousUser, release: Release, row: Row | None) -> list[dict[str, Any]]:
    """Each unit with its own state in words, whether it is asked of this reader, and what it waits for.

    `html` is its line in the list; "" where that has a form in it, which is made for each page.
    """
    structure = release.structure
    reader, finished = reader_of(asker), row.finished if row else set()
    rules = row.rules.structure if row else structure
    units = queries.units_of(asker, row) if row else structure["units"]
    needed, titles = required_units(rules, reader), {unit["id"]: unit["title"] for unit in units}
    newest = {unit["id"] for unit in structure["units"]}
    rows = [
        {
            "unit": unit,
            "required": unit["id"] in needed,
            "state": state_in_words(unit["id"], row, asked=unit["id"] in needed),
            "skipped_at": row.skipped.get(unit["id"]) if row else None,
            "after": [
                titles[one]
                for one in opens_after(structure if unit["id"] in newest else rules, unit["id"], reader, finished)
                if one in needed and one in titles
            ][-1 if structure["order"] == "in-order" else 0 :],  # in order, the one before it says all
        }
        for unit in units
    ]
    signed_in = bool(asker.is_authenticated)
    return [
        one | {"html": "" if one["skipped_at"] else line(structure["id"], one, signed_in=signed_in)} for one in rows
    ]


def line(course: str, one: dict[str, Any], *, signed_in: bool) -> SafeString:
    """A unit's line as whoever stands where this reader stands sees it: rendered once in each process."""
    unit: UnitSummary = one["unit"]
    seen = (course, unit["id"], unit["title"], unit["summary"], unit["minutes"], one["required"], one["state"])
    told = repr((*seen, one["after"], signed_in)).encode()
    name = f"unit-line:{hashlib.sha256(told).hexdigest()}"
    if (found := rendered.get(name)) is None:
        context = {"course": {"id": course}, "one": one, "user": {"is_authenticated": signed_in}}
        found = render_to_string("training/unit_row.html", context)
        rendered.set(name, found)
    return mark_safe(found)


def state_in_words(unit: str, row: Row | None, *, asked: bool) -> str:
    """What stands beside a unit; nothing beside an optional one that is not begun, for nobody waits for it."""
    word = unit_word(unit, row)
    return str(LABELS[word]) if asked or word != Word.NOT_STARTED else ""


def unit_word(unit: str, row: Row | None) -> Word:
    if row is None or unit not in row.begun:
        return Word.NOT_STARTED
    return Word.COMPLETE if unit in row.finished and unit not in row.skipped else Word.IN_PROGRESS
