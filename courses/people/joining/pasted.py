"""A staff list as people have it: pasted from a mail or a spreadsheet, or a CSV file. Read, not judged."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

MOST_ROWS: Final = 500
MOST_BYTES: Final = 256_000
MOST_IN_CELL: Final = 300

_HEADERS: Final[dict[str, str]] = {
    **dict.fromkeys(("email", "mail", "emailaddress", "mailaddress", "workemail", "address"), "email"),
    **dict.fromkeys(("name", "fullname", "displayname", "person", "staffname", "employee"), "name"),
    **dict.fromkeys(("firstname", "forename", "givenname", "first"), "first"),
    **dict.fromkeys(("lastname", "surname", "familyname", "last"), "last"),
    **dict.fromkeys(("role", "jobrole", "jobtitle", "job", "position", "profession"), "role"),
    **dict.fromkeys(("team", "group", "department", "site"), "team"),
}
_IN_BRACKETS: Final = re.compile(r"<([^<>]*@[^<>]*)>")


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a list, in the list's own words. Every field may be empty, but not all of them."""

    email: str = ""
    name: str = ""
    role: str = ""
    team: str = ""


class Unreadable(ValueError):
    """The text is no list that can be read. The message says what to do."""


def decode(content: bytes) -> str:
    """The text of a file that somebody's spreadsheet wrote. Raises Unreadable for what is not text."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1000} kB. Save only the list of people as CSV.")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or content[:4] == b"%PDF":
        raise Unreadable("This is not a CSV file. In your spreadsheet choose “Save as”, then “CSV”.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if content.count(b"\0") * 3 > len(content):  # UTF-16 without its mark: every second byte of plain text is nought
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_list(text: str) -> list[Row]:
    """The rows of a pasted text or a decoded file. Raises Unreadable when there are more than `MOST_ROWS`."""
    text = _plain(text)
    lines = [line for line in text.split("\n") if line.strip(" ,;\t")]
    if not lines:
        return []
    header = _header(lines[0])
    found: list[Row] = []
    for row in _table(text, *header) if header else (row for line in lines for row in _line(line)):
        if any((row.email, row.name, row.role, row.team)):
            found.append(row)
        if len(found) > MOST_ROWS:
            raise Unreadable(f"These are more than {MOST_ROWS} people. Invite them in several lists.")
    return found


def tidy(text: str) -> str:
    """One cell: on one line, without invisible characters and quotes around it, cut at `MOST_IN_CELL`."""
    seen = "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Cc", "Cs", "Cn") or one in "\t\n")
    return " ".join(seen.split()).strip("\"' ")[:MOST_IN_CELL]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\u00a0", " ")


def _separator(line: str) -> str:
    return next((one for one in "\t;," if one in line), ",")


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [tidy(cell) for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]
    except csv.Error:
        return [tidy(cell) for cell in line.split(separator)]


def _header(line: str) -> tuple[str, list[str]] | None:
    """The separator and the columns of a first line that names them, an address among them."""
    separator = _separator(line)
    columns = [_HEADERS.get(re.sub(r"[^a-z]", "", cell.casefold()), "") for cell in _cells(line, separator)]
    return (separator, columns) if "email" in columns and "@" not in line else None


def _table(text: str, separator: str, columns: Sequence[str]) -> Iterator[Row]:
    lines = csv.reader(text.lstrip("\n ").splitlines(), delimiter=separator, skipinitialspace=True)
    try:
        next(lines, None)
        for cells in lines:
            yield _named(dict(zip(columns, map(tidy, cells), strict=False)))
    except csv.Error as error:
        raise Unreadable("A line of this list is too long to be a person. Check its quotation marks.") from error


def _named(values: dict[str, str]) -> Row:
    name = values.get("name") or " ".join(filter(None, (values.get("first"), values.get("last"))))
    return Row(_address(values.get("email", "")), name, values.get("role", ""), values.get("team", ""))


def _address(text: str) -> str:
    inside = _IN_BRACKETS.search(text)
    return tidy(inside.group(1) if inside else text).removeprefix("mailto:").lower()


def _line(line: str) -> Iterator[Row]:
    """People of one line without a header: "Name <a@b>", "a@b, Name, role, team", or several addresses."""
    if _IN_BRACKETS.search(line):
        yield from _bracketed(line)
        return
    cells = _cells(line, _separator(line))
    with_address = [cell for cell in cells if "@" in cell]
    if len(cells) == 1:
        yield from _loose(cells[0])
    elif len(with_address) > 1:
        for cell in cells:
            yield from _loose(cell)
    elif with_address:
        rest = [cell for cell in cells if cell is not with_address[0]] + ["", "", ""]
        yield Row(_address(with_address[0]), *rest[:3])
    elif any(cells):
        yield Row(*[cells[0].lower(), *cells[1:4]])


def _bracketed(line: str) -> Iterator[Row]:
    """ "Amara Osei <a@b>; Lee, Sam <s@b>", or one such person with role and team behind."""
    pieces = _IN_BRACKETS.split(line)  # name, address, name, address, …, rest
    names, addresses = pieces[0:-1:2], pieces[1::2]
    rest = _cells(pieces[-1].strip(" ,;\t"), _separator(pieces[-1])) if len(addresses) == 1 else []
    for name, address in zip(names, addresses, strict=True):
        yield Row(_address(address), _turned(tidy(name.strip(" ,;\t"))), *(rest[:2]))


def _turned(name: str) -> str:
    """Address books write "Lee, Sam"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def _loose(cell: str) -> Iterator[Row]:
    """Addresses and words with blanks between: "a@b c@d", "Amara Osei a@b"."""
    words = re.split(r"[\s,;]+", cell)
    addresses = [word for word in words if "@" in word]
    if len(addresses) == 1:
        yield Row(_address(addresses[0]), " ".join(word for word in words if word != addresses[0]))
    elif addresses:
        for word in addresses:
            yield Row(_address(word))
    elif cell:
        yield Row(cell.lower())
