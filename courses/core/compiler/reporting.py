"""Gathers the problems of one compile."""

from __future__ import annotations

import difflib
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from courses.core.compiler.catalogue import CATALOGUE
from courses.core.document import Problem

MOST_PER_FILE = 20
MOST_OF_A_KIND = 100  # more of the same in one file would never be shown; a hostile file could hold 200,000
MOST_COMPARED = 500
SHOWN = 120  # characters of an author's value repeated in a message


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one known word that `word` was probably meant to be, if any."""
    by_fold = {name.casefold(): name for name in itertools.islice(known, MOST_COMPARED)}
    found = difflib.get_close_matches(word.casefold()[:80], list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


@dataclass(frozen=True, slots=True)
class Guess:
    """Text that depends on what was probably meant. Worked out only when shown: a hostile file may ask 10,000 times."""

    word: str
    known: Collection[str]
    near: str  # with `{}` for the word that was meant
    otherwise: str = ""

    def __str__(self) -> str:
        found = closest(self.word, self.known)
        return self.near.format(found) if found else self.otherwise


def guess(word: str, known: Collection[str], *, quoted: bool = True) -> Guess:
    """` Did you mean "…"?` to stand at the end of a message, or nothing."""
    return Guess(word, known, ' Did you mean "{}"?' if quoted else " Did you mean {}?")


def replace_fix(word: str, known: Collection[str], otherwise: str) -> Guess:
    """The fix that goes with `guess`."""
    return Guess(word, known, 'Replace it with "{}"', otherwise)


@dataclass(slots=True)
class Reporter:
    """All problems so far. Reporting the same fault of the same place twice counts once."""

    found: set[Problem] = field(default_factory=set)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, code: str, file: str, line: int, column: int, **values: object) -> None:
        self.counts[file, code] += 1
        if self.counts[file, code] > MOST_OF_A_KIND:
            return
        message, fix = CATALOGUE[code]
        shown = {name: _shown(value) for name, value in values.items()}
        self.found.add(Problem(file, max(line, 1), max(column, 1), code, message.format(**shown), fix.format(**shown)))

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
