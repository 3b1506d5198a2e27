"""What a tool's figures mean, in sentences of whole people. Nought is said in words, never as "0 of 0"."""

from __future__ import annotations

from fractions import Fraction

from courses.core.measures.diagnostic_test import Burden, GroupRow, Tool, TwoByTwo
from courses.core.measures.shares import Share, counted, half_up, per_cent

WORKING_DAYS = 21  # a month: 365 days less weekends and public holidays, ÷ 12


def flag_sentence(counts: TwoByTwo) -> str:
    """How many flags are right: "Of 108 flagged, 9 have it (8%)." """
    if not counts.flagged:
        if not counts.ill:
            return "Nobody is flagged, and nobody has it."
        return f"Nobody is flagged: {_all_missed(counts.ill)}."
    if counts.flagged == 1:
        return "1 person is flagged, and has it." if counts.tp else "1 person is flagged, and does not have it."
    if not counts.tp:
        return f"Of {counts.flagged:,} flagged, none has it: every flag is a false alarm."
    if not counts.fp:
        return f"All {counts.flagged:,} flagged have it: there are no false alarms."
    verb = "has" if counts.tp == 1 else "have"
    return f"Of {counts.flagged:,} flagged, {counts.tp:,} {verb} it ({share_of(counts.ppv)})."


def _all_missed(ill: int) -> str:
    return "the 1 person who has it is missed" if ill == 1 else f"all {ill:,} who have it are missed"


def share_of(share: Share) -> str:
    """A share of people in whole per cents, however few they are: the picture beside it shows each of them."""
    return "" if share.value is None else per_cent(share.value)


def people_sentence(counts: TwoByTwo) -> str:
    """The whole picture: "Of 1,000 people, 10 have it: 9 flagged, 1 missed. 990 do not: 99 flagged." """
    opening = f"Of {counted(counts.total, 'person', 'people')}, "
    ill = f"{counts.ill:,} {'has' if counts.ill == 1 else 'have'} it: {counts.tp:,} flagged, {counts.fn:,} missed."
    well = f"{counts.well:,} {'does' if counts.well == 1 else 'do'} not: {counts.fp:,} flagged."
    return f"{opening}{ill if counts.ill else 'nobody has it.'} {well if counts.well else 'Everybody has it.'}"


def silence_sentence(counts: TwoByTwo) -> str:
    """What a silent tool means: "Of 892 not flagged, 1 has it." """
    if not counts.cleared:
        return "Everybody is flagged."
    missed = "nobody has it" if not counts.fn else f"{counts.fn:,} {'has' if counts.fn == 1 else 'have'} it"
    return f"Of {counts.cleared:,} not flagged, {missed}."


def rounding_note(tool: Tool, counts: TwoByTwo) -> str:
    """What rounding to whole people hides, if anything."""
    if tool.prevalence and not counts.ill:
        return f"It is rarer than 1 in {counts.total:,}: in this picture nobody has it."
    if tool.prevalence < 1 and not counts.well and counts.total:
        return f"Those without it are fewer than 1 in {counts.total:,}: in this picture everybody has it."
    return "Whole people, so counts are rounded."


def burden_sentences(month: Burden) -> str:
    """What it asks of a practice: alerts a month and a day, real ones, and those missed in silence."""
    people = counted(month.tests, "person", "people")
    silent = _missed(month)
    if not month.alerts:
        some = "less than one alert" if month.tool.flagged and month.tests else "no alert"
        return f"With {people} a month you will see {some}. {silent}"
    a_day = Fraction(month.alerts, WORKING_DAYS)
    rate = f"about {half_up(a_day)} each working day" if a_day >= 1 else "fewer than one each working day"
    alerts = counted(month.alerts, "alert")
    return f"With {people} a month you will see about {alerts}: {rate}. {_real(month)} {silent}"


def _real(month: Burden) -> str:
    if month.real:
        return f"About {month.real:,} will be real."
    return "Fewer than one will be real." if month.tool.true_flags else "None will be real."


def _missed(month: Burden) -> str:
    if month.missed:
        return f"About {month.missed:,} a month {'is' if month.missed == 1 else 'are'} missed in silence."
    none = month.tool.prevalence * (1 - month.tool.sensitivity) == 0
    return "None is missed." if none else "Fewer than one a month is missed in silence."


def groups_sentence(rows: list[GroupRow]) -> str:
    """The widest gap between two groups in whom the tool misses; "" for fewer than two groups."""
    if len(rows) < 2:
        return ""
    least, most = min(rows, key=lambda row: row.missed_in_100), max(rows, key=lambda row: row.missed_in_100)
    if least.missed_in_100 == most.missed_in_100:
        return f"Of 100 people who have it, the tool misses {most.missed_in_100} in every group."
    return (
        f"Of 100 people who have it, the tool misses {most.missed_in_100} in {most.name} and "
        f"{least.missed_in_100} in {least.name}."
    )
