"""Whom a release concerns. Authoring knows no learners: the learning package says, through what it registers here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from courses.authoring.models import Course
from courses.core.document import Key


@dataclass(frozen=True, slots=True)
class Effects:
    """Counts of people, never names.

    `open_attempts`: release number → people with an open attempt on it. `completed_with`: completed people who have
    answered one of the questions that were asked about.
    """

    open_attempts: Mapping[int, int] = field(default_factory=dict)
    in_progress: int = 0  # begun and not completed
    completed: int = 0
    completed_with: int = 0

    @property
    def open(self) -> int:
        return sum(self.open_attempts.values())

    @property
    def anybody(self) -> bool:
        return bool(self.open or self.in_progress or self.completed)


@dataclass(frozen=True, slots=True)
class Rising:
    """What marking again would do, upwards only: results that go up, and how many of them to a pass."""

    results: int = 0
    passes: int = 0


class EffectSource(Protocol):
    """What the learning package answers. A fixed number of queries each, whatever the number of learners."""

    def counts(self, course_id: int, ids: Collection[str]) -> Effects: ...

    def answered(self, slug: str) -> Mapping[str, int]:
        """Question id → people who have answered it, in exercises and attempts."""

    def rising(self, course: Course, key: Mapping[str, Key], ids: Collection[str], was: Mapping[str, str]) -> Rising:
        """What marking the questions `ids` again with `key` would do; `was` are the renames of the new text."""


_sources: list[EffectSource] = []


def register(source: EffectSource) -> None:
    """Take the learning package's source. The last one registered answers."""
    _sources[:] = [source]


def known() -> EffectSource:
    """The registered source. Raises IndexError when there is none: nothing may be published unseen."""
    return _sources[0]
