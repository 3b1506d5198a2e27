"""A course that is published from a folder while a draft of it lies in the studio."""

from __future__ import annotations

import pytest

from courses.authoring.draft_queries import folder_of
from courses.authoring.drafts import FileClash, put_files, save_file
from courses.authoring.models import Draft, DraftCopy, Release
from courses.authoring.services import publish
from courses.core.compiler import source_sha256
from courses.people.models import User
from tests.authoring.changed_course import edited
from tests.authoring.sample import sample
from tests.studio.publishing_course import UNIT, published_course, write

pytestmark = [pytest.mark.web, pytest.mark.django_db]
MINE, THEIRS = (UNIT, "The end.", "My end."), (UNIT, "The end.", "Their end.")


@pytest.fixture
def draft(educator: User) -> Draft:
    return published_course(educator)


def digest(draft: Draft) -> str:
    return source_sha256(folder_of(draft))


def test_a_draft_that_nobody_has_written_into_goes_along(draft: Draft) -> None:
    version = draft.files.get(path=UNIT).version
    done = publish(folder=edited(sample(), THEIRS), by=None)
    assert done.created, done.problems
    draft.refresh_from_db()
    assert (draft.base, digest(draft)) == (done.release, done.release.source_sha256)
    assert draft.files.get(path=UNIT).version == version + 1
    assert draft.source_sha256 == done.release.source_sha256


def test_an_open_editor_is_told_and_its_text_is_not_taken_for_the_new_one(draft: Draft, educator: User) -> None:
    file = draft.files.get(path=UNIT)
    publish(folder=edited(sample(), THEIRS), by=None)
    saved = save_file(
        by=educator, draft_id=draft.pk, path=UNIT, data=b"mine", version=file.version, client="tab", seq=9
    )
    assert isinstance(saved, FileClash)


def test_notes_of_the_draft_stay_where_they_are(draft: Draft, educator: User) -> None:
    put_files(by=educator, draft_id=draft.pk, files={"notes/a.md": b"Ask Jo."}, reason=DraftCopy.Reason.REPLACED)
    publish(folder=edited(sample(), THEIRS), by=None)
    assert bytes(draft.files.get(path="notes/a.md").data) == b"Ask Jo."
    assert b"Their end." in bytes(draft.files.get(path=UNIT).data)


def test_a_draft_with_other_words_stays_as_it_is(draft: Draft, educator: User) -> None:
    write(draft, educator, MINE)
    publish(folder=edited(sample(), THEIRS), by=None)
    draft.refresh_from_db()
    assert draft.base.number == 1
    assert b"My end." in bytes(draft.files.get(path=UNIT).data)


def test_a_draft_with_the_very_text_goes_on_from_the_new_release(draft: Draft, educator: User) -> None:
    write(draft, educator, MINE)
    publish(folder=edited(sample(), MINE), by=None)
    draft.refresh_from_db()
    assert draft.base == Release.objects.get(number=2)
    assert not DraftCopy.objects.filter(path=UNIT, reason="others").exists()
