"""The layout of one run of a reliance lab: which cases, in which order, with their decisions in which order.

A seed is drawn once and stored with the run, and so is the layout it gives: the same arguments always give the same
one. Wrong advice never comes first, never twice in a row, and at every other place equally often over all seeds.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypedDict

from courses.core.labs.reliance_lab import CaseView, Setup
from courses.core.measures.shares import half_up


class CaseSlot(TypedDict):
    """One place in a run. Stored with the attempt."""

    case: str
    options: list[str]  # ids of its decisions in the order shown


def forms_in_order(setup: Setup, seed: int) -> list[str]:
    """The forms of a lab as this learner meets them, run by run; [] where the lab has none.

    `seed` belongs to the learner and the course, not to the run, so that a start lab and the end lab it is paired with
    agree: where one says `forms: 1, 2` and the other `forms: 2, 1`, who begins with form 1 ends with form 2. Half of
    all seeds begin with the first form of two; of more, every form begins equally often, the others follow in turn.
    """
    forms = setup["forms"]
    begin = random.Random(f"forms/{seed}").randrange(len(forms)) if forms else 0  # noqa: S311  fair, not secret
    return forms[begin:] + forms[:begin]


def lay_out(
    setup: Setup,
    *,
    seed: int,
    wrong: Collection[str],
    form: str = "",
    role: str | None = None,
    region: str | None = None,
    seen: Collection[str] = (),
) -> list[CaseSlot]:
    """One run. `wrong` are the ids of cases whose advice is wrong (from the key), `seen` those met in earlier runs.

    Cases of other forms ("": of none), roles and regions are left out (None: the role or region is not known, nothing
    is left out). With `draw`, that many are taken with wrong advice as frequent as in all of them, and at least one of
    each sort, unseen ones first; so that no run gives another rate away. `as-written` keeps the author's order of cases
    and only shuffles decisions. A list of decisions that all cases share is shuffled once for the run, a case's own
    list for itself. Where half of the cases or more are wrong the rules cannot all hold: then a wrong one stands first
    only if there is no other, and neighbours are as few as can be.
    """
    chance = random.Random(f"run/{seed}")  # noqa: S311  fair shuffling, not secrecy
    cases = [case for case in setup["cases"] if _meant_for(case, form, role, region)]
    chosen = _drawn(cases, setup["draw"], wrong, seen, chance)
    shared = [option["id"] for option in setup["decisions"]]
    shared = chance.sample(shared, len(shared))
    own = {case["id"]: [option["id"] for option in case.get("decisions", [])] for case in chosen}
    own = {id: chance.sample(options, len(options)) for id, options in own.items()}
    ids = [case["id"] for case in chosen]
    if setup["order"] == "shuffled":
        ids = _ordered([id for id in ids if id not in wrong], [id for id in ids if id in wrong], chance)
    return [CaseSlot(case=id, options=own[id] or shared) for id in ids]


def wrong_cases(answers: Mapping[str, Any]) -> set[str]:
    """The ids of cases whose advice is wrong, from `LabKey.answers`. Only for code that may read the key."""
    return {id for id, key in answers["cases"].items() if key["advice"]["decision"] != key["correct"]}


def _meant_for(case: CaseView, form: str, role: str | None, region: str | None) -> bool:
    fits = role is None or not case["roles"] or role in case["roles"]
    return fits and (region is None or case["region"] in ("any", region)) and (not form or case["form"] == form)


def _drawn(
    cases: Sequence[CaseView], draw: int | None, wrong: Collection[str], seen: Collection[str], chance: random.Random
) -> list[CaseView]:
    """`draw` of the cases in their order, both sorts as frequent as among all; all of them without `draw`."""
    if draw is None or draw >= len(cases):
        return list(cases)
    sorts = [[case for case in cases if (case["id"] in wrong) is sort] for sort in (True, False)]
    of_wrong = half_up(Fraction(draw * len(sorts[0]), len(cases)))
    if draw >= 2:
        of_wrong = min(max(of_wrong, 1), draw - 1)
    of_wrong = max(min(of_wrong, len(sorts[0])), draw - len(sorts[1]))
    picked: set[str] = set()
    for sort, many in zip(sorts, (of_wrong, draw - of_wrong), strict=True):
        ranked = chance.sample(sort, len(sort))
        ranked.sort(key=lambda case: case["id"] in seen)
        picked |= {case["id"] for case in ranked[:many]}
    return [case for case in cases if case["id"] in picked]


def _ordered(right: Sequence[str], wrong: Sequence[str], chance: random.Random) -> list[str]:
    """All ids, the wrong ones at the places that `_places` gives."""
    right, wrong = chance.sample(right, len(right)), chance.sample(wrong, len(wrong))
    places = set(_places(len(right) + len(wrong), len(wrong), chance))
    rest, odd = iter(right), iter(wrong)
    return [next(odd) if place in places else next(rest) for place in range(len(right) + len(wrong))]


def _places(cases: int, wrong: int, chance: random.Random) -> list[int]:
    """Places of wrong advice among 0 … cases − 1: not 0, no two neighbours, every other one equally often.

    The places after the first are bent into a ring: `wrong` gaps of at least one right case are drawn, all ways of
    sharing out the spare ones being equally likely, and the ring is turned by a random angle. Turning makes every place
    equally likely; on the ring the last place and the first of the ring are neighbours too, which only forbids more.
    Where the ring is too small, one right case before each wrong one is the only way left; beyond that, the right cases
    are shared out as evenly as can be, one of them first.
    """
    ring = cases - 1
    if not wrong:
        return []
    if ring >= 2 * wrong:
        spare = ring - 2 * wrong
        cuts = sorted(chance.sample(range(spare + wrong - 1), wrong - 1))
        gaps = [after - before for before, after in zip([-1, *cuts], [*cuts, spare + wrong - 1], strict=True)]
        turn, found, at = chance.randrange(ring), [], 0
        for gap in gaps:  # each gap holds its share of spare right cases and the one it must have
            found.append(1 + (at + turn) % ring)
            at += gap + 1
        return found
    right = cases - wrong
    starts = [at * cases // right for at in range(right)] if right else []  # where right cases stand, evenly from 0
    free = [place for place in range(cases) if place not in set(starts)]
    return free if right else list(range(cases))
