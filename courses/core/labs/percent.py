"""Percentages as authors write them, kept exact."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_PERCENTAGE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")


def percentage(text: str) -> Fraction | None:
    """`90%` as 90; None for anything that is not a percentage from 0% to 100%."""
    match = _PERCENTAGE.fullmatch(text.strip())
    value = Fraction(match.group(1)) if match else None
    return value if value is not None and value <= 100 else None


def fraction(value: Fraction) -> str:
    """A percentage as an exact decimal fraction of 1: 90 → "0.9". `Fraction(text)` reads it back.

    Only for values with a finite decimal expansion, as everything that `percentage` returns has.
    """
    exact = Decimal(value.numerator) / Decimal(value.denominator) / 100
    return format(exact.normalize(), "f")


def shown(value: Fraction) -> str:
    """A fraction of 1 for people: 9/10 → "90%", rounded to whole per cents."""
    return f"{round(value * 100)}%"


def per_cent(text: str) -> str:
    """An exact fraction of 1 as an author would write it: "0.9" → "90%", "0.005" → "0.5%"."""
    return f"{format((Decimal(text) * 100).normalize(), 'f')}%"
