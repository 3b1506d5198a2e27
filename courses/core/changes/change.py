"""One change, its class, and what is asked of the author about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

WORDING, ADDITION, REQUIREMENT, MEANING, REMOVAL = "wording", "addition", "requirement", "meaning", "removal"
RISING = (WORDING, ADDITION, REQUIREMENT, MEANING, REMOVAL)
BREAKING = frozenset({REQUIREMENT, MEANING, REMOVAL})  # those who are under way notice it; so does a correction

ANSWER, STEM = "answer", "stem"  # what a change asks: was the old answer wrong? is it still the same question?
CLEARER, CORRECTION, ANOTHER = "wording", "correction", "another"  # and what can be said
MAY_SAY: Mapping[str, tuple[str, ...]] = {ANSWER: (CLEARER, CORRECTION), STEM: (CLEARER, ANOTHER)}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise than in the release before."""

    id: str  # of the question, lab, unit or quiz; of a fact of the course its field ("valid-for-months")
    thing: str  # course, unit, quiz, question, lab
    unit: str  # the unit or quiz whose page it stands on; "" for the course as a whole
    change_class: str  # one of RISING
    words: str  # "answer changed", "2 options reworded", "pass mark raised from 70% to 80%"
    before: str = ""  # plain text, for showing
    after: str = ""
    asks: str = ""  # "", answer, stem
    kind: str = ""  # slug of the kind of question or lab

    @property
    def breaking(self) -> bool:
        return self.change_class in BREAKING


def settled(change: Change, said: Mapping[str, str]) -> Change:
    """The change with the class that the author's word gives it.

    `said` maps an id to wording, correction or another. A changed answer stays a change of meaning whatever is said
    (the old figures were counted with the old key); a reworded stem is what its author says it is.
    """
    word = said.get(change.id, "")
    if change.asks != STEM or word not in (CLEARER, ANOTHER):
        return change
    return replace(change, change_class=MEANING if word == ANOTHER else WORDING)


def counted(number: int, one: str, several: str = "") -> str:
    """ "1 option", "2 options"."""
    return f"1 {one}" if number == 1 else f"{number} {several or one + 's'}"
