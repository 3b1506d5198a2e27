"""Reads a course folder from disk into bytes, within limits. What cannot be read becomes a problem."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from courses.core.document import Folder
from courses.core.problem import Problem

MOST_FILES = 400
MOST_FILE_BYTES = 5_000_000  # above the compiler's own limits, so that its better message is the one people see
MOST_BYTES = 60_000_000
MOST_LEVELS = 4
NOT_PUBLISHED = "notes"


@dataclass(frozen=True, slots=True)
class FolderRead:
    """What was found. With problems the folder holds only what could be read and must not be published."""

    folder: Folder
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Reading:
    root: Path
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    size: int = 0

    def fault(self, code: str, file: str, message: str, fix: str) -> None:
        self.problems.append(Problem(file, 1, 1, code, message, fix))

    @property
    def full(self) -> bool:
        return len(self.files) >= MOST_FILES or self.size >= MOST_BYTES


def read_folder(path: Path) -> FolderRead:
    """Every file of the folder except `notes/` and hidden ones. The folder's own name is the course id."""
    root = Path(os.path.abspath(path))
    reading = _Reading(root)
    if not root.is_dir():
        what = "is a file, not a folder" if root.exists() else "does not exist"
        reading.fault("C030", "course.md", f'The folder "{path}" {what}.', "Give the path of a course folder")
    else:
        _walk(reading, root, levels=MOST_LEVELS)
    return FolderRead(Folder(root.name, reading.files), tuple(reading.problems))


def _walk(reading: _Reading, folder: Path, *, levels: int) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        name = _shown(reading, folder)
        reading.fault("C031", name, f'"{name}" cannot be read ({error.strerror}).', "Change its permissions")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(".") or (folder == reading.root and entry.name == NOT_PUBLISHED):
            continue
        if entry.is_dir(follow_symlinks=False):
            _enter(reading, path, levels=levels)
        elif _may_read(reading, path):
            _read(reading, path)
        if any(problem.code == "C033" for problem in reading.problems):
            return


def _enter(reading: _Reading, path: Path, *, levels: int) -> None:
    if levels > 1:
        _walk(reading, path, levels=levels - 1)
    else:
        name = _shown(reading, path)
        reading.fault("C035", name, f'"{name}" lies more than {MOST_LEVELS} folders deep.', "Move it up")


def _may_read(reading: _Reading, path: Path) -> bool:
    """Whether this entry is a readable file of this course; says why not."""
    name = _shown(reading, path)
    try:
        name.encode("utf-8")
        path.name.encode("utf-8")
    except UnicodeEncodeError:
        reading.fault("C036", "course.md", "The name of a file is not UTF-8.", "Rename it, with plain letters")
        return False
    if path.is_symlink() and not path.resolve().is_relative_to(reading.root.resolve()):
        reading.fault("C032", name, f'"{name}" is a link that leaves the folder.', "Put the file itself here")
        return False
    if not path.is_file():
        reading.fault("C031", name, f'"{name}" is not a file.', "Remove it")
        return False
    if reading.full:
        limit = f"{MOST_FILES} files and {MOST_BYTES // 1_000_000} MB"
        reading.fault("C033", name, f"This folder is too large; the limit is {limit}.", "Remove what is not needed")
        return False
    return True


def _read(reading: _Reading, path: Path) -> None:
    name = _shown(reading, path)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        reading.fault("C031", name, f'"{name}" cannot be read ({error.strerror}).', "Change its permissions")
        return
    if len(data) > MOST_FILE_BYTES:
        limit = f"{MOST_FILE_BYTES // 1_000_000} MB"
        reading.fault("C034", name, f'"{name}" is larger than {limit}.', "Make it smaller, or remove it")
        return
    reading.files[name] = data
    reading.size += len(data)


def _shown(reading: _Reading, path: Path) -> str:
    """The path inside the folder, with characters that cannot be shown replaced."""
    return path.relative_to(reading.root).as_posix()
