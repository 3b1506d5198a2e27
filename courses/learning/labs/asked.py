"""Which labs a unit still asks of a person."""

from __future__ import annotations

from courses.authoring.models import Release
from courses.learning.labs.playable import labs_of
from courses.learning.labs.reading import finished_labs, lab_in
from courses.learning.labs.reliance import for_reader
from courses.people.models import User


def unfinished_labs(person: User, release: Release, unit_id: str) -> list[str]:
    """Labs of a unit that the person has not finished once, in their order. 1 query, 1 more for each of them.

    A reliance lab without a case for the person's role and region asks nothing.
    """
    labs = labs_of(release.structure, unit_id)
    done = finished_labs(person, release.course_id, [lab["id"] for lab in labs])
    open_ones = [lab for lab in labs if lab["id"] not in done]
    return [lab["id"] for lab in open_ones if _asks(person, release, lab["id"], lab["kind"])]


def _asks(person: User, release: Release, lab_id: str, kind: str) -> bool:
    if kind != "reliance-lab":
        return True
    found = lab_in(release, lab_id)
    return found is not None and for_reader(person, found.view["setup"])  # type: ignore[arg-type]
