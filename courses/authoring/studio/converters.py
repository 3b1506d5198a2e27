"""The id of a course in the studio's addresses."""

from __future__ import annotations

from courses.authoring.drafts import RESERVED


class StudioCourse:
    """An id that is none of the studio's own words, so that /studio/marking/ never asks for a course."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED))})(?:/|$))[a-z][a-z0-9-]{{0,59}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PictureName:
    """A picture by the digest of its bytes."""

    regex = r"[0-9a-f]{64}\.(?:svg|png|jpg|webp)"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FilePath:
    """The path of a file in its course. What it may be is said where files are made; a NUL no database can look for."""

    regex = r"[^\x00]{1,400}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
