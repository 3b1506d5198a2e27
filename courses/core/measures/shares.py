"""Shares of a few things, kept exact, and how they are said: counts first, a percentage only where there are enough."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

LEAST_FOR_PERCENT = 5  # a percentage of fewer than five says more than was seen (fact R30)
_HALF = Fraction(1, 2)


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up. Exact, and the same as `Math.floor(x + 0.5)` in a browser."""
    return (value + _HALF).__floor__()


def per_cent(value: Fraction) -> str:
    """A fraction of 1 in whole per cents. Never "0%" for something, never "100%" for less than all.

    per_cent(Fraction(9, 108))  → "8%"       per_cent(Fraction(1, 1000)) → "under 1%"
    """
    rounded = half_up(value * 100)
    if rounded == 0 and value > 0:
        return "under 1%"
    if rounded == 100 and value < 1:
        return "over 99%"
    return f"{rounded}%"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 case", "8 cases", "1,000 people". `many` is `one` with an s unless given."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, both counts; `undefined` says in words why there is no share where `whole` is 0."""

    part: int
    whole: int
    undefined: str

    @property
    def value(self) -> Fraction | None:
        """The exact share, 0 to 1; None where there is nothing to share."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def reason(self) -> str:
        """Why `value` is None; "" where it is not."""
        return "" if self.whole else self.undefined

    @property
    def percent(self) -> str:
        """The share in whole per cents; "" below five cases and where it is undefined."""
        return per_cent(Fraction(self.part, self.whole)) if self.whole >= LEAST_FOR_PERCENT else ""

    @property
    def of(self) -> str:
        """Counts alone: "2 of 3"."""
        return f"{self.part:,} of {self.whole:,}"

    @property
    def said(self) -> str:
        """Counts, with the percentage where there are enough: "2 of 3", "5 of 8 (63%)", or the reason."""
        if not self.whole:
            return self.undefined
        return f"{self.of} ({self.percent})" if self.percent else self.of


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact figure, or None and the reason in words."""

    value: Fraction | None
    reason: str = ""


def ratio(part: Fraction | int, whole: Fraction | int, undefined: str) -> Exact:
    """`part` ÷ `whole`; where `whole` is 0 there is no figure and `undefined` says why."""
    return Exact(Fraction(part) / Fraction(whole)) if whole else Exact(None, undefined)
