"""Answers are counted in fives, so that no two looks at a page differ by fewer than five people.

Without that, an educator who knows who took a quiz on Tuesday looks before and after; or subtracts the releases 1 to 2
from 1 to 3. Pure.

Each kind of figure (people, scores, how sure those were who were right, …) is cut for itself: of five people who
answered, one alone may have been wrong. Groups are made in the order in which answers came in, over all releases; a
group is counted once it is whole, in any range of releases that holds all of it. What two ranges, or two moments,
show differs by whole groups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from courses.core.measures.small_groups import LEAST_GROUP

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Given(Generic[T]):
    """One value that a person gave. `order` only ever grows from one to the next; `release` is a number."""

    order: int
    release: int
    value: T


def in_fives(given: Iterable[Given[T]], first: int, last: int) -> list[T]:
    """The values of the whole groups of five that lie in these releases, oldest first."""
    ordered = sorted(given, key=lambda one: one.order)
    found: list[T] = []
    for start in range(0, len(ordered) - LEAST_GROUP + 1, LEAST_GROUP):
        group = ordered[start : start + LEAST_GROUP]
        if all(first <= one.release <= last for one in group):
            found += [one.value for one in group]
    return found
