"""Beginning a course in the studio, from good text or from a ZIP file."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from courses.authoring.archives import write_archive
from courses.authoring.draft_queries import draft_for, folder_of
from courses.authoring.drafts import begin_draft, put_files
from courses.authoring.models import Course, Draft, DraftCopy, DraftFile, Release
from courses.authoring.services import Outcome, publish
from courses.core.compiler import source_sha256
from courses.core.document import Folder
from courses.people.models import User
from tests.authoring.sample import UNIT, sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FIELDS = {
    "template": "unit-and-quiz",
    "title": "Reading AI summaries: part 1",
    "summary": "What to check in a letter.",
    "audience": ["gp", "reception"],
    "language": "en-GB",
}


def zip_of(folder: Folder, name: str = "course.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, write_archive(folder), "application/zip")


def upload(client: Client, folder: Folder) -> str:
    return client.post("/studio/upload/", {"archive": zip_of(folder)}, follow=True).content.decode()


@pytest.fixture
def studio(client: Client, educator: User) -> Client:
    client.force_login(educator)
    return client


def test_a_course_begins_with_text_in_it_and_opens(studio: Client, educator: User) -> None:
    answer = studio.post("/studio/new/", FIELDS)
    assert answer["Location"] == "/studio/reading-ai-summaries-part-1/"
    folder = folder_of(draft_for(educator, "reading-ai-summaries-part-1"))
    assert b'title: "Reading AI summaries: part 1"' in folder.files["course.md"]
    assert "pools/final.md" in folder.files
    assert publish(folder=folder, by=educator).outcome is Outcome.CREATED


def test_a_double_click_begins_one_course(studio: Client) -> None:
    studio.post("/studio/new/", FIELDS)
    again = studio.post("/studio/new/", FIELDS)
    assert again.status_code == 422
    assert "Another course has the id" in again.content.decode()
    assert Course.objects.count() == Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Write a title"), ("summary", " ", "one sentence"), ("audience", [], "at least one role"),
        ("slug", "Not an id", "such as not-an-id"), ("slug", "marking", "one of ours"), ("title", "x" * 71, "70"),
        ("title", "ไทย in Thai", "cannot print"), ("template", "../../etc", "Select a valid choice"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_its_field(studio: Client, field: str, value: object, words: str) -> None:
    answer = studio.post("/studio/new/", {**FIELDS, field: value})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert "There is a problem" in text
    assert not Course.objects.exists()


@pytest.mark.parametrize("url", ["/studio/new/", "/studio/upload/", "/studio/sample/draft.zip"])
def test_a_learner_finds_no_such_page(client: Client, clinician: User, url: str) -> None:
    client.force_login(clinician)
    assert client.get(url).status_code == 404
    assert client.post(url, FIELDS).status_code in (404, 405)


def test_an_upload_is_a_new_course(studio: Client, educator: User) -> None:
    upload(studio, sample())
    assert folder_of(draft_for(educator, "sample")) == sample()
    assert not Release.objects.exists()


def test_down_and_up_again_makes_no_new_release(studio: Client, educator: User) -> None:
    upload(studio, sample())
    first = publish(folder=folder_of(draft_for(educator, "sample")), by=educator)
    downloaded = studio.get("/studio/sample/draft.zip")
    assert downloaded["Content-Disposition"] == 'attachment; filename="sample.zip"'
    file = SimpleUploadedFile("sample.zip", downloaded.content)
    text = studio.post("/studio/upload/", {"archive": file}, follow=True).content.decode()
    assert "Nothing was changed" in text
    folder = folder_of(draft_for(educator, "sample"))
    assert first.release is not None
    assert source_sha256(folder) == first.release.source_sha256
    assert publish(folder=folder, by=educator).outcome is Outcome.UNCHANGED


def test_an_upload_over_a_course_shows_first_what_it_would_change(studio: Client, educator: User) -> None:
    upload(studio, sample(more={"notes/old.md": b"old"}))
    page = studio.post("/studio/upload/", {"archive": zip_of(sample(unit=UNIT + "\nMore.\n"))})
    text = page.content.decode()
    assert folder_of(draft_for(educator, "sample")).files["01-first.md"] == UNIT.encode()
    assert [(one.path, one.what) for one in page.context["changes"]] == [
        ("01-first.md", "changed"),
        ("notes/old.md", "deleted"),
    ]
    token, revision = page.context["upload"].token, page.context["draft"].revision
    assert token in text
    for _ in range(2):  # a double click
        studio.post("/studio/upload/", {"upload": token, "revision": revision})
    folder = folder_of(draft_for(educator, "sample"))
    assert folder.files["01-first.md"] == (UNIT + "\nMore.\n").encode()
    assert "notes/old.md" not in folder.files
    kept = {copy.path: bytes(copy.data) for copy in DraftCopy.objects.all()}
    assert kept == {"01-first.md": UNIT.encode(), "notes/old.md": b"old"}


def test_whoever_wrote_in_between_is_not_written_over(studio: Client, educator: User) -> None:
    upload(studio, sample())
    page = studio.post("/studio/upload/", {"archive": zip_of(sample(unit=UNIT + "\nMine.\n"))})
    draft = draft_for(educator, "sample")
    put_files(by=educator, draft_id=draft.pk, files={"01-first.md": b"theirs"}, reason=DraftCopy.Reason.REPLACED)
    answer = studio.post("/studio/upload/", {"upload": page.context["upload"].token, "revision": draft.revision})
    assert "What the upload changes" in answer.content.decode()
    assert bytes(DraftFile.objects.get(path="01-first.md").data) == b"theirs"


def test_the_upload_of_one_person_is_nothing_to_another(studio: Client, educator: User, db: None) -> None:
    upload(studio, sample())
    page = studio.post("/studio/upload/", {"archive": zip_of(sample(unit=UNIT + "\nMine.\n"))})
    other = User.objects.create_user("other@example.org", display_name="Other", is_educator=True)
    studio.force_login(other)
    studio.post("/studio/upload/", {"upload": page.context["upload"].token, "revision": 1})
    assert bytes(DraftFile.objects.get(path="01-first.md").data) == UNIT.encode()
    assert "Another course has the id" in upload(studio, sample(unit=UNIT + "\nTheirs.\n"))
    assert bytes(DraftFile.objects.get(path="01-first.md").data) == UNIT.encode()


@pytest.mark.parametrize("token", ["", "x", "a:b:c"])
def test_a_made_up_second_step_changes_nothing(studio: Client, token: str) -> None:
    upload(studio, sample())
    answer = studio.post("/studio/upload/", {"upload": token, "revision": "1"}, follow=True)
    assert "not kept any more" in answer.content.decode()


def test_an_upload_is_kept_for_a_day(studio: Client, educator: User) -> None:
    upload(studio, sample())
    page = studio.post("/studio/upload/", {"archive": zip_of(sample(unit=UNIT + "\nMine.\n"))})
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        studio.force_login(educator)
        late = {"upload": page.context["upload"].token, "revision": 1}
        assert "not kept any more" in studio.post("/studio/upload/", late, follow=True).content.decode()
        upload(studio, sample(slug="other"))
    assert default_storage.listdir("uploads")[1] == []


def test_a_bad_archive_is_refused_with_its_entry_and_nothing_is_kept(studio: Client) -> None:
    bad = io.BytesIO(write_archive(Folder("c", {"course.md": b"x", "../up.md": b"x"})))
    text = studio.post("/studio/upload/", {"archive": SimpleUploadedFile("c.zip", bad.read())}).content.decode()
    assert "c/../up.md: This name leads out" in text
    assert not Course.objects.exists()


def test_a_zip_with_no_course_says_so(studio: Client) -> None:
    answer = studio.post("/studio/upload/", {"archive": zip_of(Folder("", {"a.md": b"x"}))})
    assert answer.status_code == 422
    assert not Course.objects.exists()


def test_a_body_beyond_the_limit_is_not_received(client: Client) -> None:
    answer = client.generic("POST", "/studio/upload/", b"x", CONTENT_LENGTH="200000000")
    assert answer.status_code == 413
    assert "40 MB" in answer.content.decode()


def test_the_text_of_a_release_can_be_downloaded(studio: Client, educator: User) -> None:
    upload(studio, sample())
    publish(folder=sample(), by=educator)
    publish(folder=sample(unit=UNIT + "\nMore.\n"), by=educator)
    data = studio.get("/studio/sample/releases/1.zip").content
    assert data == write_archive(sample())
    assert studio.get("/studio/sample/releases/3.zip").status_code == 404


def test_begin_draft_and_the_form_agree_on_ids(studio: Client, educator: User) -> None:
    begin_draft(by=educator, folder=sample(slug="taken"))
    assert studio.post("/studio/new/", {**FIELDS, "slug": "taken"}).status_code == 422
