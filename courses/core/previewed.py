"""What a preview of one file shows: its page, made although the course may not be publishable yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from courses.core.document import AssetFile, Block, Key, LabKey, Source, Term
from courses.core.problem import Problem


class Piece(TypedDict):
    """One thing on a previewed page. `block` is None for what cannot be shown; then `problems` says why."""

    lines: list[int]  # first and last line in the file
    block: Block | None
    pool: NotRequired[str]  # in place of a block: what a pool draws, in words
    pool_for: NotRequired[dict[str, str]]  # role -> the same for it, where that is something else
    problems: list[dict[str, Any]]  # those that block, as Problem.as_json gives them


class PreviewStep(TypedDict):
    id: str
    title: str
    pieces: list[Piece]


class PreviewPage(TypedDict):
    """The page a file would be. `kind` is course, unit, assessment, pool or glossary."""

    kind: str
    title: str
    summary: str
    minutes: int
    audience: list[str]
    region: str
    steps: list[PreviewStep]
    sources: list[Source]
    terms: list[Term]


@dataclass(frozen=True, slots=True)
class Previewed:
    """One page of a course that need not be whole, and all problems of the folder. `page` is None for no page."""

    problems: tuple[Problem, ...]
    page: PreviewPage | None
    key: Mapping[str, Key]  # of the questions on the page
    lab_key: Mapping[str, LabKey]
    pictures: tuple[AssetFile, ...]  # those the page shows
