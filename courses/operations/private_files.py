"""Files that people hand in as evidence: kept by their digest, given back only by a view that has checked who asks.

Only PDF, PNG and JPEG, told by their first bytes and never by their names. Nothing is opened or converted here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from courses.operations import files

FOLDER: Final = "evidence"
DAY: Final = timedelta(days=1)
MOST_BYTES: Final = 8_000_000
MAGIC: Final = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
TYPES: Final = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


class NotKept(Exception):
    """A file that is refused. The argument is the sentence for the person who sent it."""


def keep(uploaded: UploadedFile, *, only_pdf: bool = False) -> str:
    """Store an upload and return its name ("<sha256>.pdf"). Raises NotKept with what to do."""
    if not uploaded.size:
        raise NotKept(_("The file is empty."))
    if uploaded.size > MOST_BYTES:
        raise NotKept(_("The file is larger than 8 MB. Save it smaller, or scan it with fewer dots."))
    data = uploaded.read()
    kind = next((kind for magic, kind in MAGIC if data.startswith(magic)), None)
    if only_pdf and kind != "pdf":
        raise NotKept(_("This is not a PDF. Save it as PDF, or paste the text instead."))
    if kind is None:
        raise NotKept(_("Only PDF, PNG and JPEG files can be kept. Save it as one of these, or take a photograph."))
    name = f"{hashlib.sha256(data).hexdigest()}.{kind}"
    files.store(_path(name), data)
    return name


def read(name: str) -> bytes | None:
    """The bytes of a kept file; None when it is gone."""
    return files.read(_path(name))


def _path(name: str) -> str:
    return f"{FOLDER}/{name[:2]}/{name}"


def remove_unused(in_use: Callable[[Collection[str]], Collection[str]], *, now: datetime) -> int:
    """Delete files that no row names any more and that are older than a day; how many.

    `in_use` gives those of the names that are needed. Younger ones may belong to a form that is not yet sent.
    """
    removed = 0
    folders = default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else []
    for folder in folders:
        names = default_storage.listdir(f"{FOLDER}/{folder}")[1]
        for name in set(names) - set(in_use(names)):
            if now - default_storage.get_modified_time(_path(name)) > DAY:
                default_storage.delete(_path(name))
                removed += 1
    return removed
