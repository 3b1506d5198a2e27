"""How an entry of the log becomes a sentence: a phrase, and clauses for what is known besides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.people.models import JobRole

ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
Text = str | Promise
Clause = Text | Callable[[Any], Text]
COUNTS = ("people", "count")


class Phrase:
    """A sentence with {who} and {subject}, then one clause for each detail that the entry holds, in this order.

    A clause is a text with {value}, or a function of the value; "" leaves it out.
    """

    def __init__(self, text: Text, **clauses: Clause) -> None:
        self.text = text
        self.clauses = clauses

    def said(self, who: str, subject: str, detail: Mapping[str, Any]) -> str:
        """The sentence. Names are put in as they are: whoever shows it escapes it."""
        count = next((plain(detail[name], name) for name in COUNTS if detail.get(name)), "")
        named = subject or count or _("something")
        parts = [str(self.text).format(who=who, subject=named)]
        for name, clause in self.clauses.items():
            if name in detail and not (name in COUNTS and not subject):
                parts.append(_clause(clause, name, detail[name]))
        return "".join(parts)


def _clause(clause: Clause, name: str, value: Any) -> str:
    if callable(clause) and not isinstance(clause, Promise):
        return str(clause(value))
    text = plain(value, name)
    return str(clause).format(value=text) if text else ""


def plain(value: Any, name: str = "") -> str:
    """A detail in words: days written out, counts of people counted, lists joined; "" for what has no words."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return people(value) if name in COUNTS else str(value)
    if isinstance(value, str):
        return day(value) if ISO.fullmatch(value) else value
    if isinstance(value, list):
        return ", ".join(filter(None, (plain(one) for one in value)))
    if isinstance(value, dict):
        return ", ".join(f"{key} {text}" for key, one in value.items() if (text := plain(one)))
    return ""


def day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def role(value: Any) -> str:
    """ ", role: Practice nurse", or that there is none any more."""
    label = JobRole(value).label if value in JobRole.values else _("none")
    return _(", role: %(role)s") % {"role": label}


def yes_or_no(yes: Text, no: Text) -> Callable[[Any], Text]:
    return lambda value: yes if value else no
