"""A course folder as one ZIP file: written the same way every time, read as if a stranger had made it.

Nothing is ever extracted to disk. The directory of the archive is measured before it is parsed, each name is judged
before anything is read, and bytes are counted while they stream; what an archive says about itself is believed only
where it makes us stricter.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from courses.core.document import Folder

MOST_ARCHIVE_BYTES = 40_000_000
MOST_DIRECTORY_BYTES = 1_000_000
MOST_FILES = 400
MOST_FILE_BYTES = 5_000_000
MOST_BYTES = 40_000_000
MOST_NAME = 200
MOST_LEVELS = 5  # folders, the course's own included
CHUNK = 65_536

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_STORED = (".png", ".jpg", ".jpeg", ".webp")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_COURSE_ID = re.compile(rb"^id:[ ]*([a-z][a-z0-9-]{1,59})[ ]*\r?$", re.MULTILINE)


class ArchiveRefused(Exception):
    """The archive was not taken. `entry` is the name inside it, or "" for the whole; `message` says what to do."""

    def __init__(self, entry: str, message: str) -> None:
        self.entry = _printable(entry)
        self.message = message
        super().__init__(f"“{self.entry}”: {message}" if entry else message)


@dataclass(frozen=True, slots=True)
class Archive:
    """What was in it. `folder.name` is the top folder's name, else the id in course.md, else "" when there is neither.

    `ignored` are names that no course holds: hidden files and what some systems add.
    """

    folder: Folder
    ignored: tuple[str, ...]


def write_archive(folder: Folder) -> bytes:
    """The folder as a ZIP with one top folder, its id. The same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.files):
            entry = zipfile.ZipInfo(f"{folder.name}/{path}", _FIXED_DATE)
            entry.create_system = 3  # Unix, whatever runs here
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_STORED if path.endswith(_STORED) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, folder.files[path])
    return out.getvalue()


def read_archive(file: BinaryIO) -> Archive:
    """The course folder in a ZIP. Raises ArchiveRefused, keeping nothing, when any part is not as it should be."""
    directory_at = _measure(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _too_many(entries)
            kept, ignored = _sorted_out(entries)
            _overlaps(file, entries, directory_at)
            files = _read_all(archive, kept)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise ArchiveRefused("", "This ZIP file is damaged. Make it again and upload it once more.") from error
    return Archive(_as_course(files), tuple(ignored))


def _measure(file: BinaryIO) -> int:
    """Where the directory of the archive begins. Judged from its end record, before anything is parsed."""
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        raise ArchiveRefused("", "This file is empty. Choose the ZIP file of a course.")
    if size > MOST_ARCHIVE_BYTES:
        limit = f"{MOST_ARCHIVE_BYTES // 1_000_000} MB"
        raise ArchiveRefused("", f"This file is larger than {limit}. Take out what the course does not show.")
    file.seek(max(0, size - _END.size - 65_535))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise ArchiveRefused("", "This is not a ZIP file, or only the first part of one. Make it again.")
    _, disk, first_disk, here, total, length, offset, _ = _END.unpack_from(tail, at)
    if 0xFFFF in (here, total) or 0xFFFFFFFF in (length, offset):
        raise ArchiveRefused("", "This ZIP file is of a kind for huge archives. Make an ordinary one.")
    if disk or first_disk or here != total:
        raise ArchiveRefused("", "This is one part of a divided ZIP file. Make a single one.")
    if length > MOST_DIRECTORY_BYTES or total > 50 * MOST_FILES:
        raise ArchiveRefused("", f"This ZIP file names {total:,} files. A course has at most {MOST_FILES}.")
    end = size - len(tail) + at
    if offset + length != end:
        raise ArchiveRefused("", "This ZIP file is damaged, or something stands before it. Make it again.")
    file.seek(0)
    return offset


def _too_many(entries: list[zipfile.ZipInfo]) -> None:
    files = [entry for entry in entries if not _is_folder(entry) and not _is_litter(entry.orig_filename)]
    if len(files) > MOST_FILES:
        name = files[MOST_FILES].orig_filename
        raise ArchiveRefused(
            name, f"This is file {MOST_FILES + 1} of {len(files):,}. A course has at most {MOST_FILES}."
        )


def _sorted_out(entries: list[zipfile.ZipInfo]) -> tuple[dict[str, zipfile.ZipInfo], list[str]]:
    """Path → entry for what is a file of the course, and the names of what is left out. Every name is judged."""
    kept: dict[str, zipfile.ZipInfo] = {}
    ignored: list[str] = []
    seen: dict[str, str] = {}
    total = 0
    for entry in entries:
        name = entry.orig_filename
        _judge_name(entry, name)
        if _is_folder(entry):
            continue
        _judge_entry(entry, name)
        if _is_litter(name):
            ignored.append(name)
            continue
        same = unicodedata.normalize("NFC", name).casefold()
        if same in seen:
            raise ArchiveRefused(name, f"This name stands twice in the ZIP file (as “{_printable(seen[same])}”).")
        seen[same] = name
        total += entry.file_size
        if total > MOST_BYTES:
            raise ArchiveRefused(name, f"Up to here the files are more than {MOST_BYTES // 1_000_000} MB unpacked.")
        kept[unicodedata.normalize("NFC", name)] = entry
    return kept, ignored


def _judge_name(entry: zipfile.ZipInfo, name: str) -> None:
    if not entry.flag_bits & 0x800 and not name.isascii():
        raise ArchiveRefused(name, "This name is not in UTF-8. Use plain letters, digits and hyphens.")
    if "\\" in name or _UNSAFE.search(name):
        raise ArchiveRefused(name, "This name has a sign that no file of a course may have. Rename it.")
    parts = name.removesuffix("/").split("/")
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        raise ArchiveRefused(name, "This name leads out of the course folder. Zip the folder itself.")
    if len(name) > MOST_NAME or any(len(part.encode()) > 200 for part in parts):
        raise ArchiveRefused(name, f"This name is longer than {MOST_NAME} characters. Shorten it.")
    if len(parts) > MOST_LEVELS + 1:
        raise ArchiveRefused(name, f"This lies more than {MOST_LEVELS} folders deep. Move it up.")
    if any(_DEVICE.match(part) or part != part.rstrip(". ") for part in parts):
        raise ArchiveRefused(name, "Some systems cannot store this name. Rename it.")


def _judge_entry(entry: zipfile.ZipInfo, name: str) -> None:
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise ArchiveRefused(name, "This is a link or a device, not a file. Put the file itself there.")
    if entry.flag_bits & 0x1:
        raise ArchiveRefused(name, "This is encrypted. Make the ZIP file without a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveRefused(name, "This is packed in an unusual way. Make an ordinary ZIP file.")
    if entry.file_size > MOST_FILE_BYTES:
        raise ArchiveRefused(name, f"This is larger than {MOST_FILE_BYTES // 1_000_000} MB. Make it smaller.")


def _overlaps(file: BinaryIO, entries: list[zipfile.ZipInfo], directory_at: int) -> None:
    """Entries that share bytes unpack to far more than the archive holds: none may reach into the next."""
    order = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset for entry in order[1:]] + [directory_at]
    for entry, end in zip(order, ends, strict=True):
        file.seek(entry.header_offset)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
            raise ArchiveRefused(entry.orig_filename, "This entry is damaged. Make the ZIP file again.")
        *_, name_length, extra_length = _LOCAL.unpack(head)
        data_at = entry.header_offset + _LOCAL.size + name_length + extra_length
        if data_at + entry.compress_size > end:
            raise ArchiveRefused(entry.orig_filename, "This entry overlaps with another. Make the ZIP file again.")


def _read_all(archive: zipfile.ZipFile, kept: Mapping[str, zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for path, entry in kept.items():
        files[path] = _read(archive, entry, min(left, MOST_FILE_BYTES))
        left -= len(files[path])
    return files


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of one entry, counted as they come."""
    chunks: list[bytes] = []
    size = 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > most:
                    raise ArchiveRefused(entry.orig_filename, "This unpacks to more than it says. Make it again.")
                chunks.append(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise ArchiveRefused(entry.orig_filename, "This entry is damaged. Make the ZIP file again.") from error
    return b"".join(chunks)


def _as_course(files: dict[str, bytes]) -> Folder:
    """The files relative to the folder that holds course.md."""
    tops = {path.split("/", 1)[0] for path in files}
    if "course.md" not in files and len(tops) == 1 and all("/" in path for path in files):
        name = tops.pop()
        return Folder(name, {path.split("/", 1)[1]: data for path, data in files.items()})
    if not files:
        raise ArchiveRefused("", "There is no file of a course in this ZIP file.")
    found = _COURSE_ID.search(files.get("course.md", b"")[:20_000])
    return Folder(found.group(1).decode() if found else "", files)


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.orig_filename.endswith("/")


def _is_litter(name: str) -> bool:
    """Hidden files, and what macOS and Windows put beside one's own."""
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part == "__MACOSX" for part in parts) or parts[-1:] in (
        ("Thumbs.db",), ("desktop.ini",),
    )  # fmt: skip


def _printable(name: str) -> str:
    shown = "".join(sign if sign.isprintable() else "�" for sign in name)
    return shown if len(shown) <= 80 else shown[:79] + "…"
