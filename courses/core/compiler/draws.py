"""How many questions of a pool each reader is asked: `draw`, `draw-for`, and the questions meant for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from courses.core.compiler.roles import REGIONS
from courses.core.compiler.tree import PoolSource
from courses.core.kinds.source import QuestionSource, Setting

_ENTRY = re.compile(r"([\w-]+)[ \t]+([0-9]{1,6})")
_WHOLE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Entry:
    """`practice-nurse 5`, one part of `draw-for`. `count` is None when it is not a role and a whole number."""

    text: str
    line: int
    column: int
    role: str = ""
    count: int | None = None
    count_column: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """What a role is asked of one pool."""

    role: str
    draw: int
    sizes: Mapping[str, int]  # region -> questions meant for the role there
    line: int  # where the number stands
    column: int

    @property
    def size(self) -> int:
        """Questions where there are fewest."""
        return min(self.sizes.values())

    @property
    def region(self) -> str:
        """Where there are fewest; "" when the region makes no difference."""
        where = min(self.sizes, key=lambda region: self.sizes[region])
        return where if len(set(self.sizes.values())) > 1 else ""


def whole(setting: Setting | None) -> int | None:
    """The setting as a whole number; None for anything else, such as five thousand digits."""
    return int(setting.value) if setting and _WHOLE.fullmatch(setting.value) else None


def entries(setting: Setting) -> Iterator[Entry]:
    """The parts of a `draw-for`, between its commas."""
    for found in re.finditer(r"[^,]+", setting.value):
        text = found.group().strip()
        column = setting.value_column + found.end() - len(found.group().lstrip())
        if match := _ENTRY.fullmatch(text):
            count = int(match.group(2))
            yield Entry(text, setting.line, column, match.group(1), count, column + match.start(2))
        elif text:
            yield Entry(text, setting.line, column)


def draw_for(settings: Mapping[str, Setting]) -> dict[str, int]:
    """Role → how many it is asked, of a `draw-for` without faults."""
    setting = settings.get("draw-for")
    return {one.role: one.count for one in entries(setting) if one.count is not None} if setting else {}


def shares(
    pool: PoolSource, questions: Iterable[QuestionSource], audience: Iterable[str], region: str
) -> Iterator[Share]:
    """What each role of a course is asked of a pool whose `draw` is a whole number. `region` is the course's."""
    draw = pool.settings["draw"]
    own = {one.role: one for one in entries(pool.settings["draw-for"])} if "draw-for" in pool.settings else {}
    meant = [narrowed(question) for question in questions]
    for role in audience:
        fitting = [place for roles, place in meant if not roles or role in roles]
        sizes = {where: sum(place in ("any", where) for place in fitting) for where in regions_of(region)}
        entry = own.get(role)
        if entry and entry.count is not None:
            yield Share(role, entry.count, sizes, entry.line, entry.count_column)
        else:
            yield Share(role, int(draw.value), sizes, draw.line, draw.value_column)


def regions_of(region: str) -> tuple[str, ...]:
    """Where the readers of a course for this region work; `any` is somewhere else than in the regions with a name."""
    return REGIONS if region == "any" else (region,)


def narrowed(question: QuestionSource) -> tuple[frozenset[str], str]:
    """(the roles a question is meant for, none: all; its region)."""
    roles = frozenset(role.strip() for role in question.setting("audience").split(","))
    return roles - {""}, question.setting("region", "any")
