"""Stored files are there whole or not at all, whenever their writer dies."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from courses.operations import files
from tests.services.site import ROOT, wait_until

pytestmark = [pytest.mark.web, pytest.mark.django_db]

SIZE = 3_000_000
WRITER = f"""
import django
django.setup()
from courses.operations import files
for number in range(100000):
    files.store(f"many/{{number}}", bytes([number % 256]) * {SIZE})
"""


def folder() -> Path:
    return Path(django_settings.STORAGES["default"]["OPTIONS"]["location"])


def write(data: Path, limit: int = -1) -> subprocess.Popen[str]:
    """A process that stores file after file under `data`; none of them may get longer than `limit` bytes."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA": str(data), "DJANGO_SETTINGS_MODULE": "lms.settings"},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


def test_what_is_stored_is_read_and_a_name_is_written_once() -> None:
    files.store("certificates/AB/one.pdf", b"first")
    files.store("certificates/AB/one.pdf", b"second")
    assert files.read("certificates/AB/one.pdf") == b"first"
    assert [file.name for file in folder().rglob("*") if file.is_file()] == ["one.pdf"]


def test_what_was_never_stored_is_none() -> None:
    assert files.read("certificates/AB/none.pdf") is None


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside"])
def test_a_name_cannot_leave_the_folder(name: str) -> None:
    with pytest.raises(Exception, match="outside"):
        files.store(name, b"x")
    assert not (folder().parent / "outside").exists()


def test_writers_at_once_leave_one_whole_file() -> None:
    pieces = [bytes([number]) * SIZE for number in range(4)]
    threads = [threading.Thread(target=files.store, args=("same", piece)) for piece in pieces]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files.read("same") in pieces
    assert os.listdir(folder()) == ["same"]


def test_a_writer_that_is_killed_leaves_whole_files_only(tmp_path: Path) -> None:
    many = tmp_path / "files" / "many"
    writer = write(tmp_path)
    wait_until(lambda: many.exists() and len(list(many.glob("[0-9]*"))) > 3, seconds=30, what="some files are written")
    writer.kill()
    writer.communicate()
    stored = [file for file in many.iterdir() if not file.name.startswith(".")]
    assert len(stored) > 3
    for file in stored:
        assert file.read_bytes() == bytes([int(file.name) % 256]) * SIZE


def test_a_full_disk_is_an_error_and_no_half_file(tmp_path: Path) -> None:
    writer = write(tmp_path, limit=SIZE // 2)
    _, said = writer.communicate(timeout=60)
    assert writer.returncode == 1
    assert "OSError" in said
    assert [file for file in (tmp_path / "files" / "many").iterdir() if not file.name.startswith(".")] == []
