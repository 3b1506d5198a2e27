"""The settings blocks may carry, and what values they take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Rule:
    """How a value is read: `choice` (one of `choices`), `whole`, `whole-or` (`word`), `percent`, `roles`, `text`.

    `most`: how many characters a text may have; 0 where that does not matter.
    """

    kind: str
    choices: tuple[str, ...] = ()
    word: str = ""
    least: int = 0
    most: int = 0


class HasSettings(Protocol):
    @property
    def settings(self) -> Mapping[str, Rule]: ...


COMMON: Mapping[str, Rule] = {
    "points": Rule("whole"),
    "competency": Rule("text"),
    "objective": Rule("text"),
    "confidence": Rule("choice", YES_NO),
    "was": Rule("text"),
    "audience": Rule("roles"),
    "region": Rule("choice", ("uk", "us", "eu", "any")),
}
QUIZ: Mapping[str, Rule] = {
    "kind": Rule("choice", ("exercise", "graded")),
    "pass-mark": Rule("percent"),
    "attempts": Rule("whole-or", word="unlimited", least=1),
    "wait-hours": Rule("whole"),
    "feedback": Rule("choice", ("each", "end")),
    "shuffle": Rule("choice", YES_NO),
    "confidence": Rule("choice", YES_NO),
    "competency": Rule("text"),
}
POOL: Mapping[str, Rule] = {"from": Rule("text"), "draw": Rule("whole", least=1), "draw-for": Rule("text")}


def rules(kind: HasSettings) -> Mapping[str, Rule]:
    """All settings of a question kind: the common ones and its own."""
    return {**COMMON, **kind.settings}
