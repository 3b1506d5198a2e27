"""What the figures of a question suggest its author should look at. A hint where to look, never a verdict on people."""

from __future__ import annotations

from typing import Literal

from courses.core.measures.small_groups import LEAST_TO_JUDGE

MOST_WRONG = 0.5  # facility below: most people get it wrong
HARD = 0.3
TOO_EASY = 0.95
TELLS_NOTHING = 0.0  # discrimination below: those who do well elsewhere do no better
AGAINST = -0.1  # they do worse, and by more than the chance of small numbers
SURE = 0.8  # mean stated chance of those who were wrong

Finding = Literal["few", "none", "wrong", "against", "hard", "sure", "easy"]
FLAGGED: tuple[Finding, ...] = ("wrong", "against", "hard", "sure", "easy")  # the most pressing first


def finding(n: int, facility: float | None, discrimination: float | None, sure_when_wrong: float | None) -> Finding:
    """The first of these that holds.

    few      fewer than 20 people have answered
    wrong    most get it wrong, and those who do well elsewhere do not do better: check the key or the wording
    against  those who do well elsewhere get it wrong more often: check the key
    hard     fewer than 3 in 10 get it right
    sure     those who get it wrong are sure of it: worth teaching again
    easy     at least 95 in 100 get it right: it tells nothing
    none     nothing stands out, or it is not scored
    """
    if n < LEAST_TO_JUDGE:
        return "few"
    if facility is None:
        return "none"
    if discrimination is not None and discrimination < TELLS_NOTHING and facility < MOST_WRONG:
        return "wrong"
    if discrimination is not None and discrimination < AGAINST:
        return "against"
    if facility < HARD:
        return "hard"
    if sure_when_wrong is not None and sure_when_wrong >= SURE:
        return "sure"
    return "easy" if facility >= TOO_EASY else "none"
