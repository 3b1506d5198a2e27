"""What is wrong in an author's file, and what a machine can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "suggestion"]
SEVERITIES: Mapping[str, Severity] = {"C": "error", "W": "warning", "S": "suggestion"}


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from (line, column) up to, not including, (end_line, end_column) by `text`.

    Lines and columns count characters from 1, in the file as the compiler read it: UTF-8 without a byte order mark,
    line ends as LF. A place one line after the last one is the end of the file.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What one click changes in the problem's file (★ in the catalogue). Exactly one of the four is set."""

    edits: tuple[Edit, ...] = ()  # do not overlap; apply from the last to the first
    rename: str = ""  # the new path of the file (C016)
    recode: str = ""  # read the bytes in this encoding, write UTF-8 (C017)
    picture: str = ""  # path of a picture to decode and write anew: clean, small, without metadata (C406, C407, W408)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in an author's file. `line` and `column` count from 1 and lie inside the file."""

    file: str
    line: int
    column: int
    code: str  # "C101"; C blocks publishing, W must be acknowledged, S is a suggestion
    message: str  # what is wrong, one sentence
    fix: str  # what to do
    repair: Repair | None = field(default=None, compare=False)  # what a machine can do about it, if anything

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.code[0]]

    @property
    def blocks(self) -> bool:
        return self.code.startswith("C")

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "fix": self.fix,
            "fixable": self.repair is not None,
        }
