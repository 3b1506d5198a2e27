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
    if not counts.tempted:
        body = " Your first answer was right in none of them."
    else:
        share = counts.kept_right_answer.said
        body = f" You kept your right answer when the advice was wrong in {share}{_lost(counts)}."
    return opening + body + _drawn_along(counts)


def _lost(counts: Counts) -> str:
    lost = counts.tempted - counts.kept
    return f", and changed from right to wrong in {lost}" if lost else ""


def _drawn_along(counts: Counts) -> str:
    """Who followed from one wrong answer to another: relative self-reliance does not see them."""
    switched = counts.followed - followed_from_right(counts)
    return f" In {counted(switched, 'case')} you went from one wrong answer to the tool's." if switched > 0 else ""


def followed_from_right(counts: Counts) -> int:
    """At most so many of those who followed wrong advice had begun right: all tempted who did not keep their answer.

    With three decisions or more somebody may leave a right answer for a third one, which is not following; such a case
    is counted here as followed first, so that the sentence never says more than was seen.
    """
    return min(counts.followed, counts.tempted - counts.kept)


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
        f"Your first answer was wrong in {cases} where the advice was right. "
        f"You took good advice when your first answer was wrong in {counts.took_good_advice.said}."
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
    (`chances` − `taken`), being wrong together with the tool (advice wrong, answer kept, wrong in the end) and leaving a
    right answer for no advice at all (`to_wrong` beyond those followed). The most frequent one chooses the sentence; of
    equal ones the first in this order, since going over to wrong advice costs an answer that was there. Where nothing
    was lost: go on.
    """
    if not counts.cases:
        return ""
    losses = (
        (counts.followed, BEFORE_CHANGING),
        (counts.chances - counts.taken, WHEN_IT_DISAGREES),
        (counts.bad_kept_wrong, WHEN_IT_AGREES),
        (counts.to_wrong - followed_from_right(counts), WITHOUT_CAUSE),
    )
    most, sentence = max(losses, key=lambda loss: loss[0])  # max gives the first of equal ones
    return sentence if most else GO_ON


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two blocks beside each other, with nothing claimed between them."""

    kept: str
    took: str
    caution: str


def start_and_end(start: Counts, end: Counts) -> SideBySide:
    """"Start: kept 2 of 3. End: kept 3 of 3." and what so few cases can tell."""
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
