"""`manage.py course fix`: what a machine can mend is mended on disk, and the rest is said."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from courses.authoring.fixing import MOST_ROUNDS, fix_folder
from courses.authoring.folder_writing import write_files
from courses.core.compiler import compile_course
from courses.core.compiler.images import read_picture
from courses.core.document import Compiled, Folder, History
from courses.core.problem import Edit, Problem, Repair
from tests.core.golden import jpeg, png, sample_files

pytestmark = pytest.mark.core

TODAY = date(2026, 11, 21)
FRONT = "---\ntitle: First unit\nsummary: What it is about.\nminutes: 8\nobjectives: [o1]\n---\n\n"
MESSY = FRONT.replace("summary: What", "summary: Note: what") + (
    "##Start\n\n\tSome <b>text</b>.\n\n### Single choise `first`\npionts: 1\n\nWhich?\n\n- [] This\n- [x] That\n"
    "> Because.\n\n**Explanaton:** So.\n"
)


def course(folder: Path, **files: bytes) -> Path:
    """The sample course on disk, with some files of its own."""
    root = folder / "sample"
    for path, data in {**sample_files(), **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def run(*words: object) -> tuple[str, int]:
    """Output and exit code."""
    out = io.StringIO()
    try:
        call_command("course", "fix", *map(str, words), stdout=out)
    except SystemExit as stopped:
        return out.getvalue(), int(stopped.code or 0)
    return out.getvalue(), 0


def test_a_faultless_course_is_left_alone(tmp_path: Path) -> None:
    root = course(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert run(root) == ("sample: nothing to repair, no problems\n", 0)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_faults_that_hide_others_are_mended_round_by_round(tmp_path: Path) -> None:
    root = course(tmp_path, **{"01-unit.md": MESSY.encode()})
    text, code = run(root)
    assert code == 0, text
    assert "-##Start\n+## Start" in text
    assert (
        "9 problems repaired (C003, C010, C014, C015, C102, C111, C120, C121, C122), no problems"
        in text.splitlines()[-1]
    )
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert compile_course(Folder("sample", files), today=TODAY).problems == ()
    assert run(root) == ("sample: nothing to repair, no problems\n", 0)


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    root = course(tmp_path, **{"01-unit.md": MESSY.encode()})
    text, code = run(root, "--dry-run")
    assert code == 0
    assert "+## Start" in text
    assert text.splitlines()[-1].startswith("sample: would be: 9 problems repaired")
    assert (root / "01-unit.md").read_text() == MESSY


def test_only_the_codes_asked_for_are_repaired_and_the_rest_is_said(tmp_path: Path) -> None:
    root = course(tmp_path, **{"01-unit.md": (FRONT + "##Start\n\nSome <b>text</b>.\n").encode()})
    text, code = run(root, "--code", "C014")
    assert code == 1
    assert (root / "01-unit.md").read_text() == FRONT + "## Start\n\nSome <b>text</b>.\n"
    assert "01-unit.md:10:6 C015 HTML `<b>` is not allowed." in text
    assert text.splitlines()[-1] == "sample: 1 problem repaired (C014), 1 problem blocks publishing left"


def test_a_code_that_nothing_repairs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing repairs C100; choose from C001"):
        run(course(tmp_path), "--code", "C100")


def test_files_are_renamed_and_decoded(tmp_path: Path) -> None:
    old = (FRONT + "## Start\n\nThe patient’s choice.\n").encode("cp1252")
    root = course(tmp_path, **{"3 Deciding.md": old})
    text, _ = run(root)
    assert "sample/3 Deciding.md → sample/03-deciding.md" in text
    assert not (root / "3 Deciding.md").exists()
    assert (root / "03-deciding.md").read_text(encoding="utf-8").endswith("The patient’s choice.\n")


def test_a_file_keeps_its_mode_and_no_other_is_left_behind(tmp_path: Path) -> None:
    root = course(tmp_path, **{"01-unit.md": (FRONT + "##Start\n\nText.\n").encode()})
    (root / "01-unit.md").chmod(0o640)
    run(root)
    assert (root / "01-unit.md").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(root)) == ["01-unit.md", "02-rest.md", "course.md", "glossary.md", "images"]


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    root = course(tmp_path)
    elsewhere = root / "notes" / "text.md"
    elsewhere.parent.mkdir()
    elsewhere.write_text(FRONT + "##Start\n\nText.\n")
    (root / "01-unit.md").unlink()
    (root / "01-unit.md").symlink_to(elsewhere)
    text, code = run(root)
    assert code == 1
    assert "sample/01-unit.md is a link; it was left alone" in text
    assert (root / "01-unit.md").is_symlink()
    assert "##Start" in elsewhere.read_text()


def test_a_link_out_of_the_folder_is_neither_read_nor_written(tmp_path: Path) -> None:
    root = course(tmp_path)
    outside = tmp_path / "outside.md"
    outside.write_text(FRONT + "##Start\n")
    (root / "03-more.md").symlink_to(outside)
    text, code = run(root)
    assert code == 1
    assert '"03-more.md" is a link that leaves the folder.' in text
    assert text.splitlines()[-1] == "sample: nothing repaired, because not everything could be read"
    assert outside.read_text() == FRONT + "##Start\n"


def test_a_folder_that_does_not_exist_is_said(tmp_path: Path) -> None:
    text, code = run(tmp_path / "nowhere")
    assert code == 1
    assert "does not exist" in text


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    root = course(tmp_path)
    before, after = Folder("sample", {"01-unit.md": b"old"}), Folder("sample", {"01-unit.md": b"new"})
    assert write_files(root, before, after, {}) == ["01-unit.md has changed meanwhile"]
    assert (root / "01-unit.md").read_bytes() == sample_files()["01-unit.md"]


def test_a_rename_never_replaces_another_file(tmp_path: Path) -> None:
    root = course(tmp_path)
    data = sample_files()["01-unit.md"]
    before, after = Folder("sample", {"01-unit.md": data}), Folder("sample", {"02-rest.md": data})
    left = write_files(root, before, after, {"02-rest.md": "01-unit.md"})
    assert left == ["01-unit.md cannot become 02-rest.md, which exists"]
    assert (root / "02-rest.md").read_bytes() == sample_files()["02-rest.md"]


def test_a_picture_is_cleaned(tmp_path: Path) -> None:
    bad = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><script>1</script><circle r="1"/></svg>'
    text = FRONT + "## Start\n\n![A row of dots](images/bad.svg)\n"
    root = course(tmp_path, **{"images/bad.svg": bad, "01-unit.md": text.encode()})
    said, code = run(root)
    assert code == 0, said
    assert "sample/images/bad.svg: 1 KB → 1 KB, decoded and written anew" in said
    picture = read_picture("svg", (root / "images/bad.svg").read_bytes())
    assert picture is not None
    assert picture.unsafe == ""


def test_a_picture_that_cannot_be_read_stays_and_the_reason_is_said(tmp_path: Path) -> None:
    text = FRONT + "## Start\n\n![A row of dots](images/photo.jpg)\n"
    root = course(tmp_path, **{"images/photo.jpg": jpeg(located=True), "01-unit.md": text.encode()})
    said, _ = run(root)
    assert "sample/images/photo.jpg stays as it is: This picture is damaged" in said
    assert "W408" in said
    assert (root / "images/photo.jpg").read_bytes() == jpeg(located=True)


def test_a_picture_that_is_too_big_is_written_anew(tmp_path: Path) -> None:
    text = FRONT + "## Start\n\n![A white square](images/big.png)\n"
    root = course(tmp_path, **{"images/big.png": png(padding=600_000), "01-unit.md": text.encode()})
    said, code = run(root)
    assert code == 0, said
    assert "(C406)" in said
    assert len((root / "images/big.png").read_bytes()) < 1_000


def test_a_photo_forgets_where_it_was_taken(tmp_path: Path) -> None:
    photo, exif, data = Image.new("RGB", (40, 30), "white"), Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825)[1] = "N"
    photo.save(data, "JPEG", exif=exif)
    text = FRONT + "## Start\n\n![A white square](images/photo.jpg)\n"
    root = course(tmp_path, **{"images/photo.jpg": data.getvalue(), "01-unit.md": text.encode()})
    assert "(W408)" in run(root)[0]
    assert not Image.open(root / "images/photo.jpg").getexif()


def test_repairs_that_undo_each_other_come_to_an_end() -> None:
    def swinging(folder: Folder, _history: History, _today: date) -> Compiled:
        text = folder.files["a.md"].decode()
        fix = Repair(edits=(Edit(1, 1, 1, 2, "b" if text == "a" else "a"),))
        return Compiled((Problem("a.md", 1, 1, "C012", "m", "f", fix),), None)

    fixed = fix_folder(Folder("sample", {"a.md": b"a"}), History(), TODAY, compile=swinging)
    assert sum(fixed.repairs.values()) <= 2


def test_repairs_without_end_stop_after_some_rounds() -> None:
    def growing(_folder: Folder, _history: History, _today: date) -> Compiled:
        return Compiled((Problem("a.md", 1, 1, "C012", "m", "f", Repair(edits=(Edit(1, 1, 1, 1, "#"),))),), None)

    fixed = fix_folder(Folder("sample", {"a.md": b"a"}), History(), TODAY, compile=growing)
    assert fixed.after.files["a.md"] == b"#" * MOST_ROUNDS + b"a"


def test_a_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    root = course(tmp_path, **{"01-unit.md": (FRONT + "##Start \x1b[31m\n\nText.\n").encode()})
    text, _ = run(root)
    assert "\x1b" not in text
