"""What a matrix is narrowed to and how it is ordered: read from an address, and written back into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from courses.people.models import JobRole
from courses.training.state import LABELS, Word

LATE: Final = (Word.OVERDUE, Word.EXPIRED)
NOT_UP_TO_DATE: Final = "late"
RUNNING_OUT: Final = "running-out"
STATES: Final[Mapping[str, Any]] = {
    **{word.value: LABELS[word] for word in Word},
    NOT_UP_TO_DATE: _("Overdue or expired"),
    RUNNING_OUT: _("Runs out in 60 days"),
}
BY_NAME, BY_LATE = "name", "late"
NO_TEAM = "none"
LONGEST = 120
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Filters:
    """`course` is a slug, `state` a key of STATES, `team` an id or NO_TEAM, `person` a part of a name; "" means any.

    `sort` is BY_NAME, BY_LATE (most overdue first), or the slug of a course (the worst state in it first).
    """

    course: str = ""
    role: str = ""
    team: str = ""
    state: str = ""
    person: str = ""
    sort: str = BY_NAME
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Filters:
        """From the query of an address. A role or state that does not exist is none; course and team are looked up."""
        texts = {
            name: str(query.get(name, "")).replace("\0", "").strip()[:LONGEST] for name in cls.__dataclass_fields__
        }
        number = texts.pop("page")
        page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
        texts["role"] = texts["role"] if texts["role"] in JobRole.values else ""
        texts["state"] = texts["state"] if texts["state"] in STATES else ""
        return cls(**{**texts, "sort": texts["sort"] or BY_NAME}, page=min(max(page, 1), MOST_PAGES))

    @property
    def narrows(self) -> bool:
        return bool(self.course or self.role or self.team or self.state or self.person)

    @property
    def narrows_people(self) -> bool:
        return bool(self.role or self.team or self.state or self.person)

    def query(self, **changes: Any) -> str:
        """The query of an address with these filters, changed; "" when it is the plain page."""
        wanted = replace(self, **changes)
        pairs = [(name, getattr(wanted, name)) for name in self.__dataclass_fields__]
        left_out = {"sort": BY_NAME, "page": 1}
        return urlencode([(name, value) for name, value in pairs if value and value != left_out.get(name)])

    def without_page(self) -> str:
        return self.query(page=1)

    def describe(self, course: str, team: str) -> list[tuple[str, str]]:
        """(what, value) in words, of those that narrow; `course` and `team` are the title and the name."""
        found = [
            (_("Course"), course or self.course),
            (_("Role"), str(dict(JobRole.choices).get(self.role, ""))),
            (_("Team"), team or self.team),
            (_("State"), str(STATES.get(self.state, ""))),
            (_("Person"), self.person),
        ]
        given = (self.course, self.role, self.team, self.state, self.person)
        return [(str(what), value) for (what, value), has in zip(found, given, strict=True) if has]
