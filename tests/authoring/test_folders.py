"""Reading a course folder from disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from courses.authoring import folders
from courses.authoring.folders import read_folder

pytestmark = pytest.mark.core


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "sample"
    (folder / "images").mkdir(parents=True)
    (folder / "notes").mkdir()
    (folder / ".git").mkdir()
    (folder / "course.md").write_bytes(b"text\r\n")
    (folder / "images" / "a.svg").write_bytes(b"<svg/>")
    (folder / "notes" / "private.md").write_text("never")
    (folder / ".git" / "config").write_text("never")
    (folder / ".DS_Store").write_text("never")
    return folder


def codes(path: Path) -> list[str]:
    return [problem.code for problem in read_folder(path).problems]


def test_a_folder_is_its_files_without_notes_and_hidden_ones(course: Path) -> None:
    read = read_folder(course)
    assert read.problems == ()
    assert read.folder.name == "sample"
    assert dict(read.folder.files) == {"course.md": b"text\r\n", "images/a.svg": b"<svg/>"}


def test_the_folder_that_one_stands_in_has_a_name(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course)
    assert read_folder(Path()).folder.name == "sample"


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    assert codes(tmp_path / "missing") == ["C030"]
    assert codes(tmp_path / "file") == ["C030"]


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_read(course: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("outside")
    (course / "images" / "out.svg").symlink_to(tmp_path / "secret")
    (course / "images" / "in.svg").symlink_to("a.svg")
    read = read_folder(course)
    assert [(problem.code, problem.file) for problem in read.problems] == [("C032", "images/out.svg")]
    assert read.folder.files["images/in.svg"] == b"<svg/>"
    assert "images/out.svg" not in read.folder.files


def test_a_link_to_a_folder_is_not_followed(course: Path) -> None:
    (course / "round").symlink_to(course, target_is_directory=True)
    assert codes(course) == ["C031"]


def test_a_pipe_is_not_waited_for(course: Path) -> None:
    os.mkfifo(course / "pipe.md")
    assert codes(course) == ["C031"]


def test_a_name_that_is_not_utf_8_is_a_problem(course: Path) -> None:
    (course / os.fsdecode(b"caf\xe9.md")).write_text("text")
    assert codes(course) == ["C036"]


def test_too_many_too_large_and_too_deep_are_problems(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_FILE_BYTES", 10)
    (course / "large.md").write_bytes(b"x" * 11)
    (course / "1/2/3/4").mkdir(parents=True)
    assert codes(course) == ["C035", "C034"]
    monkeypatch.setattr(folders, "MOST_FILES", 1)
    assert codes(course)[-1] == "C033"
