"""One run of a scenario: where the way has come to, what a choice stores, what the way came to.

The answer in slot n is the choice of turn n + 1: {"step", "choice", "at"}. It never changes. Beside it stand how often
the person looked back at it ("looked") and which other choices they then tried in vain ("tried").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.core.document import LabKey, LabView, Response
from courses.core.labs.scenario import ChoiceKey, StepView
from courses.core.measures.scenario_path import Move, Way, walk
from courses.learning.labs.runs import Closed, Kept, Refused, finish_run, store_step
from courses.learning.models import Attempt
from courses.people.models import User

KIND = "scenario"
MOST_LOOKS = 99  # more looks back at one turn are not counted


@dataclass(frozen=True, slots=True)
class Told:
    """One turn of a way as its page tells it. HTML is the author's, sanitised by the compiler."""

    number: int  # from 1
    step: str  # block HTML of the situation
    choice: str  # inline HTML of what was chosen
    consequence: str  # block HTML, "" where the author wrote none
    good: bool
    better: Sequence[str]  # inline HTML of the good choices of this step where this one was not good
    looked: int  # how often it was looked back at, by the numbered button


def turns_of(run: Attempt) -> dict[int, Response]:
    """The stored choices by slot. 1 query."""
    return dict(run.answers.exclude(response=None).order_by("slot").values_list("slot", "response"))


def way_of(view: LabView, key: LabKey, turns: Mapping[int, Response]) -> Way:
    """The way of stored choices. Raises ValueError for choices that this release does not offer."""
    rows = [turns[slot] for slot in sorted(turns)]
    made = [Move(row["step"], row["choice"]) for row in rows]
    looks = [Move(row["step"]) for row in rows for _ in range(row.get("looked", 0) + len(row.get("tried", ())))]
    return walk(view["setup"], key["answers"], made + looks)  # type: ignore[arg-type]


def choose(
    *, person: User, run: Attempt, view: LabView, key: LabKey, number: int, choice: str
) -> Kept | Refused | Closed:
    """Store the choice of turn `number`, and finish the run where it leads to an ending.

    Refused: this turn has not been reached, or its step offers no such choice. Where something else has been chosen,
    that stands: the answer is what is stored (compare its `choice`), and the vain try is kept as a look back.
    """
    turns = turns_of(run)
    if not 1 <= number <= len(turns) + 1:
        return Refused(None)
    before = way_of(view, key, {slot: row for slot, row in turns.items() if slot < number - 1})
    if choice not in key["answers"]["steps"].get(before.at, {}):
        return Refused(turns.get(number - 1))

    def change(stored: Response | None, now: datetime) -> Response:
        if stored is None:
            return {"step": before.at, "choice": choice, "at": now.isoformat(timespec="seconds")}
        if stored["choice"] == choice:
            return stored
        return {**stored, "tried": sorted({*stored.get("tried", ()), choice})}

    outcome = store_step(person=person, attempt_id=run.pk, slot=number - 1, change=change)
    if isinstance(outcome, Kept) and outcome.response["choice"] == choice:
        finish_run(person=person, attempt_id=run.pk, counts=counts_of(view, key))
    return outcome


def look_back(*, person: User, run: Attempt, number: int, looked: int) -> None:
    """Keep that turn `number` was looked back at for the `looked`-th time. The same sent twice counts once."""

    def change(stored: Response | None, _now: datetime) -> Response | None:
        if stored is None or looked != stored.get("looked", 0) + 1 or looked > MOST_LOOKS:
            return stored
        return {**stored, "looked": looked}

    store_step(person=person, attempt_id=run.pk, slot=number - 1, change=change)


def counts_of(view: LabView, key: LabKey) -> Callable[[Attempt, Mapping[int, Response]], dict[str, Any] | None]:
    """What a run comes to, for `finish_run`; None before an ending."""

    def counts(_run: Attempt, steps: Mapping[int, Response]) -> dict[str, Any] | None:
        way = way_of(view, key, steps)
        if not way.finished:
            return None
        ended = {f"ended_{outcome}": int(way.outcome == outcome) for outcome in ("good", "mixed", "poor")}
        return {"kind": KIND, "choices": len(way.turns), "good": way.good, "looks_back": way.looks_back, **ended}

    return counts


def step_at(view: LabView, key: LabKey, turns: Mapping[int, Response], number: int) -> StepView | None:
    """The situation of turn `number`; None where the way has not come to one."""
    before = {slot: row for slot, row in turns.items() if slot < number - 1}
    if not 1 <= number <= len(turns) + 1 or len(before) < number - 1:
        return None
    at = way_of(view, key, before).at
    return next((step for step in view["setup"]["steps"] if step["id"] == at), None)


def told(view: LabView, key: LabKey, turns: Mapping[int, Response], number: int) -> Told:
    """One turn that was made, with what it led to. `good` and `better` are for after the ending only."""
    row = turns[number - 1]
    step = next(one for one in view["setup"]["steps"] if one["id"] == row["step"])
    words = {option["id"]: option["html"] for option in step["choices"]}
    choices: Mapping[str, ChoiceKey] = key["answers"]["steps"][row["step"]]
    chosen = choices[row["choice"]]
    better = [] if chosen["good"] else [words[id] for id in sorted(choices) if choices[id]["good"]]
    consequence = chosen["consequence"]["html"] if chosen["consequence"] else ""
    return Told(number, step["html"], words[row["choice"]], consequence, chosen["good"], better, row.get("looked", 0))


def may_tell(view: LabView, runs: Sequence[Attempt]) -> bool:
    """Whether better turns and the debrief may be told: of a graded lab when it is passed or no try is left."""
    counting = [run for run in runs if run.state != Attempt.State.VOID]
    if not view["graded"] or any(grade.passed for run in counting for grade in run.grades.all()):
        return True
    return view["attempts"] is not None and len(counting) >= view["attempts"]
