"""Which answers of several releases are about the same question: series by id and `was:`, cut where a meaning changed.

Pure. A *series* is one question through all releases, whatever it was called; an *era* of it is a run of releases in
which it meant the same, so that its answers may be counted together (format.md section 8).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One release: the questions in it by id, renames (new id → old id), and those whose figures begin anew with it."""

    number: int
    at: datetime
    ids: Collection[str]
    was: Mapping[str, str] = field(default_factory=dict)
    new_meaning: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Era:
    """`names` is the question's id in each release of the era, oldest first; it is never empty."""

    number: int  # from 1, oldest first
    began: datetime
    names: Mapping[int, str]

    @property
    def first(self) -> int:
        return next(iter(self.names))

    @property
    def last(self) -> int:
        return next(reversed(dict(self.names)))

    def within(self, first: int, last: int) -> bool:
        """Whether the question stood in a release of this range under this meaning."""
        return any(first <= number <= last for number in self.names)


@dataclass(frozen=True, slots=True)
class Series:
    """One question. `eras` is never empty; the last one is that of its newest release."""

    eras: tuple[Era, ...]

    @property
    def name(self) -> str:
        """Its newest id."""
        return self.eras[-1].names[self.eras[-1].last]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(name for era in self.eras for name in era.names.values())

    def newest_within(self, first: int, last: int) -> Era | None:
        """The newest era that reaches into a range of releases."""
        return next((era for era in reversed(self.eras) if era.within(first, last)), None)


@dataclass(slots=True)
class _Open:
    """A series while it is being read."""

    eras: list[tuple[datetime, dict[int, str]]]
    last_number: int = 0


def series_of(steps: Iterable[Step]) -> list[Series]:
    """Every question of these releases (oldest first), in the order in which they came.

    A question that comes back after it was taken out begins a new era: its figures were closed.
    """
    by_name: dict[str, _Open] = {}
    all_series: list[_Open] = []
    before = 0
    for step in steps:
        known = dict(by_name)
        for name in step.ids:
            found = _known(name, step, known, before)
            if found is None:
                found = _Open([])
                all_series.append(found)
            if not found.eras or found.last_number != before or name in step.new_meaning:
                found.eras.append((step.at, {}))
            found.eras[-1][1][step.number] = name
            found.last_number = step.number
            by_name[name] = found
        before = step.number
    return [
        Series(tuple(Era(number, at, names) for number, (at, names) in enumerate(one.eras, start=1)))
        for one in all_series
    ]


def _known(name: str, step: Step, known: Mapping[str, _Open], before: int) -> _Open | None:
    """The series a question belongs to: its own id in the release before, else what it was called there, else an id of
    long ago that nothing else has taken over since."""
    same = known.get(name)
    if same is not None and same.last_number == before:
        return same
    old = step.was.get(name, "")
    renamed = known.get(old)
    if renamed is not None and renamed.last_number == before and old not in step.ids:
        return renamed
    return same if same is not None and same.last_number < before else None
