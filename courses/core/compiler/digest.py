"""Two digests: of the source (did anything change?) and of a release (what exactly was taken?)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from courses.core.document import Course, Folder

TEXT = (".md", ".svg", ".txt", ".csv", ".json", ".yaml", ".yml")
# Derived from the source by the renderer: may be rebuilt after a sanitising fix without a new release.
_HTML = {"html", "stem", "hints", "explanation", "intro", "welcome", "feedback", "debrief", "model_answer"}


def source_sha256(folder: Folder) -> str:
    """SHA-256 over the sorted (path, SHA-256 of content); text as UTF-8 with LF, `notes/` left out."""
    digest = hashlib.sha256()
    for path in sorted(folder.files):
        if path.startswith("notes/"):
            continue
        data = folder.files[path]
        if path.endswith(TEXT):
            data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        digest.update(f"{path}\0{hashlib.sha256(data).hexdigest()}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def release_sha256(course: Course) -> str:
    """SHA-256 of the canonical JSON of {format, source_sha256, structure, key, assets}.

    Canonical: keys sorted, no spaces, UTF-8. Every field that holds HTML is left out, so that rendering the same
    source with a newer renderer gives the same digest; the source's own digest vouches for the words.
    """
    parts = {
        "format": course.structure["format"],
        "source_sha256": course.source_sha256,
        "structure": _without_html(course.structure),
        "key": _without_html({**course.key, **course.lab_key}),
        "assets": [[asset.path, asset.sha256] for asset in course.assets],
    }
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _without_html(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_html(inner) for name, inner in value.items() if name not in _HTML}
    if isinstance(value, (list, tuple)):
        return [_without_html(inner) for inner in value]
    return value
