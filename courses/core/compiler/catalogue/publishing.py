"""Wording of what the publish page says before anything is published."""

from __future__ import annotations

from collections.abc import Mapping

PUBLISHING: Mapping[str, tuple[str, str]] = {
    "W701": (
        'No clinical reviewer has signed this text{since}. It is published as "Not yet clinically reviewed" and '
        "gives a record of completion, not a certificate.",
        "Ask for review, or acknowledge",
    ),
    "C702": (
        'The answer of "{id}" changed since r{number}: say whether the old key was wrong.',
        "Choose clearer wording or correction",
    ),
    "C703": (
        "Another person published r{number} while you were {doing}.",
        "Compare both texts side by side",
    ),
    "W704": (
        "{people} an open attempt on r{number}; they will finish on r{number}.",
        "Acknowledge",
    ),
    "W705": ('"{id}" disappears; its statistics close.', "Acknowledge, or add `was:`"),
}
