"""The pictures of a draft: where each is shown, and a new one under a name that no other file has."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from courses.authoring.draft_paths import is_device
from courses.authoring.drafts import save_file
from courses.authoring.models import Draft
from courses.authoring.pictures import Cleaned, clean
from courses.core.compiler.fields import slug
from courses.core.compiler.images import EXTENSIONS, read_picture
from courses.core.document import Folder
from courses.people.models import User


@dataclass(frozen=True, slots=True)
class DraftPicture:
    """One picture. `name` is its digest and extension, as studio-shown serves it; sizes in pixels and bytes.

    `safe` is False for what the compiler would not show (C406, C407, C409, W408); `used` are the texts that show it.
    """

    path: str
    name: str
    width: int | None
    height: int | None
    size: int
    safe: bool
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """A picture that is stored now, and the Markdown that shows it."""

    path: str
    markdown: str


def pictures_of(folder: Folder) -> list[DraftPicture]:
    """Every picture of the folder by name."""
    texts = {path: data.decode("utf-8", "replace") for path, data in folder.files.items() if path.endswith(".md")}
    return [
        _picture(path, data, extension, texts)
        for path, data in sorted(folder.files.items())
        if (extension := EXTENSIONS.get(path.rsplit(".", 1)[-1].lower()))
    ]


def _picture(path: str, data: bytes, extension: str, texts: dict[str, str]) -> DraftPicture:
    picture = read_picture(extension, data)
    shows = re.compile(rf"\]\(\s*<?(?:\./|\.\./)?{re.escape(path)}[\s>)]")
    used = tuple(name for name, text in sorted(texts.items()) if shows.search(text))
    return DraftPicture(
        path=path,
        name=f"{hashlib.sha256(data).hexdigest()}.{extension}",
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        size=len(data),
        safe=picture is not None and not picture.unsafe and not picture.located,
        used=used,
    )


def add_picture(
    *, by: User, draft: Draft, folder: Folder, name: str, data: bytes, alt: str, caption: str, shown_in: str
) -> Added:
    """Clean and store a picture. The same picture again is not stored twice. Raises PictureRefused, and as `save_file`.

    `alt` and `caption` are plain text; `shown_in` is the text that will show it: pools lie one folder deeper.
    """
    cleaned = clean(data, name.rsplit(".", 1)[-1] if "." in name else "")
    path = _free_path(folder, name, cleaned)
    if path not in folder.files:
        save_file(by=by, draft_id=draft.pk, path=path, data=cleaned.data, version=0)
    address = f"../{path}" if "/" in shown_in else path
    return Added(path, f"![{alt}]({address})" if not caption else f'![{alt}]({address} "{caption}")')


def _free_path(folder: Folder, name: str, cleaned: Cleaned) -> str:
    """images/<words of the name>.<extension>, numbered when another picture has it."""
    words = re.sub(r"-question$", "", slug(name.rsplit("/", 1)[-1].rsplit(".", 1)[0])) or "picture"
    words = f"picture-{words}" if is_device(words) else words
    taken = {path.casefold(): path for path in folder.files}
    for number in range(1, len(folder.files) + 2):
        path = f"images/{words}{f'-{number}' if number > 1 else ''}.{cleaned.extension}"
        if path not in taken or folder.files[taken[path]] == cleaned.data:
            return path
    raise AssertionError("more names than files")
