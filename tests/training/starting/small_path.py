"""A path over the small course, with a start check whose questions a test can read."""

from __future__ import annotations

from typing import Any

import pytest

from courses.people.models import User
from courses.training import paths
from courses.training.paths import Path, parse_path
from courses.training.starting import queries, services
from courses.training.starting.checks import Sheet, read_sheet
from courses.training.starting.models import StartCheck

YAML = b"""title: A small path
summary: What it is for.
roles: [gp]
cap: 12
courses:
  - small
later:
  - id: unwritten
    note: When there is time.
check: {qa: small/first, qb: small/first, qc: small/second, qd: small/second, qe: small/extra}
"""
QUESTION = """
### Single choice `{name}`

What is right in {name}?

- [x] `yes` This is right
  > Feedback-yes-{name}
- [ ] `no` This is wrong
  > Feedback-no-{name}
- [ ] `none` Neither of them
  > Feedback-none-{name}

**Explanation:** Explanation-{name}
"""
NAMES = ("qa", "qb", "qc", "qd", "qe")


def text_of(*names: str) -> bytes:
    questions = "".join(QUESTION.format(name=name) for name in names or NAMES)
    return f"---\nkind: pool\ntitle: Check\ncompetency: start\n---\n{questions}".encode()


@pytest.fixture
def small_path(monkeypatch: Any) -> Path:
    path = parse_path("small-path", YAML)
    sheet = read_sheet(path, text_of())
    monkeypatch.setattr(paths, "shipped_paths", lambda: (path,))
    monkeypatch.setattr(queries, "sheet_of", lambda _path: sheet)
    return path


def form(*wrong: str, sure: str = "90", unsure: tuple[str, ...] = ()) -> dict[str, str]:
    """The five answers as a browser sends them: right and sure but for those named."""
    chosen = {f"answer-{name}": "no" if name in wrong else "yes" for name in NAMES}
    return chosen | {f"sure-{name}": "50" if name in unsure else sure for name in NAMES}


def sheet() -> Sheet:
    return read_sheet(parse_path("small-path", YAML), text_of())


def take(person: User, *wrong: str, sure: str = "90", cycle: int = 1) -> StartCheck:
    """Take the check by the service that a click uses."""
    given = {name: ("no" if name in wrong else "yes", sure) for name in NAMES}
    return services.take_check(person=person, sheet=sheet(), cycle=cycle, given=given)[0]


def skip(person: User, *units: str) -> list[str]:
    return services.skip_known(person=person, path_id="small-path", chosen=[f"small/{unit}" for unit in units])
