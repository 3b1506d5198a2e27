"""Reads the golden cases of `tests/golden`: small Markdown files an author can read.

A case is a sentence and some blocks fenced by five tildes. A block whose name is a file is that file; `given`
holds what the site knows and files that are no text; `problems` holds what `course check` must say, one line
each. What a case does not give comes from the small faultless course below.
"""

from __future__ import annotations

import datetime
import re
import struct
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from courses.core.changes import Content, diff
from courses.core.changes.problems import asked_problems, effect_problems, overtaken
from courses.core.compiler import compile_course, source_sha256
from courses.core.document import Folder, History, Signature
from courses.core.problem import Problem

GOLDEN = Path(__file__).parent.parent / "golden"
_OLDER = re.compile(r"^r[0-9]+/")
_BLOCK = re.compile(r"^~~~~~ ?(?:markdown )?(\S+)\n(.*?)^~~~~~$", re.M | re.S)

COURSE = """\
---
format: 1
id: sample
title: A sample course
summary: It exists for the tests.
language: en-GB
audience: [gp, reception]
minutes: 16
competencies:
  protect-data: Remove identifiers before text leaves the practice
objectives:
  o1: Work out a predictive value
pass-mark: 80%
valid-for-months: 24
review-by: 2027-06-30
authors: [A. Example]
reviewers:
  - name: B. Example
    role: clinical safety
    date: 2026-06-12
sources:
  demo-study:
    title: A fictional study
    url: https://example.org/study
    review-by: 2027-06-10
---

Welcome.
"""
UNIT = """\
---
title: First unit
summary: What it is about.
minutes: 8
objectives: [o1]
---

## Start

Some text.
"""
REST = """\
---
title: Second unit
summary: Makes the course whole.
minutes: 8
objectives: [o1]
competency: protect-data
---

## Start

It helps [@demo-study].

### True or false `rest-fact`
objective: o1

A dot is round.

- [x] True
- [ ] False

**Explanation:** By its definition.
"""
GLOSSARY = """\
---
title: Glossary
---

## Sensitivity

Of those who are ill, the share who are flagged.
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><title>Dots</title><circle r="2"/></svg>'


@dataclass
class Case:
    """One golden case. `problems` are its expected lines."""

    name: str
    files: dict[str, bytes]
    problems: list[str] = field(default_factory=list)
    history: History = field(default_factory=History)
    today: datetime.date = datetime.date(2026, 11, 21)
    release: int = 0  # number of the newest release; `older` is its text
    older: dict[str, bytes] = field(default_factory=dict)
    open_attempts: dict[int, int] = field(default_factory=dict)  # release -> people with an open attempt on it
    overtaken: int = 0  # the release that another person published meanwhile

    @property
    def folder(self) -> Folder:
        return Folder("sample", self.files)


def cases() -> list[Case]:
    return [read_case(path) for path in sorted(GOLDEN.glob("*.md"))]


def read_case(path: Path) -> Case:
    blocks: dict[str, str] = dict(_BLOCK.findall(path.read_text(encoding="utf-8")))
    problems = blocks.pop("problems", "").splitlines()
    given = [line.split(": ", 1) for line in blocks.pop("given", "").splitlines()]
    files, older = sample_files(), sample_files()
    for name, text in blocks.items():
        (older if _OLDER.match(name) else files)[_OLDER.sub("", name)] = text.encode()
    case = Case(path.stem, files, problems, older=older)
    for name, value in given:
        _given(case, name, value)
    return case


def sample_files() -> dict[str, bytes]:
    """A course of two units that compiles without a problem."""
    texts = {"course.md": COURSE, "01-unit.md": UNIT, "02-rest.md": REST, "glossary.md": GLOSSARY}
    return {**{name: text.encode() for name, text in texts.items()}, "images/dots.svg": SVG}


def _given(case: Case, name: str, value: str) -> None:
    """What the site knows, one line each; the names are those of the `if`s below.

    `release: 6` says which release the blocks `r6/…` are; files that they leave out are those of the sample course.
    `signed` and `named in the release` stand for `this` text or `another` one.
    """
    left, _, right = value.partition(" = ")
    known = case.history
    if name == "today":
        case.today = datetime.date.fromisoformat(value)
    elif name == "no file":
        del case.files[value]
    elif name == "file":
        case.files[left] = made_of(right)
    elif name == "published":
        case.history = replace(known, published=known.published | {value})
    elif name == "prerequisites":
        case.history = replace(known, prerequisites={**known.prerequisites, left: right.split(", ")})
    elif name == "released":
        case.history = replace(known, kinds={**known.kinds, left: right})
    elif name == "answered":
        case.history = replace(known, answered={**known.answered, left: int(right)})
    elif name == "signed":
        case.history = replace(known, signatures=(*known.signatures, Signature(_text(case, left), *right.split(", "))))
    elif name == "named in the release":
        reviewer, role, date = right.split(", ")
        by = (*known.reviewed_by, (reviewer, role, date))
        case.history = replace(known, reviewed_text=_text(case, left), reviewed_by=by)
    elif name == "release":
        case.release = int(value)
    elif name == "open attempts":
        case.open_attempts[int(left)] = int(right)
    elif name == "published meanwhile":
        case.overtaken = int(value)
    else:
        raise ValueError(f"{case.name}: what does {name!r} mean?")


def _text(case: Case, which: str) -> str:
    """The source digest of `this` text or of `another`."""
    return {"this": source_sha256(case.folder), "another": "0" * 64}[which]


def problems_of(case: Case) -> list[Problem]:
    """What `course check` says and, where the case has an older release, what the publish page adds to it."""
    compiled = compile_course(case.folder, history=case.history, today=case.today)
    found = list(compiled.problems)
    if case.overtaken:
        found.append(overtaken(case.overtaken))
    if case.release:
        old = compile_course(Folder("sample", case.older), today=case.today).course
        assert old, case.name
        assert compiled.course, case.name
        changes = diff(Content.of(old), Content.of(compiled.course))
        found += asked_problems(changes, {}, number=case.release, folder=case.folder)
        found += effect_problems(changes, case.open_attempts, folder=case.folder)
    return sorted(found)


def made_of(what: str) -> bytes:
    """Bytes that cannot be written in a Markdown file."""
    kind, _, rest = what.partition(" ")
    if kind == "png":
        return png(padding=int(rest or 0))
    if kind == "jpeg-with-place":
        return jpeg(located=True)
    if kind == "text":
        return rest.encode("cp1252").replace(b"\\n", b"\n")
    if kind == "bytes":
        return b"x" * int(rest)
    raise ValueError(f"nothing is made of {what!r}")


def png(width: int = 4, height: int = 3, padding: int = 0) -> bytes:
    """A real, white PNG; `padding` adds a comment of that many bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + b"\xff" * width) * height))
    comment = chunk(b"tEXt", b"Comment\0" + b" " * padding) if padding else b""
    return b"\x89PNG\r\n\x1a\n" + header + comment + pixels + chunk(b"IEND", b"")


def jpeg(width: int = 40, height: int = 30, *, located: bool = False) -> bytes:
    """The headers of a JPEG: an Exif block, with a GPS entry if `located`, and the frame size."""
    tag = 0x8825 if located else 0x0112
    exif = b"Exif\0\0" + b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHII", tag, 4, 1, 26) + b"\0" * 8
    block = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8" + block + frame + b"\xff\xd9"


def shown(problem: Problem) -> str:
    """`01-unit.md:12:3 C101 Two correct answers …`"""
    return f"{problem.file}:{problem.line}:{problem.column} {problem.code} {problem.message}"
