"""Learning paths: for each role, which courses in which order. Shipped as "<id>.yaml" beside the courses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as File
from typing import Any

import yaml
from django.conf import settings

from courses.authoring.models import Release
from courses.learning.rules import Reader, minutes_left
from courses.people.models import JobRole

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KEYS = {"title", "summary", "roles", "cap", "courses"}
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_NOTE, LONGEST_CAP = 120, 300, 200, 600


class PathProblem(ValueError):
    """A path that cannot be used. The text names the file, what is wrong, and what is expected."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One course of a path; `note` says what matters most in it."""

    course: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """Courses in order for some roles. `cap`: the minutes that all of it together should not exceed."""

    id: str
    title: str
    summary: str
    roles: tuple[str, ...]
    cap: int
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """A stage as it stands here: its published release, and the minutes it takes one who has done nothing yet."""

    stage: Stage
    release: Release | None
    minutes: int

    @property
    def title(self) -> str:
        return self.release.structure["title"] if self.release else self.stage.course


@dataclass(frozen=True, slots=True)
class Offer:
    """A path with what is published of it."""

    path: Path
    legs: tuple[Leg, ...]

    @property
    def published(self) -> list[Leg]:
        return [leg for leg in self.legs if leg.release is not None]

    @property
    def missing(self) -> int:
        """How many courses are not published here yet: shown, not assigned."""
        return len(self.legs) - len(self.published)

    @property
    def minutes(self) -> int:
        return sum(leg.minutes for leg in self.legs)

    @property
    def over(self) -> int:
        """Minutes above the cap; 0 when it is kept."""
        return max(0, self.minutes - self.path.cap)


def offer_of(path: Path, releases: Sequence[Release], *, region: str = "any") -> Offer:
    """What of a path is published, with the minutes for the path's (first) role: required units and graded quizzes."""
    by_slug = {release.structure["id"]: release for release in releases}
    reader = Reader(role=path.roles[0], region=region)
    legs = []
    for stage in path.stages:
        release = by_slug.get(stage.course)
        minutes = minutes_left(release.structure, reader, finished=(), passed=()) if release else 0
        legs.append(Leg(stage, release, minutes))
    return Offer(path, tuple(legs))


def offers(releases: Sequence[Release], *, region: str = "any") -> list[Offer]:
    """Every shipped path, in the order of the roles."""
    order = {role: number for number, role in enumerate(JobRole.values)}
    found = [offer_of(path, releases, region=region) for path in shipped_paths()]
    return sorted(found, key=lambda one: (order[one.path.roles[0]], one.path.title))


def courses_of_path(path: str) -> tuple[str, ...]:
    """The ids of a shipped path's courses in order; none where no such path is shipped (any more)."""
    return next((tuple(stage.course for stage in one.stages) for one in shipped_paths() if one.id == path), ())


@lru_cache(maxsize=1)
def shipped_paths() -> tuple[Path, ...]:
    """The paths that come with the product. Read once: they change only with a new version of it."""
    return read_paths(settings.COURSES_DIR / "paths")


def read_paths(folder: File) -> tuple[Path, ...]:
    """Every "*.yaml" of a folder, by id. Raises PathProblem at the first that cannot be used."""
    return tuple(parse_path(file.stem, file.read_bytes()) for file in sorted(folder.glob("*.yaml")))


def parse_path(name: str, source: bytes) -> Path:
    """One file; its name without ".yaml" is the path's id. Raises PathProblem."""
    file = f"{name}.yaml"
    try:
        data = yaml.safe_load(source.decode("utf-8"))
    except UnicodeDecodeError:
        raise PathProblem(f"{file}: not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise PathProblem(f"{file}{where}: not valid YAML") from None
    if not ID.fullmatch(name) or len(name) > 60:
        raise PathProblem(f'{file}: "{name}" is no id; use small letters, digits and hyphens')
    if not isinstance(data, dict):
        raise PathProblem(f"{file}: expected keys and values: {', '.join(sorted(KEYS))}")
    for key in sorted(KEYS - data.keys()):
        raise PathProblem(f'{file}: "{key}" is missing')
    for key in sorted(str(key) for key in data.keys() - KEYS):
        raise PathProblem(f'{file}: "{key}" is not known; expected {", ".join(sorted(KEYS))}')
    return Path(
        id=name,
        title=_text(file, "title", data["title"], LONGEST_TITLE),
        summary=_text(file, "summary", data["summary"], LONGEST_SUMMARY),
        roles=_roles(file, data["roles"]),
        cap=_cap(file, data["cap"]),
        stages=_stages(file, data["courses"]),
    )


def _text(file: str, key: str, value: Any, longest: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PathProblem(f'{file}: "{key}" must be text')
    if len(value) > longest:
        raise PathProblem(f'{file}: "{key}" has {len(value)} characters; at most {longest}')
    return " ".join(value.split())


def _roles(file: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise PathProblem(f'{file}: "roles" must be a list with at least one role')
    for role in value:
        if role not in JobRole.values:
            raise PathProblem(f'{file}: "{role}" is no role; expected {", ".join(JobRole.values)}')
    return tuple(value)


def _cap(file: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST_CAP:
        raise PathProblem(f'{file}: "cap" must be minutes, from 1 to {LONGEST_CAP}')
    return value


def _stages(file: str, value: Any) -> tuple[Stage, ...]:
    if not isinstance(value, list) or not value:
        raise PathProblem(f'{file}: "courses" must be a list with at least one course id')
    stages = tuple(_stage(file, number, one) for number, one in enumerate(value, start=1))
    seen: set[str] = set()
    for stage in stages:
        if stage.course in seen:
            raise PathProblem(f'{file}: "{stage.course}" stands in "courses" twice')
        seen.add(stage.course)
    return stages


def _stage(file: str, number: int, value: Any) -> Stage:
    entry = {"id": value} if isinstance(value, str) else value
    if not isinstance(entry, dict) or "id" not in entry or entry.keys() - {"id", "note"}:
        raise PathProblem(f'{file}: course {number} must be an id, or "id" and "note"')
    course = entry["id"]
    if not isinstance(course, str) or not ID.fullmatch(course):
        raise PathProblem(f'{file}: course {number}: "{course}" is no course id')
    note = _text(file, f"note of {course}", entry["note"], LONGEST_NOTE) if "note" in entry else ""
    return Stage(course, note)
