"""What a run of a reliance lab did, in sentences. Counts first; never a claim that anybody changed."""

from __future__ import annotations

from dataclasses import dataclass

from courses.core.measures.reliance import Counts
from courses.core.measures.shares import Share, counted

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

BEFORE_CHANGING = (
    "Before you change an answer, name one finding in the case that the advice explains and your answer does not."
)
WHEN_IT_DISAGREES = (
    "When the tool disagrees with you, look once for what in the case would make it right before you keep your answer."
)
WHEN_IT_AGREES = "When the tool agrees with you, still name one finding that would prove you both wrong."
WITHOUT_CAUSE = "Change an answer only for a reason you could write in the record."
GO_ON = "With the tools you use, go on as here: decide first, then look at what the tool says."


def wrong_advice(counts: Counts) -> str:
    """What the person did where the advice was wrong."""
    if not counts.cases:
        return ""
    if not counts.advice_wrong:
        return "The advice was never wrong in these cases."
    opening = f"The advice was wrong in {counted(counts.advice_wrong, 'case')}."
    return opening + _met_by_right(counts) + _drawn_along(counts)


def _met_by_right(counts: Counts) -> str:
    """What became of right first answers that met wrong advice."""
    if not counts.tempted:
        return " Your first answer was right in none of them."
    lost = counts.tempted - counts.kept
    changed = f", and changed from right to wrong in {lost}" if lost else ""
    return f" Where your first answer was right, you kept it in {counts.kept_right_answer.said}{changed}."


def _drawn_along(counts: Counts) -> str:
    """Who followed from one wrong answer to another: relative self-reliance does not see them."""
    switched = counts.followed - counts.misled
    return f" In {counted(switched, 'case')} you went from one wrong answer to the tool's." if switched else ""


def right_advice(counts: Counts) -> str:
    """What the person did where the advice was right."""
    if not counts.cases:
        return ""
    if not counts.advice_right:
        return "The advice was never right in these cases."
    if not counts.chances:
        return "Your first answer was never wrong where the advice was right, so there was no good advice to take."
    cases = counted(counts.chances, "case")
    return (
        f"In {cases} your first answer was wrong and the advice was right: "
        f"you took good advice in {counts.took_good_advice.said}."
    )


def happened(counts: Counts) -> str:
    """One sentence: before, after, the tool alone, and the changes either way."""
    if not counts.cases:
        return "You have not finished a case."
    return (
        f"Of {counted(counts.cases, 'case')} you had {counts.right_first} right before the advice and "
        f"{counts.right_final} after it; the tool alone had {counts.advice_right}. You changed from wrong to right in "
        f"{counts.to_right} and from right to wrong in {counts.to_wrong}."
    )


def to_try(counts: Counts) -> str:
    """One sentence on what to try next, chosen from the counts by this rule.

    Four ways of losing a case are compared: going over to wrong advice (`followed`), good advice not taken
    (`chances` − `taken`), being wrong together with the tool (`shared`) and leaving a right answer for one that the
    tool did not advise (`to_wrong` − `misled`). The most frequent one chooses the sentence; of equal ones the first
    in this order, since going over to wrong advice may cost a right answer that was there. Nothing lost: go on.
    """
    if not counts.cases:
        return ""
    losses = (
        (counts.followed, BEFORE_CHANGING),
        (counts.chances - counts.taken, WHEN_IT_DISAGREES),
        (counts.shared, WHEN_IT_AGREES),
        (counts.to_wrong - counts.misled, WITHOUT_CAUSE),
    )
    most, sentence = max(losses, key=lambda loss: loss[0])  # max gives the first of equal ones
    return sentence if most else GO_ON


def figures(counts: Counts) -> list[tuple[str, str]]:
    """Every figure with its name, for a list or table. What is undefined says why."""
    return [
        ("Right before the advice", counts.before.said),
        ("Right after the advice", counts.after.said),
        ("The tool alone", counts.tool_alone.said),
        ("Took good advice when your first answer was wrong", counts.took_good_advice.said),
        ("Kept your right answer when the advice was wrong", counts.kept_right_answer.said),
        ("Followed wrong advice", str(counts.followed)),
        ("Changed from wrong to right", str(counts.to_right)),
        ("Changed from right to wrong", str(counts.to_wrong)),
        ("You and the tool agreed at first, which says nothing about reliance", str(counts.agreed)),
    ]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two blocks beside each other, with nothing claimed between them."""

    kept: str
    took: str
    caution: str


def start_and_end(start: Counts, end: Counts) -> SideBySide:
    """ "Start: kept 2 of 3. End: kept 3 of 3." and what so few cases can tell."""
    return SideBySide(
        kept=_both("kept", start.kept_right_answer, end.kept_right_answer, "no right answer met wrong advice"),
        took=_both("took", start.took_good_advice, end.took_good_advice, "no wrong answer met good advice"),
        caution=f"One case either way is chance; {_how_many(start, end)} cannot show that you changed.",
    )


def _both(verb: str, start: Share, end: Share, nothing: str) -> str:
    halves = (f"{when}: {f'{verb} {one.of}' if one.whole else nothing}." for when, one in _times(start, end))
    return " ".join(halves)


def _times(start: Share, end: Share) -> tuple[tuple[str, Share], tuple[str, Share]]:
    return ("Start", start), ("End", end)


def _how_many(start: Counts, end: Counts) -> str:
    cases = min(start.cases, end.cases)
    if cases >= len(_NUMBERS):
        return f"{cases} cases"
    return "so few cases" if cases < 2 else f"{_NUMBERS[cases]} cases"


def small_numbers(counts: Counts) -> str:
    """A line for the private page, under figures of several runs."""
    if not counts.cases:
        return ""
    return f"{counted(counts.cases, 'case')} so far. One case more or less can turn these figures round."
