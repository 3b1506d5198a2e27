"""Gathers the problems of one compile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from courses.core.compiler.catalogue import CATALOGUE
from courses.core.compiler.repairs import Fault, Texts, repair
from courses.core.compiler.spelling import Guess, closest, guess, replace_fix
from courses.core.problem import Problem, Repair

__all__ = ["Guess", "Reporter", "closest", "guess", "replace_fix"]

MOST_PER_FILE = 20
MOST_OF_A_KIND = 100  # more of the same in one file would never be shown; a hostile file could hold 200,000
SHOWN = 120  # characters of an author's value repeated in a message


@dataclass(slots=True)
class Reporter:
    """All problems so far. Reporting the same fault of the same place twice counts once."""

    found: dict[Problem, Mapping[str, object]] = field(default_factory=dict)  # with the values it was reported with
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    texts: Texts = field(default_factory=Texts)  # path → the lines of the file as it was read

    def add(self, code: str, file: str, line: int, column: int, **values: object) -> None:
        """Note a problem. `values` fill its wording; those that no wording names are for its repair."""
        self.counts[file, code] += 1
        if self.counts[file, code] > MOST_OF_A_KIND:
            return
        message, fix = CATALOGUE[code]
        shown = {name: _shown(value) for name, value in values.items()}
        problem = Problem(file, max(line, 1), max(column, 1), code, message.format(**shown), fix.format(**shown))
        self.found.setdefault(problem, values)

    def of(self, file: str) -> Callable[..., None]:
        """A reporter for one file: `report(code, line, column, **values)`."""

        def report(code: str, line: int, column: int, **values: object) -> None:
            self.add(code, file, line, column, **values)

        return report

    def read(self, file: str, lines: Sequence[str]) -> None:
        """Keep the lines of a file as they were read, for the repairs."""
        self.texts[file] = lines

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
        return tuple(replace(problem, repair=self._repair(problem)) for problem in kept)

    def _repair(self, problem: Problem) -> Repair | None:
        lines = self.texts.get(problem.file, ())
        values = self.found[problem]
        return repair(Fault(problem.code, problem.file, problem.line, problem.column, values, lines, self.texts))


def _shown(value: object) -> str:
    text = " ".join(str(value).split()) if "\n" in str(value) else str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
