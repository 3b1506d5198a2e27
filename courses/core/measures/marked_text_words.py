"""A marked text in sentences: what was found, and what would go out or stay in the record if it were used as it is."""

from __future__ import annotations

from typing import Literal

from courses.core.measures.marked_text import Marked, Place
from courses.core.measures.shares import counted

Lab = Literal["redaction-lab", "checking-lab"]
NAMED = 3  # places named in a sentence


def headline(marked: Marked) -> str:
    """ "5 of 8 found" """
    return f"{len(marked.of('found'))} of {marked.targets} found"


def tally(marked: Marked) -> str:
    """What else there is to say in counts: "2 under another mark, 3 missed, 1 mark not needed." """
    other, missed, needless = (len(marked.of(verdict)) for verdict in ("other", "missed", "not-needed"))
    parts = [f"{other} under another mark"] if other else []
    parts.append(f"{missed} missed" if missed else "nothing missed")
    parts.append(counted(needless, "mark") + " not needed" if needless else "no mark that was not needed")
    return ", ".join(parts).capitalize() + "."


def residual_risk(marked: Marked, lab: Lab) -> str:
    """What is left if the text is used as the learner marked it. Never "safe": a text is only ever less of a risk."""
    left = marked.of("missed")
    if lab == "checking-lab":
        return _faults_left(left)
    if not left:
        return (
            "No identifying detail that we know of would leave with this text. "
            "It may still be clear to somebody who knows the person."
        )
    serious = sum(place.severity == "major" for place in left)
    weight = f", {_of_them(serious, len(left))} serious" if serious else ""
    would = "would leave with this text and could identify the person"
    return f"{counted(len(left), 'detail')} {would}{weight}: {_named(left)}."


def _faults_left(left: tuple[Place, ...]) -> str:
    if not left:
        return "No fault that we know of would stay in the record."
    major = sum(place.severity == "major" for place in left)
    weight = f", {_of_them(major, len(left))} major" if major else ""
    return f"{counted(len(left), 'fault')} would stay in the record{weight}: {_named(left)}."


def _of_them(some: int, all: int) -> str:
    if some == all:
        return "all of them" if all > 1 else "and it is"
    return f"{some} of them"


def _named(places: tuple[Place, ...]) -> str:
    """The worst first, at most three of them by their words."""
    ranked = sorted(places, key=lambda place: (not place.must, place.severity != "major"))
    words = "; ".join(f"“{place.words}”" for place in ranked[:NAMED])
    more = len(places) - NAMED
    return f"{words} and {more} more" if more > 0 else words


def why_not_passed(marked: Marked, pass_mark: int) -> str:
    """The reason in one sentence; "" when it is passed."""
    if marked.failing:
        return f"These had to be found: {_named(marked.failing)}."
    if marked.passed(pass_mark):
        return ""
    return f"You reached {marked.percent}%; {pass_mark}% is needed."


def score_words() -> str:
    """How the score is made, for the page."""
    return (
        "Your score is the share you found, less the share of everything else that you marked without need. "
        "A place with another mark counts half. Marking everything is worth nothing."
    )
