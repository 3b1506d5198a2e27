"""What `course check` says of a folder of paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from courses.authoring.fix_text import printable


def path_lines(checked: Mapping[Path, Sequence[str]]) -> Iterator[str]:
    """What is wrong, then a line for each folder."""
    for folder, problems in checked.items():
        yield from (printable(f"{folder.name}/{problem}") for problem in problems)
    for folder, problems in checked.items():
        many = len(list(folder.glob("*.yaml")))
        said = f"{len(problems)} to mend" if problems else "no problems"
        yield printable(f"{folder.name}: {many} path{'' if many == 1 else 's'}, {said}")


def path_rows(folder: Path, problems: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The same in the shape of a course's problems; a path's have no code and no column."""
    for problem in problems:
        file, _, message = problem.partition(": ")
        yield {
            "code": "", "severity": "error", "file": f"{folder.name}/{file}", "line": 1, "column": 1,
            "message": message, "fix": "", "fixable": False,
        }  # fmt: skip
