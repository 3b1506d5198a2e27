"""What is wrong with a folder of paths and start checks, for whoever writes them."""

from __future__ import annotations

from pathlib import Path as File

from courses.training.paths import Path, PathProblem, parse_path
from courses.training.starting.checks import read_sheet


def holds_paths(folder: File) -> bool:
    """Whether this is a folder of paths and not of a course."""
    return not (folder / "course.md").exists() and any(folder.glob("*.yaml"))


def problems_of_paths(folder: File) -> list[str]:
    """The first thing that is wrong with each path and each start check; the text names file, place and remedy."""
    found, known = [], set()
    for file in sorted(folder.glob("*.yaml")):
        known.add(file.stem)
        try:
            _read(folder, parse_path(file.stem, file.read_bytes()))
        except PathProblem as problem:
            found.append(str(problem))
    strays = sorted(file.name for file in (folder / "checks").glob("*.md") if file.stem not in known)
    return found + [
        f"checks/{name}: no path has this name; expected one of {', '.join(sorted(known))}" for name in strays
    ]


def _read(folder: File, path: Path) -> None:
    file = folder / "checks" / f"{path.id}.md"
    if not path.check:
        if file.exists():
            raise PathProblem(
                f'checks/{path.id}.md: {path.id}.yaml has no "check" that says what its questions stand for'
            )
        return
    if not file.exists():
        raise PathProblem(f"checks/{path.id}.md: not there, but {path.id}.yaml has a check")
    read_sheet(path, file.read_bytes())
