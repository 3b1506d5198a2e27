"""Which tests a stage takes, and how the slow ones are shared out among two processes (`-n 2 --dist loadgroup`).

Each process has a site of its own. A group runs in one process, in its order: the tests of a file, mostly, as they
share what its fixtures prepare. The longest groups begin first, so that both processes end together.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

LONG = (
    "test_faults servers",
    "test_faults embedded",
    "test_start servers",
    "test_start embedded",
    "test_faults_redis",
    "test_first_hour",
    "test_journey",
    "test_curriculum",
    "test_studio",
)
"""Beginnings of the names of groups, the longest first. Journeys come before test_pages, whose last test uses up
the look-ups of certificate codes for a minute."""
APART = ("test_first_hour", "test_journey", "test_curriculum", "test_studio")
"""Files of the browser whose tests need nothing of each other: each test is a group."""
MARKERS = ("core", "worker", "browser")
DATABASE = {"db", "transactional_db", "django_db_setup", "django_db_blocker", "postgres_url"}
"""Fixtures by which a test without the mark `django_db` comes to a database."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--with-database", action="store_true", help="only tests that use a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    hidden = sorted({one for item in items for one in hidden_marker(item)})
    if hidden:
        raise pytest.UsageError("\n".join(hidden))
    if config.getoption("--with-database"):
        without = [item for item in items if not uses_database(item)]
        items[:] = [item for item in items if uses_database(item)]
        config.hook.pytest_deselected(items=without)
    put_in_order(items)


def hidden_marker(item: pytest.Item) -> list[str]:
    """A stage reads only the files that name its marker (tests/run.py): whoever bears it must stand in such a file."""
    return [
        f"{item.path.name} holds tests marked `{marker}` but does not say `mark.{marker}`."
        for marker in MARKERS
        if item.get_closest_marker(marker) and not re.search(rf"\bmark\.{marker}\b", text_of(item.path))
    ]


@functools.cache
def text_of(file: Path) -> str:
    return file.read_text("utf-8")


def uses_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())))


def put_in_order(items: list[pytest.Item]) -> None:
    """Name the group of each slow test, and put the longest groups first."""
    shared = [item for item in items if item.get_closest_marker("worker") or item.get_closest_marker("browser")]
    for item in shared:
        item.add_marker(pytest.mark.xdist_group(group(item)))
    picked = set(shared)
    others = [item for item in items if item not in picked]
    items[:] = [*others, *sorted(shared, key=rank)]


def group(item: pytest.Item) -> str:
    """The file, with the test where it stands alone, with the kind of site where there are several."""
    if item.path.stem in APART:
        return f"{item.path.stem} {item.name}"
    kind = re.search(r"\[(embedded|servers)\b", item.name)
    return f"{item.path.stem} {kind[1]}" if kind else item.path.stem


def rank(item: pytest.Item) -> int:
    name = group(item)
    return next((at for at, start in enumerate(LONG) if name.startswith(start)), len(LONG))
