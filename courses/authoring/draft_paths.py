"""Which names a file of a draft may have. They become names on many people's computers when a course is downloaded."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 120
MOST_LEVELS = 4
MOST_SEGMENT_BYTES = 200  # what archives take
_LITTER = frozenset({"__macosx", "thumbs.db", "desktop.ini"})  # what systems add, and an upload leaves out
_SEGMENT = re.compile(r"[^\x00-\x1f\x7f<>:\"|?*\\/]+")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


class BadPath(ValueError):
    """This cannot be the name of a file. The message says why, as one sentence."""


def checked_path(path: str) -> str:
    """The path as it is when it may be used. Raises BadPath.

    It says nothing about what the compiler expects of names (C016): an upload keeps what its author wrote.
    """
    if not path or path != path.strip():
        raise BadPath("A file needs a name without spaces at its ends.")
    if len(path) > MOST_CHARACTERS:
        raise BadPath(f"This name is too long; the limit is {MOST_CHARACTERS} characters.")
    segments = path.split("/")
    if len(segments) > MOST_LEVELS:
        raise BadPath(f"A file may lie at most {MOST_LEVELS - 1} folders deep.")
    for segment in segments:
        _check_segment(segment)
    return path


def _check_segment(segment: str) -> None:
    if not segment or segment.startswith(".") or segment.endswith((".", " ")):
        raise BadPath("A name may not begin or end with a full stop, and no part of it may be empty.")
    if not _SEGMENT.fullmatch(segment) or not segment.isprintable():
        raise BadPath('A name may not hold \\ < > : " | ? * or characters that cannot be seen.')
    if len(segment.encode()) > MOST_SEGMENT_BYTES:
        raise BadPath("This name is too long. Use fewer letters with accents.")
    if not unicodedata.is_normalized("NFC", segment):
        raise BadPath("Type the letters with accents of this name anew: some are written as two signs.")
    if segment.casefold() in _LITTER:
        raise BadPath(f'"{segment}" is a name that some computers use for files of their own.')
    if is_device(segment):
        raise BadPath(f'"{segment}" is the name of a device on some computers.')


def is_device(name: str) -> bool:
    """Whether some computers take this name for a device: aux, con, lpt1.txt."""
    return _DEVICE.fullmatch(name) is not None
