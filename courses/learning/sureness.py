"""How sure a person says they are: five points in words, stored as short codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SURE: Mapping[str, str] = {
    "guess": "A guess",
    "50": "Leaning, about 50%",
    "70": "Fairly sure, 70%",
    "90": "Sure, 90%",
    "99": "Certain, 99%",
}


def read_sure(form: Mapping[str, Sequence[str]]) -> str:
    """The chosen point of a form, or "" when none or an unknown one was sent."""
    chosen = form.get("sure", [""])
    return chosen[-1] if chosen and chosen[-1] in SURE else ""


def chance(sure: str, options: int) -> float | None:
    """The stated chance of being right, 0 to 1. A guess is 1 ÷ options. None when nothing was said."""
    if sure == "guess":
        return 1 / options if options else None
    return int(sure) / 100 if sure in SURE else None
