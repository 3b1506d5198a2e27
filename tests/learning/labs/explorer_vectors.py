"""Two hundred forms and what a page of the explorer must say after each: the same for the server and for the script.

Half of them are picked for their edges (nobody, everybody, halves, one person), half at random from a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from typing import Any

from courses.core.labs.threshold_explorer import Setup
from courses.core.runs.explorer import explore, read

SEED, MANY = 20261121, 200
Form = dict[str, str]


def forms() -> list[Form]:
    edges = list(_edges())
    source = random.Random(SEED)
    chosen = source.sample(edges, MANY // 2)
    return chosen + [_any(source) for _ in range(MANY - len(chosen))]


def _edges() -> Iterator[Form]:
    prevalences = ("0", "0.04", "0.05", "0.1", "0,15", "1", "50", "99.95", "99.96", "100")
    rates = ("0", "0.5", "45", "50", "99.5", "99.95", "100")
    for prevalence, sensitivity, specificity in product(prevalences, rates, rates):
        yield _form(prevalence, sensitivity, specificity, "400")
    for tests in ("0", "1", "20", "21", "1,000", "100000"):
        yield _form("1", "90", "90", tests)
        yield _form("0.01", "100", "100", tests)


def _any(source: random.Random) -> Form:
    places = source.choice((0, 0, 1, 2, 6))
    rates = [f"{source.random() ** source.choice((1, 4)) * 100:.{places}f}" for _ in range(3)]
    return _form(*rates, str(source.choice((source.randint(0, 999), source.randint(0, 100_000)))))


def _form(prevalence: str, sensitivity: str, specificity: str, tests: str) -> Form:
    return {"prevalence": prevalence, "sensitivity": sensitivity, "specificity": specificity, "tests": tests}


def answer(setup: Setup, form: Form) -> dict[str, Any]:
    """What the page must hold, by the names `tests/browser/test_lab_explorer.py` reads it under."""
    typed = read(setup, form)
    assert not typed.errors, form
    found = explore(setup, typed.values, title_id="t")
    assert found.array is not None
    return {
        "say": found.sentence,
        "people": found.array.figure.sentence,
        "paths": paths_of(found.array.figure.svg),
        "counts": {cell.of: cell.shown for row in found.table.rows for cell in row.cells},
        "key": [f"{one.count:,} {one.name}" for one in found.array.key if one.count is not None],
        "chances": [one.said for one in found.chances],
        "burden": found.burden,
        "months": [[row.alerts, row.real, row.missed, row.right] for row in found.thresholds],
        "preset": typed.preset,
    }


def paths_of(svg: str) -> list[list[str]]:
    """[[name of the group, its path]] of a picture, in the order it is drawn; "" where nobody stands."""
    reader = _Paths()
    reader.feed(svg)
    return reader.found


class _Paths(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "path" and named.get("data-of"):
            self.found.append([named["data-of"] or "", named.get("d") or ""])
