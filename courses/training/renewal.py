"""When a completed course is to be done again. Dates only: no database, no clock."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from courses.learning.rules import valid_until

YEAR = 12  # months between two rounds of a course that never runs out


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def renew_by(completed_on: date, runs_out: date | None, month: int) -> date:
    """The day by which somebody who completed on `completed_on` renews, where all renew in `month` (1 to 12).

    It is the last end of that month before the certificate runs out; where it runs out in the month itself, that day:
    who renewed in the first days of June, or on 28 February, does so a year on and is not called half a year early.
    Somebody new, who completed shortly before the month, is not asked again at once: where that would leave less than
    half the time, they renew once half-way to the next round, and from then on with everybody else. So nobody is asked
    twice within half the validity, and nobody's runs out.
    """
    runs_out = runs_out or valid_until(completed_on, YEAR)
    assert runs_out is not None
    if runs_out.month == month:
        return runs_out
    half = (runs_out - completed_on) / 2
    this_round = last_day(runs_out.year, month)
    if this_round > runs_out:
        this_round = last_day(runs_out.year - 1, month)
    if this_round - completed_on >= half:
        return this_round
    next_round = last_day(this_round.year + 1, month)
    return min(completed_on + (next_round - completed_on) / 2, runs_out)
