"""Problems as lines of text for the command line: the same words as beside the line in the studio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from courses.core.problem import Problem


def lines(problems: Iterable[Problem], *, prefix: str = "") -> Iterator[str]:
    """`file:line:column code message` with the fix under it, a blank line after each file."""
    for file, group in groupby(sorted(problems), key=lambda problem: problem.file):
        for problem in group:
            yield f"{prefix}{_shown(file)}:{problem.line}:{problem.column} {problem.code} {_shown(problem.message)}"
            yield f"    {_shown(problem.fix)}"
        yield ""


def summary(problems: Sequence[Problem]) -> str:
    """`2 problems block publishing, 3 warnings`, or `no problems`."""
    blocking = sum(problem.blocks for problem in problems)
    rest = len(problems) - blocking
    parts = []
    if blocking:
        parts.append("1 problem blocks publishing" if blocking == 1 else f"{blocking} problems block publishing")
    if rest:
        parts.append("1 warning" if rest == 1 else f"{rest} warnings")
    return ", ".join(parts) or "no problems"


def _shown(text: str) -> str:
    """On one line and without control characters: a file's text must not steer a terminal."""
    return "".join(character if character.isprintable() else "�" for character in " ".join(text.split()))
