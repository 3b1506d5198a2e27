"""One running Second Look per data folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class AlreadyRunning(Exception):
    """Somebody else holds the folder; the text says who, as far as is known."""


def hold(data_dir: Path, address: str) -> int:
    """Take the lock of `data_dir` and return its file descriptor: the lock lasts until that is closed.

    The kernel gives it up when the process ends, however it ends, so a lock is never stale. Raises
    `AlreadyRunning` when another process has it.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(data_dir / "second-look.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 300).decode("utf-8", "replace").strip()
        os.close(descriptor)
        raise AlreadyRunning(holder) from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"process {os.getpid()}, {address}\n".encode())
    return descriptor
