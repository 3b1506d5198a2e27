"""`course watch`, `share` and `export`: a folder on disk and the studio's draft."""

from __future__ import annotations

import os
import threading
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.authoring.draft_queries import draft_for, folder_of
from courses.authoring.drafts import begin_draft, save_file
from courses.authoring.models import CourseEditor, Draft, DraftCopy
from courses.authoring.services import publish
from courses.authoring.watching import Differs, Watched
from courses.core.document import Folder
from courses.people.models import User
from tests.authoring.sample import UNIT, sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def on_disk(folder: Folder, root: Path) -> Path:
    for path, data in folder.files.items():
        target = root / folder.name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return root / folder.name


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return on_disk(sample(), tmp_path)


def files(person: User) -> dict[str, bytes]:
    return dict(folder_of(draft_for(person, "sample")).files)


def test_a_folder_becomes_a_draft_and_each_save_reaches_it(root: Path, educator: User) -> None:
    watched = Watched.begin(root, person=educator, replace=False)
    first = watched.step()
    assert (first.stored, [one.code for one in first.problems]) == ((), ["W701"])
    (root / "01-first.md").write_text(UNIT + "\nMore.\n")
    (root / "03-third.md").write_text("no front matter")
    step = watched.step()
    assert step.stored == ("01-first.md", "03-third.md")
    assert "C001" in {one.code for one in step.problems}
    assert files(educator)["01-first.md"] == (UNIT + "\nMore.\n").encode()
    (root / "03-third.md").unlink()
    assert watched.step().stored == ("03-third.md",)
    assert files(educator) == {**sample().files, "01-first.md": (UNIT + "\nMore.\n").encode()}
    assert watched.step().stored == ()


def test_a_text_that_the_studio_changed_is_not_written_over(root: Path, educator: User) -> None:
    watched = Watched.begin(root, person=educator, replace=False)
    watched.step()
    draft = draft_for(educator, "sample")
    save_file(by=educator, draft_id=draft.pk, path="01-first.md", data=b"theirs", version=1)
    (root / "01-first.md").write_bytes(b"mine")
    (root / "notes.txt").write_bytes(b"x")
    step = watched.step()
    assert (step.stored, step.kept) == (("notes.txt",), ("01-first.md",))
    assert files(educator)["01-first.md"] == b"theirs"
    (root / "01-first.md").write_bytes(b"theirs")  # the person has settled it
    assert watched.step().kept == ()


def test_a_draft_with_other_texts_is_replaced_only_when_asked_and_kept_aside(root: Path, educator: User) -> None:
    begin_draft(by=educator, folder=sample(unit="other"))
    with pytest.raises(Differs) as caught:
        Watched.begin(root, person=educator, replace=False)
    assert caught.value.args[0] == ["01-first.md"]
    Watched.begin(root, person=educator, replace=True).step()
    assert files(educator) == sample().files
    assert bytes(DraftCopy.objects.get().data) == b"other"


def test_somebody_else_s_course_is_not_watched(root: Path, educator: User) -> None:
    begin_draft(by=educator, folder=sample())
    User.objects.create_user("other@example.org", display_name="Other", is_educator=True)
    with pytest.raises(CommandError, match="may not edit"):
        call_command("course", "watch", str(root), "--as", "other@example.org")


def test_a_save_is_seen_within_moments_however_an_editor_saves(root: Path, educator: User) -> None:
    watched, stop = Watched.begin(root, person=educator, replace=False), threading.Event()
    steps = watched.steps(stop)
    next(steps)

    def save() -> None:
        time.sleep(0.5)
        beside = root / "01-first.md.swp"
        beside.write_text(UNIT + "\nRenamed.\n")
        os.replace(beside, root / "01-first.md")

    writer = threading.Thread(target=save)
    writer.start()
    step = next(steps)
    writer.join()
    stop.set()
    assert "01-first.md" in step.stored
    assert b"Renamed." in files(educator)["01-first.md"]


def test_a_course_is_shared_and_taken_back(educator: User) -> None:
    begin_draft(by=educator, folder=sample())
    other = User.objects.create_user("other@example.org", display_name="Other", is_educator=True)
    call_command("course", "share", "sample", "other@example.org", stdout=StringIO())
    call_command("course", "share", "sample", "other@example.org", stdout=StringIO())
    assert CourseEditor.objects.filter(person=other).count() == 1
    assert draft_for(other, "sample")
    call_command("course", "share", "sample", "other@example.org", "--remove", stdout=StringIO())
    with pytest.raises(Draft.DoesNotExist):
        draft_for(other, "sample")


@pytest.mark.parametrize("arguments", [("none", "elif@site.example"), ("sample", "nobody@example.org")])
def test_what_cannot_be_shared_is_said(educator: User, arguments: tuple[str, str]) -> None:
    begin_draft(by=educator, folder=sample())
    with pytest.raises(CommandError, match="No "):
        call_command("course", "share", *arguments)


def test_a_text_is_written_out_as_it_was(educator: User, tmp_path: Path) -> None:
    publish(folder=sample(), by=None)
    publish(folder=sample(unit=UNIT + "\nMore.\n"), by=None)
    out = tmp_path / "sample"
    call_command("course", "export", "sample", str(out), "--release", "1", stdout=StringIO())
    written = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert written == sample().files
    with pytest.raises(CommandError, match="not empty"):
        call_command("course", "export", "sample", str(out))
    call_command("course", "export", "sample", str(out), "--force", stdout=StringIO())
    assert (out / "01-first.md").read_text() == UNIT + "\nMore.\n"
