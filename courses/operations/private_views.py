"""Giving a private file back. The caller has checked who asks."""

from __future__ import annotations

from django.http import HttpResponse

from courses.operations import private_files


def private_file(name: str, *, filename: str) -> HttpResponse | None:
    """The file as a download that no browser shows inside the site; None when it is gone.

    `filename` is without its ending, which the kept type decides.
    """
    data = private_files.read(name)
    if data is None:
        return None
    kind = name.rpartition(".")[2]
    response = HttpResponse(data, content_type=private_files.TYPES[kind])
    response.headers["Content-Disposition"] = _attachment(f"{filename}.{kind}")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


def _attachment(filename: str) -> str:
    from_letters = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in filename[:-4])
    return f'attachment; filename="{from_letters.strip("-") or "file"}{filename[-4:]}"'
