"""The ZIP: one PDF, the tables as CSV, digests of every file. The same data give the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.operations.tables import stream_csv
from courses.oversight.packs.document import NOT_SHOWN, page_of
from courses.oversight.packs.gathered import Contents
from courses.oversight.packs.printing import printed
from courses.oversight.packs.tables import Table

PDF: Final = "inspection-pack.pdf"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Archive:
    data: bytes
    sha256: str
    pages: int
    records: int


def archive(found: Contents) -> Archive:
    """Make it. Raises courses.operations.typesetting.NotSet."""
    files = {f"csv/{table.name}.csv": _csv(table) for table in found.tables.values()}
    sums = {name: _digest(data) for name, data in files.items()}
    document = printed(page_of(found, sums), found.scope)
    files["README.txt"] = _readme(found).encode()
    files[PDF] = document.pdf
    files["manifest.json"] = _manifest(found, files, document.pages)
    lines = (f"{_digest(files[name])}  {name}\n" for name in sorted(files))
    files["SHA256SUMS"] = "".join(lines).encode()
    data = _zip(found, files)
    return Archive(data, _digest(data), document.pages, found.records)


def _csv(table: Table) -> bytes:
    return b"".join(stream_csv([table.heads, *table.rows]))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _manifest(found: Contents, files: dict[str, bytes], pages: int) -> bytes:
    scope = found.scope
    about: dict[str, Any] = {
        "format": FORMAT,
        "practice": scope.practice.name,
        "as_at": scope.wanted.on.isoformat(),
        "activity_since": scope.wanted.since.isoformat(),
        "time_zone": scope.practice.timezone,
        "made_at": scope.made_at.isoformat(timespec="seconds"),
        "made_by": scope.made_by,
        "pages": pages,
        "records": {name: len(table.rows) for name, table in found.tables.items()},
        "files": {name: {"sha256": _digest(data), "bytes": len(data)} for name, data in sorted(files.items())},
    }
    return (json.dumps(about, indent=2, ensure_ascii=False) + "\n").encode()


def _readme(found: Contents) -> str:
    scope = found.scope
    day, since = (date_format(one, "j F Y") for one in (scope.wanted.on, scope.wanted.since))
    lines = [
        _("Inspection pack of %(practice)s") % {"practice": scope.practice.name},
        _("As at the end of %(day)s; activity since %(since)s. Made with %(product)s.")
        % {"day": day, "since": since, "product": settings.PRODUCT_NAME},
        "",
        _("%(name)s: everything in one document, gaps first.") % {"name": PDF},
        _(
            "csv/: the same tables for a spreadsheet (UTF-8, days as 2026-12-04). A cell that a spreadsheet "
            "would take for a formula begins with an apostrophe."
        ),
        *(f"  {table.name}.csv: {table.title}, {len(table.rows)}" for table in found.tables.values()),
        _("manifest.json: what each file is, its size and digest."),
        _("SHA256SUMS: the digests. To check: sha256sum -c SHA256SUMS"),
        "",
        _("What this pack does not show:"),
        *(f"- {one}" for one in NOT_SHOWN),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _zip(found: Contents, files: dict[str, bytes]) -> bytes:
    """Files by name, all dated with the moment the pack was asked for, so that making it again changes no byte."""
    made = found.scope.made_at.astimezone(found.scope.practice.zone)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, made.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, files[name])
    return out.getvalue()
