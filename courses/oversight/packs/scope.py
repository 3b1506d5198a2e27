"""What every table of a pack starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from courses.oversight.packs.people import Everybody, end_of, everybody
from courses.oversight.packs.wanted import Wanted
from courses.people.models import Practice


@dataclass(frozen=True, slots=True)
class Scope:
    """A practice on a day. `end` is the moment that day ends there, `begin` the one at which activity begins to count.

    `today` says that the day is the one on which the pack is made: what keeps no history can be told without a caveat.
    """

    practice: Practice
    wanted: Wanted
    everybody: Everybody
    begin: datetime
    end: datetime
    made_at: datetime
    made_by: str

    @property
    def today(self) -> bool:
        return self.made_at < self.end

    @property
    def members(self) -> list[int]:
        return [one.member.pk for one in self.everybody.people]

    @property
    def course_ids(self) -> list[int]:
        return [one.course_id for one in self.everybody.courses]


def scope_of(practice: Practice, wanted: Wanted, *, made_at: datetime, made_by: str) -> Scope:
    """Read the people and their states. About 15 queries."""
    return Scope(
        practice=practice,
        wanted=wanted,
        everybody=everybody(practice, wanted),
        begin=datetime.combine(wanted.since, time(), practice.zone),
        end=end_of(practice, wanted.on),
        made_at=made_at,
        made_by=made_by,
    )
