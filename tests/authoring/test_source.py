"""The author's text is kept with the release that was made of it."""

from __future__ import annotations

import pytest

from courses.authoring import queries
from courses.authoring.models import ReleaseFile, SourceBlob
from courses.authoring.services import publish
from courses.core.compiler import source_sha256
from tests.authoring.sample import UNIT, sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_a_release_keeps_its_text_byte_for_byte_but_no_notes() -> None:
    folder = sample(more={"notes/plan.md": b"only mine"})
    release = publish(folder=folder, by=None).release
    assert release is not None
    kept = queries.source(release)
    assert kept is not None
    assert kept.files == {path: data for path, data in folder.files.items() if path != "notes/plan.md"}
    assert source_sha256(kept) == release.source_sha256


def test_a_file_that_stays_is_stored_once_for_all_releases() -> None:
    publish(folder=sample(), by=None)
    before = SourceBlob.objects.count()
    publish(folder=sample(unit=UNIT + "\nSecond text.\n"), by=None)
    assert SourceBlob.objects.count() == before + 1
    assert ReleaseFile.objects.count() == 2 * before


def test_publishing_again_gives_an_older_release_the_text_it_lacks() -> None:
    release = publish(folder=sample(), by=None).release
    assert release is not None
    ReleaseFile.objects.all().delete()
    assert queries.source(release) is None
    assert not publish(folder=sample(), by=None).created
    assert queries.source(release) == sample()
