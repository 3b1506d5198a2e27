"""What was asked for in a pack: the day, since when activity counts, which courses and people, the paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from courses.people.models import Practice, Region

PAPERS: Final = ("a4", "us-letter")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`courses`: slugs; `people`: membership ids, those of leavers too. Both days are included."""

    on: date
    since: date
    courses: tuple[str, ...]
    people: tuple[int, ...]
    paper: str = PAPERS[0]

    def as_json(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "from": self.since.isoformat(),
            "courses": list(self.courses),
            "people": list(self.people),
            "paper": self.paper,
        }

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Wanted:
        return cls(
            on=date.fromisoformat(kept["on"]),
            since=date.fromisoformat(kept["from"]),
            courses=tuple(kept["courses"]),
            people=tuple(kept["people"]),
            paper=kept["paper"],
        )


def paper_of(practice: Practice) -> str:
    """The paper in the trays of the practice's country."""
    return "us-letter" if practice.region == Region.US else "a4"
