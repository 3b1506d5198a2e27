"""Numbers that come from a form's buttons and may be anything."""

from __future__ import annotations


def number(text: str) -> int:
    """The id a button carries; 0, which is nobody's, for anything that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
