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
UNIT = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)/([a-z0-9]+(?:-[a-z0-9]+)*)")
NEEDED = {"title", "summary", "roles", "cap", "courses"}
KEYS = NEEDED | {"later", "check"}
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_NOTE, LONGEST_CAP = 120, 300, 200, 600
CHECK_LENGTH = 5  # questions in a start check


class PathProblem(ValueError):
    """A path that cannot be used. The text names the file, what is wrong, and what is expected."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One course of a path; `note` says what matters most in it."""

    course: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """A question of the start check, and the unit that whoever knows the answer may skip."""

    question: str
    course: str
    unit: str


@dataclass(frozen=True, slots=True)
class Path:
    """Courses in order for some roles. `cap`: the minutes that all of it together should not exceed.

    `later`: what is recommended afterwards. It is shown and never assigned with the path, and the cap leaves it out.
    `check`: the questions of its start check (courses/training/starting/checks.py); empty where it has none.
    """

    id: str
    title: str
    summary: str
    roles: tuple[str, ...]
    cap: int
    stages: tuple[Stage, ...]
    later: tuple[Stage, ...] = ()
    check: tuple[Stands, ...] = ()


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
    """A path with what is published of it. `later`: the courses recommended afterwards, counted in nothing."""

    path: Path
    legs: tuple[Leg, ...]
    later: tuple[Leg, ...] = ()

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


def offer_of(path: Path, releases: Sequence[Release], *, region: str = "any", role: str = "") -> Offer:
    """What of a path is published, with minutes: required units and graded quizzes of a role, else of the path's first.

    A role that the path is not for counts as none: its minutes are said for the people it was made for.
    """
    by_slug = {release.structure["id"]: release for release in releases}
    reader = Reader(role=role if role in path.roles else path.roles[0], region=region)

    def leg(stage: Stage) -> Leg:
        release = by_slug.get(stage.course)
        minutes = minutes_left(release.structure, reader, finished=(), passed=()) if release else 0
        return Leg(stage, release, minutes)

    return Offer(path, tuple(map(leg, path.stages)), tuple(map(leg, path.later)))


def offers(releases: Sequence[Release], *, region: str = "any", role: str = "") -> list[Offer]:
    """Every shipped path, in the order of the roles."""
    order = {role: number for number, role in enumerate(JobRole.values)}
    found = [offer_of(path, releases, region=region, role=role) for path in shipped_paths()]
    return sorted(found, key=lambda one: (order[one.path.roles[0]], one.path.title, one.path.id))


def shipped_path(path: str) -> Path | None:
    return next((one for one in shipped_paths() if one.id == path), None)


def path_of_role(role: str) -> Path | None:
    """The path made for a role; None for no role."""
    return next((one for one in shipped_paths() if role in one.roles), None)


def courses_of_path(path: str) -> tuple[str, ...]:
    """The ids of a shipped path's courses in order; none where no such path is shipped (any more)."""
    found = shipped_path(path)
    return tuple(stage.course for stage in found.stages) if found else ()


def units_in_checks(course: str) -> set[str]:
    """Ids of a course's units for which some start check has a question: those that somebody may have skipped."""
    return {one.unit for path in shipped_paths() for one in path.check if one.course == course}


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
    for key in sorted(NEEDED - data.keys()):
        raise PathProblem(f'{file}: "{key}" is missing')
    for key in sorted(str(key) for key in data.keys() - KEYS):
        raise PathProblem(f'{file}: "{key}" is not known; expected {", ".join(sorted(KEYS))}')
    stages = _stages(file, "courses", data["courses"])
    later = _stages(file, "later", data["later"]) if "later" in data else ()
    for twice in sorted({one.course for one in stages} & {one.course for one in later}):
        raise PathProblem(f'{file}: "{twice}" stands in "courses" and in "later"')
    return Path(
        id=name,
        title=_text(file, "title", data["title"], LONGEST_TITLE),
        summary=_text(file, "summary", data["summary"], LONGEST_SUMMARY),
        roles=_roles(file, data["roles"]),
        cap=_cap(file, data["cap"]),
        stages=stages,
        later=later,
        check=_check(file, data["check"], stages) if "check" in data else (),
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


def _stages(file: str, key: str, value: Any) -> tuple[Stage, ...]:
    if not isinstance(value, list) or not value:
        raise PathProblem(f'{file}: "{key}" must be a list with at least one course id')
    stages = tuple(_stage(file, key, number, one) for number, one in enumerate(value, start=1))
    seen: set[str] = set()
    for stage in stages:
        if stage.course in seen:
            raise PathProblem(f'{file}: "{stage.course}" stands in "{key}" twice')
        seen.add(stage.course)
    return stages


def _stage(file: str, key: str, number: int, value: Any) -> Stage:
    what = f"course {number}" if key == "courses" else f'course {number} of "{key}"'
    entry = {"id": value} if isinstance(value, str) else value
    if not isinstance(entry, dict) or "id" not in entry or entry.keys() - {"id", "note"}:
        raise PathProblem(f'{file}: {what} must be an id, or "id" and "note"')
    course = entry["id"]
    if not isinstance(course, str) or not ID.fullmatch(course):
        raise PathProblem(f'{file}: {what}: "{course}" is no course id')
    note = _text(file, f"note of {course}", entry["note"], LONGEST_NOTE) if "note" in entry else ""
    return Stage(course, note)


def _check(file: str, value: Any, stages: Sequence[Stage]) -> tuple[Stands, ...]:
    """The questions of the start check, each with the unit it stands for: `question-id: course-id/unit-id`."""
    if not isinstance(value, dict) or len(value) != CHECK_LENGTH:
        raise PathProblem(f'{file}: "check" must name {CHECK_LENGTH} questions, each with its "course-id/unit-id"')
    return tuple(_stands(file, question, unit, {stage.course for stage in stages}) for question, unit in value.items())


def _stands(file: str, question: Any, value: Any, courses: set[str]) -> Stands:
    if not isinstance(question, str) or not ID.fullmatch(question):
        raise PathProblem(f'{file}: check: "{question}" is no question id')
    named = UNIT.fullmatch(value) if isinstance(value, str) else None
    if named is None:
        raise PathProblem(f'{file}: check: "{question}" needs the unit it stands for, as "course-id/unit-id"')
    if named[1] not in courses:
        raise PathProblem(f'{file}: check: "{question}" stands for a unit of "{named[1]}", which is not in "courses"')
    return Stands(question, named[1], named[2])
