"""How much room one educator has: courses, files and bytes. Whoever reaches an end is told what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.authoring import drafts
from courses.authoring.archives import write_archive
from courses.authoring.draft_queries import courses_of, folder_of
from courses.authoring.drafts import DraftFull, TooManyCourses, begin_draft, save_file
from courses.authoring.models import Course, CourseEditor
from courses.core.document import Folder
from tests.actors import person
from tests.authoring.sample import sample
from tests.studio.test_new_course import FIELDS

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def course(number: int) -> Folder:
    text = sample().files["course.md"].replace(b"id: sample", f"id: course-{number}".encode())
    return Folder(f"course-{number}", {**sample().files, "course.md": text})


@pytest.fixture
def room_for_two(settings, educator):
    settings.STUDIO_COURSES = 2
    for number in range(2):
        begin_draft(by=educator, folder=course(number))


def test_a_course_beyond_the_limit_is_not_begun_and_the_page_says_what_to_do(as_user, educator, room_for_two):
    reply = as_user(educator).post("/studio/new/", FIELDS)
    assert reply.status_code == 422
    text = reply.content.decode()
    assert "You have begun 2 courses, as many as one person may on this site." in text
    assert "Go on with one of them" in text
    assert FIELDS["title"] in text, "what was typed is still there"
    assert Course.objects.count() == 2


def test_an_uploaded_course_counts_like_any_other(as_user, educator, room_for_two):
    archive = SimpleUploadedFile("a.zip", write_archive(course(7)))
    reply = as_user(educator).post("/studio/upload/", {"archive": archive})
    assert reply.status_code == 422
    assert "You have begun 2 courses" in reply.content.decode()
    assert not Course.objects.filter(slug="course-7").exists()


def test_what_others_share_does_not_count_and_administrators_have_no_limit(settings, educator, room_for_two):
    settings.STUDIO_COURSES = 3
    theirs = begin_draft(by=person("bea@site.example", "Bea Ortiz", is_educator=True), folder=course(3))
    CourseEditor.objects.create(course=theirs.course, person=educator, added_by=None, at=timezone.now())
    begin_draft(by=educator, folder=course(4))
    with pytest.raises(TooManyCourses):
        begin_draft(by=educator, folder=course(5))
    educator.is_staff = True
    educator.save()
    begin_draft(by=educator, folder=course(6))


def test_a_draft_that_is_full_says_how_full_and_what_to_do(draft, educator, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_FILES", len(sample().files))
    with pytest.raises(DraftFull, match="Delete files that are not needed, or divide it into two courses"):
        save_file(by=educator, draft_id=draft.pk, path="notes/one.md", data=b"x", version=0)
    monkeypatch.setattr(drafts, "MOST_FILE_BYTES", 10)
    with pytest.raises(DraftFull, match="Make it smaller, or leave it out"):
        save_file(by=educator, draft_id=draft.pk, path="notes/one.md", data=b"x" * 11, version=0)


def test_an_upload_that_has_no_room_changes_nothing_and_says_why(as_user, educator, draft, monkeypatch):
    """An archive may be a little larger than a draft: it was received, and put into effect it does not fit."""
    client, before = as_user(educator), folder_of(draft).files
    archive = SimpleUploadedFile("a.zip", write_archive(sample(more={"notes/n.md": b"more"})))
    form = client.post("/studio/upload/", {"archive": archive}).context
    monkeypatch.setattr(drafts, "MOST_BYTES", 100)
    fields = {"upload": form["upload"].token, "revision": form["draft"].revision}
    page = client.post("/studio/upload/", fields, follow=True).content.decode()
    assert "Nothing was changed. A course may have at most" in page
    assert folder_of(draft).files == before


def test_courses_of_one_moment_keep_one_order(educator):
    with time_machine.travel(datetime(2026, 6, 15, 9, 0, tzinfo=UTC), tick=False):
        for number in (2, 1, 3):
            begin_draft(by=educator, folder=course(number))
    begin_draft(by=educator, folder=course(0))
    assert [one.slug for one in courses_of(educator)] == ["course-0", "course-1", "course-2", "course-3"]
