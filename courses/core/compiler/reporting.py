"""Gathers the problems of one compile."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from courses.core.compiler.catalogue import CATALOGUE
from courses.core.document import Problem

MOST_PER_FILE = 20
SHOWN = 120  # characters of an author's value repeated in a message


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one known word that `word` was probably meant to be, if any."""
    by_fold = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold()[:80], list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def guess(word: str, known: Iterable[str]) -> str:
    """` Did you mean "…"?` to stand at the end of a message, or nothing."""
    found = closest(word, known)
    return f' Did you mean "{found}"?' if found else ""


def replace_fix(word: str, known: Collection[str], otherwise: str) -> str:
    """The fix that goes with `guess`."""
    found = closest(word, known)
    return f'Replace it with "{found}"' if found else otherwise


@dataclass(slots=True)
class Reporter:
    """All problems so far. Reporting the same fault of the same place twice counts once."""

    found: set[Problem] = field(default_factory=set)

    def add(self, code: str, file: str, line: int, column: int, **values: object) -> None:
        message, fix = CATALOGUE[code]
        shown = {name: _shown(value) for name, value in values.items()}
        self.found.add(
            Problem(file, max(line, 1), max(column, 1), code, message.format(**shown), fix.format(**shown))
        )

    def of(self, file: str) -> Callable[..., None]:
        """A reporter for one file: `report(code, line, column, **values)`."""

        def report(code: str, line: int, column: int, **values: object) -> None:
            self.add(code, file, line, column, **values)

        return report

    def blocks(self) -> bool:
        return any(problem.blocks for problem in self.found)

    def problems(self) -> tuple[Problem, ...]:
        """In order of file, line and column; at most 20 a file, those that block before those that warn."""
        by_file: dict[str, list[Problem]] = {}
        for problem in sorted(self.found):
            by_file.setdefault(problem.file, []).append(problem)
        kept: list[Problem] = []
        for problems in by_file.values():
            first = sorted(problems, key=lambda problem: not problem.blocks)[:MOST_PER_FILE]
            kept += sorted(first)
        return tuple(kept)


def _shown(value: object) -> str:
    text = " ".join(str(value).split()) if "\n" in str(value) else str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
