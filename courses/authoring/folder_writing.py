"""Writes changed files into a course folder: each whole or not at all, and never through a link."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from courses.core.document import Folder

NEW_FILE = 0o644


class NotWritten(Exception):
    """A file was left as it is. The text says which and why."""


def write_files(root: Path, before: Folder, after: Folder, renamed: Mapping[str, str]) -> list[str]:
    """Bring the folder on disk from `before` to `after`. Returns why files were left alone; the others are written.

    `renamed` maps new paths to old ones. A file that is a link, or that somebody changed since it was read, stays.
    """
    left: list[str] = []
    for path, data in sorted(after.files.items()):
        old = renamed.get(path, path)
        if old == path and before.files.get(path) == data:
            continue
        try:
            _write(root, old, path, before.files[old], data)
        except NotWritten as error:
            left.append(str(error))
        except OSError as error:
            left.append(f"{path} could not be written ({error.strerror})")
    return left


def _write(root: Path, old: str, new: str, before: bytes, data: bytes) -> None:
    source, target = _inside(root, old), _inside(root, new)
    if source.read_bytes() != before:
        raise NotWritten(f"{old} has changed meanwhile")
    if new != old and target.exists():
        raise NotWritten(f"{old} cannot become {new}, which exists")
    target.parent.mkdir(exist_ok=True)
    replace_file(target, data, mode=source.stat().st_mode & 0o777)
    if new != old:
        source.unlink()


def _inside(root: Path, path: str) -> Path:
    """The file at this path of the folder; raises NotWritten when it, or a folder above it, is a link."""
    found = root / path
    for part in (found, *found.parents):
        if part == root:
            return found
        if part.is_symlink():
            raise NotWritten(f"{path} is a link")
    raise NotWritten(f"{path} lies outside the folder")


def replace_file(target: Path, data: bytes, *, mode: int = NEW_FILE) -> None:
    """Write beside it and put it in its place: a reader sees the old file or the new one, never half of one."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
