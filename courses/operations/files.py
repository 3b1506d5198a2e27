"""Files that are either there whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.storage.filesystem import FileSystemStorage


def store(name: str, data: bytes) -> None:
    """Keep `data` under `name` unless it is there already. A kill in the middle leaves no half file."""
    if default_storage.exists(name):
        return
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.save(name, ContentFile(data))
        return
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:  # a full disk, say: leave nothing behind
        Path(temporary).unlink(missing_ok=True)
        raise


def read(name: str) -> bytes | None:
    """The bytes under `name`, or None when there are none."""
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return bytes(file.read())
