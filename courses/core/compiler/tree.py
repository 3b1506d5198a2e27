"""What the parser makes of one file: prose, sections and blocks, in the author's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.core.compiler.metadata import UnitMeta
from courses.core.compiler.scanner import Scanned
from courses.core.kinds.source import Line, Passage, QuestionSource, Setting
from courses.core.labs.source import LabSource


@dataclass(frozen=True, slots=True)
class Prose:
    passage: Passage


@dataclass(frozen=True, slots=True)
class Section:
    """A `##` heading: the start of a step. Deeper headings stay in the prose."""

    title: Passage
    line: int


@dataclass(frozen=True, slots=True)
class PoolSource:
    id: str
    line: int
    column: int
    settings: Mapping[str, Setting]
    questions: tuple[QuestionSource, ...]


@dataclass(frozen=True, slots=True)
class QuizSource:
    id: str
    line: int
    column: int
    level: int
    graded: bool
    settings: Mapping[str, Setting]
    intro: Passage
    parts: tuple[QuestionSource | PoolSource, ...]


Item = Prose | Section | QuestionSource | QuizSource | LabSource


@dataclass(slots=True)
class FileTree:
    """One Markdown file, parsed."""

    scanned: Scanned
    meta: UnitMeta = field(default_factory=UnitMeta)
    items: list[Item] = field(default_factory=list)
    skipped: bool = False  # a block was left out as unknown or unsupported: absence proves nothing

    @property
    def path(self) -> str:
        return self.scanned.path

    def questions(self) -> list[QuestionSource]:
        """Every question written in this file, in order."""
        found: list[QuestionSource] = []
        for item in self.items:
            if isinstance(item, QuestionSource):
                found.append(item)
            elif isinstance(item, QuizSource):
                for part in item.parts:
                    found += [part] if isinstance(part, QuestionSource) else part.questions
            elif isinstance(item, LabSource):
                found += item.questions
        return found

    def quizzes(self) -> list[QuizSource]:
        return [item for item in self.items if isinstance(item, QuizSource)]

    def labs(self) -> list[LabSource]:
        return [item for item in self.items if isinstance(item, LabSource)]

    def cases(self) -> int:
        """Cases of the reliance labs that one reader meets."""
        drawn = [(len(lab.of("case")), lab.setting("draw")) for lab in self.labs()]
        return sum(min(size, int(draw)) if draw.isdecimal() and len(draw) < 5 else size for size, draw in drawn)

    def prose(self) -> list[Passage]:
        """All running text outside questions and the parts of labs."""
        found: list[Passage] = []
        for item in self.items:
            if isinstance(item, Prose):
                found.append(item.passage)
            elif isinstance(item, QuizSource):
                found.append(item.intro)
            elif isinstance(item, LabSource):
                found += [item.intro, item.debrief]
        return [passage for passage in found if passage]


@dataclass(slots=True)
class Body:
    """The lines of a block under its heading."""

    lines: list[Line] = field(default_factory=list)
    opaque: set[int] = field(default_factory=set)  # numbers of lines inside code fences
