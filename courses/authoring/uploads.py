"""An uploaded course between its two steps: received and looked at, then, when its owner says so, put into effect.

The archive is kept under the digest of its bytes for the person who sent it, and read anew at the second step: what a
form carries is only its name, signed.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from courses.authoring.archives import read_archive
from courses.authoring.draft_queries import folder_of
from courses.authoring.drafts import DraftClash, put_files
from courses.authoring.models import Draft, DraftCopy
from courses.core.document import Folder
from courses.operations import files
from courses.people.models import User

SALT = "studio-upload"
KEPT_SECONDS = 24 * 3600
MOST_KEPT = 3  # of one person


class Gone(Exception):
    """The upload is too old, was put into effect already, or belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A course that was received. `token` names it in a form; `ignored` are files that no course holds."""

    token: str
    folder: Folder
    ignored: tuple[str, ...]
    stored: str  # name in storage


@dataclass(frozen=True, slots=True)
class FileChange:
    """What would become of one file: added, changed or deleted."""

    path: str
    what: str


def receive(given: UploadedFile, *, by: User) -> Upload:
    """Read the archive and keep it for the second step. Raises ArchiveRefused, keeping nothing."""
    archive = read_archive(given.file)
    given.file.seek(0)
    data = given.file.read()
    stored = f"uploads/{by.pk}-{hashlib.sha256(data).hexdigest()}.zip"
    files.store(stored, data)
    _forget_older(by, but=stored)
    token = signing.dumps([by.pk, stored], salt=SALT)
    return Upload(token, archive.folder, archive.ignored, stored)


def held(token: str, *, by: User) -> Upload:
    """The upload of the first step. Raises Gone, or ArchiveRefused."""
    try:
        owner, stored = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Gone from error
    data = files.read(stored) if owner == by.pk else None
    if data is None:
        raise Gone
    archive = read_archive(io.BytesIO(data))
    return Upload(token, archive.folder, archive.ignored, stored)


def changes(draft: Draft, upload: Upload) -> list[FileChange]:
    """File by file, what the upload would do to the draft."""
    before, after = folder_of(draft).files, upload.folder.files
    found = [FileChange(path, "deleted") for path in before.keys() - after.keys()]
    found += [FileChange(path, "added") for path in after.keys() - before.keys()]
    found += [FileChange(path, "changed") for path in before.keys() & after.keys() if before[path] != after[path]]
    return sorted(found, key=lambda one: one.path)


def apply(draft: Draft, upload: Upload, *, by: User, revision: int) -> bool:
    """Put it into effect; False, and nothing done, when somebody has written since `revision`."""
    before = folder_of(draft).files
    new: dict[str, bytes | None] = {**dict.fromkeys(before), **upload.folder.files}
    done = put_files(by=by, draft_id=draft.pk, files=new, reason=DraftCopy.Reason.REPLACED, revision=revision)
    return not isinstance(done, DraftClash)


def discard(upload: Upload) -> None:
    """Forget the archive, and those that nobody came back for within a day."""
    default_storage.delete(upload.stored)
    old = timezone.now() - timedelta(seconds=KEPT_SECONDS)
    for at, name in _kept(""):
        if at < old:
            default_storage.delete(name)


def _forget_older(by: User, *, but: str) -> None:
    """Keep the newest few of a person: nobody fills the disk with archives that wait for their second step."""
    others = [name for _at, name in _kept(f"{by.pk}-") if name != but]
    for name in others[: max(len(others) + 1 - MOST_KEPT, 0)]:
        default_storage.delete(name)


def _kept(prefix: str) -> list[tuple[datetime, str]]:
    """Archives whose names begin so, oldest first. One that is being forgotten at this moment is left out."""
    found = []
    for name in default_storage.listdir("uploads")[1]:
        if name.startswith(prefix):
            with contextlib.suppress(FileNotFoundError):
                found.append((default_storage.get_modified_time(f"uploads/{name}"), f"uploads/{name}"))
    return sorted(found)
