"""How hard one reliance case is, for its author: no person shown, and nothing at all below 30 first decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from courses.core.measures.reliance import Case
from courses.core.measures.shares import Share

LEAST_FIRST_DECISIONS = 30
NOT_YET = "difficulty not yet known"
WRONG_AIM = (Fraction(60, 100), Fraction(85, 100))  # share right unaided where the advice is wrong …
WRONG_LEAST_FOLLOWED = Fraction(20, 100)  # … and of the others, those who go over to it
TRAP_AIM = (Fraction(20, 100), Fraction(60, 100))  # share right unaided in a trap: advice right, many start wrong
ALL_AGREED = "everybody's first answer was the advice"


@dataclass(frozen=True, slots=True)
class Difficulty:
    """One case over everybody who decided it. `followed` is None where the advice is right.

    `unaided`: right before the advice, of all first decisions. `followed`: went over to wrong advice, of those whose
    first decision was another one. A person counts once: pass each person's first run only.
    """

    n: int
    unaided: Share
    followed: Share | None


def difficulty(cases: Iterable[Case]) -> Difficulty | None:
    """The figures of one case; None below 30 first decisions, when only `NOT_YET` may be said.

    Raises ValueError when the decisions belong to cases with different truth or advice (a corrected case is another).
    """
    held = list(cases)
    if len({(case.truth, case.advice) for case in held}) > 1:
        raise ValueError("decisions of more than one case")
    if len(held) < LEAST_FIRST_DECISIONS:
        return None
    apart = [case for case in held if case.first != case.advice]
    followed = None if held[0].advice_right else Share(sum(case.followed for case in apart), len(apart), ALL_AGREED)
    return Difficulty(len(held), Share(sum(case.right_first for case in held), len(held), NOT_YET), followed)


def finding(found: Difficulty, type: str) -> str:
    """What its author may look at, in words; "" where the case does what its `type` is for.

    Aims for wrong advice (types miss, alarm, text) and for traps stand above; plain cases have none.
    """
    unaided = found.unaided.value
    if unaided is None:
        return ""
    aim = WRONG_AIM if found.followed is not None else TRAP_AIM if type == "trap" else None
    if aim is None:
        return ""
    if unaided < aim[0]:
        return "Too hard without the tool: is the cue in the record?"
    if unaided > aim[1]:
        return "Too easy without the tool: the cue gives it away."
    followed = found.followed.value if found.followed else None
    if followed is not None and followed < WRONG_LEAST_FOLLOWED:
        return "Few follow the wrong advice: does it give a reason that fits?"
    return ""
