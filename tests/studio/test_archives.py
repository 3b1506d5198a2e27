"""ZIP files in and out: the round trip keeps every byte, and nothing hostile gets in."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring import archives, drafts, folders
from courses.authoring.archives import ArchiveRefused, read_archive, write_archive
from courses.authoring.draft_paths import BadPath, checked_path
from courses.core.compiler import source_sha256
from courses.core.document import Folder
from courses.operations.middleware import MOST_BODY_BYTES
from tests.authoring.sample import sample

pytestmark = pytest.mark.web
ROOT = Path(__file__).resolve().parents[2]


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def refusal(data: bytes) -> ArchiveRefused:
    with pytest.raises(ArchiveRefused) as caught:
        read_archive(io.BytesIO(data))
    return caught.value


def with_entry(change: Callable[[zipfile.ZipInfo], None], data: bytes = b"x") -> bytes:
    out = io.BytesIO()
    entry = zipfile.ZipInfo("sample/odd.md")
    change(entry)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("sample/course.md", "id: sample\n")
        archive.writestr(entry, data)
    return out.getvalue()


def test_down_and_up_again_gives_the_same_course() -> None:
    folder = sample(more={"notes/plan.md": b"mine\r\n", "images/a.png": os.urandom(3000)})
    read = read_archive(io.BytesIO(write_archive(folder)))
    assert read.folder == folder
    assert read.ignored == ()
    assert source_sha256(read.folder) == source_sha256(folder)


def test_the_same_course_gives_the_same_bytes() -> None:
    folder = sample()
    turned = Folder(folder.name, dict(reversed(list(folder.files.items()))))
    assert write_archive(folder) == write_archive(turned)


def test_a_zip_of_the_files_alone_takes_its_name_from_course_md() -> None:
    read = read_archive(io.BytesIO(zipped(("course.md", b"---\nformat: 1\nid: my-course\n---\n"), ("01-a.md", b"x"))))
    assert read.folder == Folder("my-course", {"course.md": b"---\nformat: 1\nid: my-course\n---\n", "01-a.md": b"x"})


def test_what_systems_add_is_left_out_and_named() -> None:
    data = zipped(
        ("c/course.md", b"x"), ("__MACOSX/c/._course.md", b"x"), ("c/.DS_Store", b"x"), ("c/Thumbs.db", b"x"),
        ("c/.git/config", b"x"), ("c/images/", b""),
    )  # fmt: skip
    read = read_archive(io.BytesIO(data))
    assert read.folder == Folder("c", {"course.md": b"x"})
    assert read.ignored == ("__MACOSX/c/._course.md", "c/.DS_Store", "c/Thumbs.db", "c/.git/config")


NAMES = {
    "../up.md": "leads out", "c/../../up.md": "leads out", "/etc/passwd": "leads out", "c//a.md": "leads out",
    "./a.md": "leads out", "C:/a.md": "a sign", "c\\a.md": "a sign", "c/a\nb.md": "a sign", "c/a\x1b[2J.md": "a sign",
    "c/aux.md": "cannot store", "CON": "cannot store", "c/lpt1/x.md": "cannot store", "c/a.md ": "cannot store",
    "c/a.": "cannot store", "c/" + "n" * 300 + ".md": "longer than", "a/b/c/d/e/f/g.md": "folders deep",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_refused_by_name(name: str) -> None:
    error = refusal(zipped(("c/course.md", b"x"), (name, b"x")))
    assert NAMES[name] in error.message
    assert error.entry[:20] == "".join(sign if sign.isprintable() else "�" for sign in name)[:20]


def test_a_name_that_is_not_utf_8_is_refused() -> None:
    data = zipped(("c/course.md", b"x"), ("c/caf_.md", b"x")).replace(b"c/caf_.md", b"c/caf\x82.md")
    assert "not in UTF-8" in refusal(data).message


def test_a_name_hidden_behind_a_nul_is_refused() -> None:
    data = zipped(("c/course.md", b"x"), ("c/ab.md_.exe", b"x")).replace(b"c/ab.md_.exe", b"c/ab.md\0.exe")
    assert refusal(data).message


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["c/course.md", "c/COURSE.md", "c/Course.MD"])
def test_the_same_name_twice_is_refused(second: str) -> None:
    data = zipped(("c/course.md", b"x"), (second, b"y"))
    assert "twice" in refusal(data).message


def test_a_link_is_refused() -> None:
    def link(entry: zipfile.ZipInfo) -> None:
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16

    error = refusal(with_entry(link, b"/etc/passwd"))
    assert (error.entry, "a link" in error.message) == ("sample/odd.md", True)


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(zipped(("c/course.md", b"x")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in refusal(bytes(data)).message


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_packing_is_refused(method: int) -> None:
    assert "unusual" in refusal(zipped(("c/course.md", b"x" * 100), method=method)).message


def test_ten_thousand_files_are_refused_naming_the_first_too_many() -> None:
    error = refusal(zipped(*((f"c/{number:05}.md", b"") for number in range(10_000))))
    assert (error.entry, "10,000" in error.message) == ("c/00400.md", True)


def test_a_directory_of_a_million_names_is_not_even_parsed() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 30_000_000, 0, 0)
    assert "60,000" in refusal(b"\0" * 30_000_000 + end).message


def test_a_large_file_is_refused_before_it_is_unpacked() -> None:
    error = refusal(zipped(("c/course.md", b"x"), ("c/big.md", bytes(6_000_000))))
    assert (error.entry, "5 MB" in error.message) == ("c/big.md", True)


def test_many_files_that_are_large_together_are_refused() -> None:
    error = refusal(zipped(*((f"c/{number}.md", bytes(4_900_000)) for number in range(9))))
    assert (error.entry, "40 MB" in error.message) == ("c/8.md", True)


def test_an_entry_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(zipped(("c/course.md", bytes(4_000_000))))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    assert refusal(bytes(data)).entry == "c/course.md"


def test_entries_that_share_their_bytes_are_refused() -> None:
    """One compressed body, named by many entries of the directory."""
    data = zipped(("c/a.md", bytes(1_000_000)))
    start = data.index(b"PK\x01\x02")
    entry, end = data[start:-22], bytearray(data[-22:])
    names = [f"c/{letter}.md".encode() for letter in "abcdefgh"]
    directory = b"".join(entry.replace(b"c/a.md", name) for name in names)
    end[8:16] = struct.pack("<2HL", len(names), len(names), len(directory))
    error = refusal(data[:start] + directory + bytes(end))
    assert "overlaps" in error.message
    assert error.entry.startswith("c/")


BROKEN: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "two letters": lambda: b"PK",
    "a text": lambda: b"not a zip at all",
    "another packing": lambda: b"\x1f\x8b" + bytes(50),
    "without its end": lambda: zipped(("c/course.md", b"x" * 900))[:-30],
    "its first part": lambda: zipped(("c/course.md", b"x" * 900))[:40],
    "behind a program": lambda: b"#!/bin/sh\n" + zipped(("c/course.md", b"x")),
    "no entries": lambda: zipped(),
    "only hidden entries": lambda: zipped(("c/.hidden", b"x")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_whole_zip_file_is_refused_in_words(what: str) -> None:
    error = refusal(BROKEN[what]())
    assert error.message.endswith(".")
    assert "Error" not in error.message


def test_a_damaged_body_is_refused_by_name() -> None:
    data = bytearray(zipped(("c/course.md", os.urandom(5000))))
    data[400] ^= 0xFF
    assert refusal(bytes(data)).entry == "c/course.md"


def test_an_archive_for_huge_files_is_refused() -> None:
    data = bytearray(zipped(("c/course.md", b"x")))
    data[-12:-8] = b"\xff" * 4
    assert "huge" in refusal(bytes(data)).message


@given(st.binary(max_size=400), st.integers(0, 400), st.integers(0, 255))
def test_no_bytes_whatever_raise_anything_else(soup: bytes, at: int, value: int) -> None:
    good = bytearray(zipped(("c/course.md", b"id: c\n" * 20), ("c/01-a.md", b"text")))
    good[at % len(good)] = value
    for data in (soup, soup + bytes(good), bytes(good), bytes(good) + soup):
        try:
            read_archive(io.BytesIO(data))
        except ArchiveRefused:
            continue


def test_hostile_archives_cost_little_memory(tmp_path: Path) -> None:
    """A bomb that would be 4 GB, ten thousand names, and the most that is allowed: below 100 MB more than at rest."""
    bomb = zipped(*((f"c/{number}.md", bytes(4_900_000)) for number in range(300)))
    names = zipped(*((f"c/{number:05}.md", b"") for number in range(10_000)))
    most = zipped(*((f"c/{number}.md", bytes(4_900_000)) for number in range(8)))
    for name, data in (("bomb", bomb), ("names", names), ("most", most)):
        (tmp_path / name).write_bytes(data)
    program = (
        "import resource, sys\n"
        "from courses.authoring.archives import ArchiveRefused, read_archive\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        with open(path, 'rb') as file: read_archive(file)\n"
        "    except ArchiveRefused: pass\n"
        "print(peak() - before)\n"
    )
    paths = [str(tmp_path / name) for name in ("bomb", "names", "most")]
    done = subprocess.run(
        [sys.executable, "-c", program, *paths], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) < 100 * 1024


def test_limits_are_those_of_the_folder_reader_or_stricter() -> None:
    """The two ways in must not drift apart."""

    assert archives.MOST_FILES <= folders.MOST_FILES
    assert archives.MOST_FILE_BYTES <= folders.MOST_FILE_BYTES
    assert archives.MOST_BYTES <= folders.MOST_BYTES


@pytest.mark.parametrize(
    "path",
    ["images/e\u0301.svg", "__MACOSX/x.md", "images/Thumbs.db", "notes/desktop.ini", "notes/" + "\u00e9" * 110 + ".md"],
)
def test_a_name_that_an_upload_would_not_take_back_is_no_name_in_a_draft(path: str) -> None:
    with pytest.raises(BadPath):
        checked_path(path)


def test_the_fullest_draft_can_be_downloaded_and_uploaded_again() -> None:
    one = bytes(random.Random(1).randbytes(drafts.MOST_BYTES // drafts.MOST_FILES - 20))
    files = {f"images/{number:0100}.png": one for number in range(drafts.MOST_FILES - 1)} | {"course.md": b"id: full\n"}
    data = write_archive(Folder("full", files))
    assert len(data) < MOST_BODY_BYTES
    assert read_archive(io.BytesIO(data)).folder.files == files
