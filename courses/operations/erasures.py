"""The ledger of what people have deleted: an append-only file outside the database, so that a backup of the database
that is put back does not bring it back. It holds kinds, ids and moments, nothing else.

    2026-11-21T23:10:04.123456+00:00 lab-runs 12

means: of person 12, nothing of this kind from before that moment may be there. At every start, and by `manage.py
erasures`, the owning package erases again whatever it finds.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings


def note(kind: str, subject: int, at: datetime) -> None:
    """Add a line and wait until it is on the disk. `at` is aware. Raises OSError when it cannot be written.

    To be called before the database forgets: what is noted and still there is erased at the next start.
    """
    path = Path(settings.ERASURES)
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        line = f"{at.isoformat()} {kind} {subject}\n".encode()
        os.write(descriptor, line if _whole(descriptor) else b"\n" + line)  # one write: two at once do not mix
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        _keep_name(path.parent)


def noted(kind: str) -> dict[int, datetime]:
    """The newest moment by id. A line that was cut off, or that means nothing, is passed over."""
    path = Path(settings.ERASURES)
    found: dict[int, datetime] = {}
    for line in path.read_text("utf-8", errors="replace").splitlines() if path.exists() else ():
        entry = _read(line)
        if entry is not None and entry[0] == kind:
            found[entry[1]] = max(entry[2], found.get(entry[1], entry[2]))
    return found


def _read(line: str) -> tuple[str, int, datetime] | None:
    parts = line.split()
    if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdecimal()):
        return None
    try:
        at = datetime.fromisoformat(parts[0])
    except ValueError:
        return None
    return (parts[1], int(parts[2]), at) if at.tzinfo else None


def _whole(descriptor: int) -> bool:
    """Whether the file ends with a whole line: after a power cut it may not."""
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"


def _keep_name(folder: Path) -> None:
    """A new file's name must reach the disk as its text does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
