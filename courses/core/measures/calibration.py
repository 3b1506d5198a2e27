"""Calibration: how often people are right who say how sure they are, for each point they can choose.

Being calibrated means that of the answers given with "90% sure", 90 in 100 are right (Lichtenstein, Fischhoff &
Phillips 1982). Only first decisions are counted: after the advice, sureness is the tool's as much as the person's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from courses.core.measures.shares import Share, half_up

POINTS = ("guess", "50", "70", "90", "99")  # as answers store them, from the least sure to the surest
LEAST_IN_ALL, LEAST_A_DOT = 10, 8  # answers, before a picture, and before a point of it, is drawn
TOO_FEW = "nobody has said how sure they are"


@dataclass(frozen=True, slots=True)
class Stated:
    """One answer: the point chosen ("" for none), how many options there were, and whether it was right."""

    sure: str
    options: int
    right: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """All answers given at one point. `stated` is the sum of the chances stated, so that dots can be added up."""

    sure: str
    n: int
    right: int
    stated: Fraction

    @property
    def share(self) -> Share:
        """How many of them were right."""
        return Share(self.right, self.n, TOO_FEW)

    @property
    def mean(self) -> Fraction:
        """The mean chance stated, 0 to 1. Only for a guess is it not the point itself."""
        return self.stated / self.n

    @property
    def gap(self) -> Fraction:
        """Share right minus mean stated: below 0 surer than right, above 0 righter than sure."""
        return Fraction(self.right, self.n) - self.mean


@dataclass(frozen=True, slots=True)
class Calibration:
    """The dots that hold any answer, from the least sure to the surest."""

    dots: tuple[Dot, ...]

    @property
    def n(self) -> int:
        return sum(dot.n for dot in self.dots)

    @property
    def plotted(self) -> tuple[Dot, ...]:
        """The dots that may be drawn: 8 answers or more each, and 10 or more in all. Else counts are shown."""
        return tuple(dot for dot in self.dots if dot.n >= LEAST_A_DOT) if self.n >= LEAST_IN_ALL else ()

    def __add__(self, other: Calibration) -> Calibration:
        """Two pooled, by summing (fact R30)."""
        return _gathered([*self.dots, *other.dots])


def chance(sure: str, options: int) -> Fraction | None:
    """The stated chance of being right. A guess is 1 ÷ options; None where nothing was said.

    Raises ValueError for a word that is no point, or a guess among no options.
    """
    if not sure:
        return None
    if sure not in POINTS or (sure == "guess" and options < 1):
        raise ValueError((sure, options))
    return Fraction(1, options) if sure == "guess" else Fraction(int(sure), 100)


def calibration(answers: Iterable[Stated]) -> Calibration:
    """Group answers by the point chosen. Those without one are left out. Raises ValueError as `chance` does."""
    return _gathered(
        Dot(answer.sure, 1, int(answer.right), said)
        for answer in answers
        if (said := chance(answer.sure, answer.options)) is not None
    )


def _gathered(dots: Iterable[Dot]) -> Calibration:
    held = list(dots)
    groups = [[dot for dot in held if dot.sure == point] for point in POINTS]
    return Calibration(
        tuple(
            Dot(
                group[0].sure,
                sum(dot.n for dot in group),
                sum(dot.right for dot in group),
                sum((dot.stated for dot in group), Fraction(0)),
            )
            for group in groups
            if group
        )
    )


def dot_sentence(dot: Dot) -> str:
    """ "When you said 90% sure, you were right 14 of 20 times (70%)." """
    said = "you guessed" if dot.sure == "guess" else f"you said {dot.sure}% sure"
    times = "time" if dot.n == 1 else "times"
    percent = f" ({dot.share.percent})" if dot.share.percent else ""
    return f"When {said}, you were right {dot.share.of} {times}{percent}."


def furthest_off(found: Calibration) -> Dot | None:
    """The plotted dot that most answers would have to change for: the largest |gap| × n. None when none is plotted."""
    return max(found.plotted, key=lambda dot: abs(dot.gap) * dot.n, default=None)


def calibration_words(found: Calibration) -> str:
    """One sentence of what stands out, or why there is no picture yet."""
    if not found.n:
        return "You have not said how sure you were."
    dot = furthest_off(found)
    if dot is None:
        return (
            f"A picture needs {LEAST_IN_ALL} first answers in all and {LEAST_A_DOT} at one point; you have {found.n}. "
            "Here are the counts."
        )
    points = half_up(abs(dot.gap) * 100)
    if points < 1:
        return f"{dot_sentence(dot)} As sure as right."
    return f"{dot_sentence(dot)} That is {points} in 100 {'fewer' if dot.gap < 0 else 'more'} than you said."
