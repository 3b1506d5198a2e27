"""What the publish page must ask or say, as problems with file and line: C702, C703, W704, W705."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from courses.core.changes.change import ANSWER, CORRECTION, MAY_SAY, REMOVAL, Change, counted
from courses.core.compiler.catalogue import CATALOGUE
from courses.core.document import Folder
from courses.core.problem import Problem

_HEAD = re.compile(r"^#{2,6} [^`\n]+ `([a-z0-9-]+)`\s*$")
COURSE_FILE = "course.md"
Place = tuple[str, int]  # file, line


def unsaid(changes: Iterable[Change], said: Mapping[str, str]) -> list[Change]:
    """Changes whose question the author has not answered yet."""
    return [change for change in changes if change.asks and said.get(change.id) not in MAY_SAY[change.asks]]


def asked_problems(changes: Iterable[Change], said: Mapping[str, str], *, number: int, folder: Folder) -> list[Problem]:
    """C702 for each changed answer of which nobody has said whether the old key was wrong. `number`: last release."""
    at = places(folder)
    return [
        _problem("C702", at.get(change.id, (COURSE_FILE, 1)), id=change.id, number=number)
        for change in unsaid(changes, said)
        if change.asks == ANSWER
    ]


def effect_problems(changes: Iterable[Change], open_attempts: Mapping[int, int], *, folder: Folder) -> list[Problem]:
    """W704 for each release on which people have an open attempt, W705 for what disappears."""
    return [*_open(open_attempts), *_gone(changes, folder)]


def _open(open_attempts: Mapping[int, int]) -> Iterator[Problem]:
    for number, people in sorted(open_attempts.items()):
        if people:
            have = f"{counted(people, 'person has', 'people have')}"
            yield _problem("W704", (COURSE_FILE, 1), people=have, number=number)


def _gone(changes: Iterable[Change], folder: Folder) -> Iterator[Problem]:
    units = unit_files(folder)
    for change in changes:
        if change.change_class == REMOVAL and change.thing in ("question", "lab"):
            yield _problem("W705", (units.get(change.unit, COURSE_FILE), 1), id=change.id)


def overtaken(number: int, doing: str = "editing") -> Problem:
    """C703: release `number` was published meanwhile."""
    return _problem("C703", (COURSE_FILE, 1), number=number, doing=doing)


def corrected(changes: Iterable[Change], said: Mapping[str, str]) -> list[str]:
    """Ids whose old answer was wrong, by the word of those who publish."""
    return sorted({one.id for one in changes if one.asks == ANSWER and said.get(one.id) == CORRECTION})


def places(folder: Folder) -> dict[str, Place]:
    """Where each block with an id begins: id → (file, line). The first of two wins, as in the compiler."""
    found: dict[str, Place] = {}
    for path in sorted(folder.files):
        if path.endswith(".md") and not path.startswith("notes/"):
            for number, line in enumerate(folder.files[path].decode("utf-8", "replace").splitlines(), 1):
                if match := _HEAD.match(line):
                    found.setdefault(match.group(1), (path, number))
    return found


def unit_files(folder: Folder) -> dict[str, str]:
    """Unit id → file: the `id:` of its front matter, else its name without the number."""
    found: dict[str, str] = {}
    for path in sorted(folder.files):
        name = re.fullmatch(r"\d+-([a-z0-9-]+)\.md", path)
        if name:
            front = folder.files[path].decode("utf-8", "replace").partition("\n---")[0]
            given = re.search(r"^id: *[\"']?([a-z0-9-]+)", front, re.M)
            found.setdefault(given.group(1) if given else name.group(1), path)
    return found


def _problem(code: str, place: Place, **values: object) -> Problem:
    message, fix = CATALOGUE[code]
    return Problem(place[0], place[1], 1, code, message.format(**values), fix)
