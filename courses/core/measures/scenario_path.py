"""The way through a scenario: what was chosen, where better was to be had, and what it is worth.

    scoring: choices    good choices ÷ choices made
    scoring: outcome    the ending decides: good 1, mixed 1/2, poor 0

Looking back (the browser's Back) is recorded and costs nothing: the choice that was made stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from courses.core.labs.scenario import Answers, Setup
from courses.core.measures.shares import counted

OUTCOME_WORTH: Mapping[str, Fraction] = {"good": Fraction(1), "mixed": Fraction(1, 2), "poor": Fraction(0)}
_STEP, _ENDING = "step-", "ending-"


@dataclass(frozen=True, slots=True)
class Move:
    """One thing a learner did: made a choice in a step, or looked back at it (`choice` is "")."""

    step: str
    choice: str = ""

    @property
    def looks_back(self) -> bool:
        return not self.choice


@dataclass(frozen=True, slots=True)
class Turn:
    """One choice of the way. `better` are the good choices of that step where this one was not good."""

    step: str
    choice: str
    good: bool
    better: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A way so far. `at` is the step it has come to, "" at an ending; `ending` is its id, "" until then."""

    turns: tuple[Turn, ...]
    at: str
    ending: str
    outcome: str  # good, mixed, poor; "" until an ending
    looks_back: int
    score: Fraction | None  # 0 to 1, exact; None until an ending, and where no choice was made

    @property
    def finished(self) -> bool:
        return bool(self.ending)

    @property
    def good(self) -> int:
        return sum(turn.good for turn in self.turns)

    @property
    def percent(self) -> int | None:
        """The score in per cent, rounded down."""
        return None if self.score is None else int(self.score * 100)

    def passed(self, pass_mark: int) -> bool:
        return self.score is not None and self.score >= Fraction(pass_mark, 100)


def walk(setup: Setup, answers: Answers, moves: Sequence[Move]) -> Way:
    """Follow the moves from the start.

    Steps may come again, and each choice made there counts. Raises ValueError for a choice that does not stand in the
    step the way has come to, for any after an ending, and for a look back at a step that was never left: so a replayed
    or forged move is never stored as if it had been made.
    """
    at, ending, looks_back = setup["start"], "", 0
    turns: list[Turn] = []
    for move in moves:
        if move.looks_back:
            if all(turn.step != move.step for turn in turns):
                raise ValueError(f"never was in {move.step!r}")
            looks_back += 1
            continue
        choices = {} if ending or move.step != at else answers["steps"][at]
        if move.choice not in choices:
            raise ValueError(f"{move.choice!r} cannot be chosen in {move.step!r}")
        chosen = choices[move.choice]
        better = () if chosen["good"] else tuple(sorted(id for id, other in choices.items() if other["good"]))
        turns.append(Turn(move.step, move.choice, chosen["good"], better))
        at, ending = _goes_to(chosen["goto"])
    outcome = answers["endings"][ending]["outcome"] if ending else ""
    return Way(tuple(turns), at, ending, outcome, looks_back, _score(setup["scoring"], turns, outcome))


def _goes_to(goto: str) -> tuple[str, str]:
    """(step, ending); one of them is ""."""
    return ("", goto.removeprefix(_ENDING)) if goto.startswith(_ENDING) else (goto.removeprefix(_STEP), "")


def _score(scoring: str, turns: Sequence[Turn], outcome: str) -> Fraction | None:
    if not outcome or not turns:
        return None
    if scoring == "outcome":
        return OUTCOME_WORTH[outcome]
    return Fraction(sum(turn.good for turn in turns), len(turns))


def way_words(way: Way) -> str:
    """ "3 of 4 choices were good practice. You looked back once." """
    if not way.turns:
        return "You have not chosen anything yet."
    made = counted(len(way.turns), "choice")
    verb = "was" if len(way.turns) == 1 else "were"
    back = {0: "", 1: " You looked back once.", 2: " You looked back twice."}
    looked = back.get(way.looks_back, f" You looked back {way.looks_back} times.")
    return f"{way.good} of {made} {verb} good practice.{looked}"
