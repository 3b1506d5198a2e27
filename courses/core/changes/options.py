"""Which options of two releases are the same ones: by id, else by likeness (format.md section 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.core.changes.words import SAME, alike, plain
from courses.core.document import Option

Pair = tuple[str, str]  # text before, text after; "" where there was none


@dataclass(frozen=True, slots=True)
class Matched:
    """`renamed` maps an old id to the new one of the same, reworded option."""

    renamed: Mapping[str, str]
    added: list[Pair]
    gone: list[Pair]
    reworded: list[Pair]


def matched(before: Sequence[Option], after: Sequence[Option]) -> Matched:
    """Pair the options of two releases. An id that stays is the same option, however it is worded."""
    old = {option["id"]: plain(option["html"]) for option in before}
    new = {option["id"]: plain(option["html"]) for option in after}
    reworded = [(old[one], new[one]) for one in old if one in new and old[one] != new[one]]
    free = {one: text for one, text in new.items() if one not in old}
    renamed: dict[str, str] = {}
    gone: list[Pair] = []
    for one, text in old.items():
        if one in new:
            continue
        match = max(free, key=lambda other: alike(text, free[other]), default=None)
        if match is None or alike(text, free[match]) <= SAME:
            gone.append((text, ""))
            continue
        renamed[one] = match
        reworded.append((text, free.pop(match)))
    return Matched(renamed, [("", text) for text in free.values()], gone, reworded)
