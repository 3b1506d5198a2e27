"""Earlier texts do not pile up for ever: the newest 50 of a file stay, then the last of each day for a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.authoring import copy_keeping
from courses.authoring.copy_keeping import NEWEST_KEPT, thin_copies
from courses.authoring.models import Draft, DraftCopy
from courses.tasks import keep_drafts
from lms.celery_config import celery_settings
from tests.authoring.sample import sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
UNIT = "01-first.md"


def copies(draft: Draft, *moments: datetime, path: str = UNIT, data: bytes = b"text") -> list[DraftCopy]:
    """Copies made at these moments, oldest first."""
    return DraftCopy.objects.bulk_create(
        [DraftCopy(draft=draft, path=path, data=data, reason="others", at=moment) for moment in sorted(moments)]
    )


def minutes(count: int, end: datetime = NOW) -> list[datetime]:
    return [end - timedelta(minutes=number) for number in range(count)]


def test_the_newest_fifty_of_each_file_stay_however_old_they_are(draft):
    long_ago = NOW - timedelta(days=2_000)
    for path in (UNIT, "glossary.md"):
        copies(draft, *minutes(NEWEST_KEPT, long_ago), path=path)
    assert thin_copies(NOW) == 0
    assert DraftCopy.objects.count() == 2 * NEWEST_KEPT


def test_beyond_them_the_last_text_of_each_day_stays_for_a_year(draft):
    noon = NOW.replace(hour=12)
    days = (400, 364, 200, 3)
    older = copies(draft, *(noon - timedelta(days=day, hours=hour) for day in days for hour in (2, 0, 1)))
    copies(draft, *minutes(NEWEST_KEPT))
    thin_copies(NOW)
    stays = set(DraftCopy.objects.values_list("pk", flat=True)) & {one.pk for one in older}
    assert [DraftCopy.objects.get(pk=pk).at for pk in sorted(stays)] == [
        noon - timedelta(days=day) for day in (364, 200, 3)
    ]


def test_other_files_and_other_drafts_do_not_push_a_text_out(draft, educator):
    lonely = copies(draft, NOW - timedelta(days=900), path="glossary.md")
    copies(draft, *minutes(3 * NEWEST_KEPT))
    assert thin_copies(NOW) == 2 * NEWEST_KEPT
    assert DraftCopy.objects.filter(pk=lonely[0].pk).exists()
    assert thin_copies(NOW) == 0


def test_a_draft_with_very_large_copies_keeps_the_newest_of_them(draft, monkeypatch):
    monkeypatch.setattr(copy_keeping, "MOST_BYTES", 1_000)
    copies(draft, *minutes(5), data=b"x" * 300)
    assert thin_copies(NOW) == 2
    assert min(DraftCopy.objects.values_list("at", flat=True)) == NOW - timedelta(minutes=2)


def test_many_copies_cost_one_query_a_batch(draft, monkeypatch):
    monkeypatch.setattr(copy_keeping, "AT_ONCE", 100)
    for count, expected in ((60, 2), (250, 1 + 3)):
        DraftCopy.objects.all().delete()
        copies(draft, *minutes(NEWEST_KEPT + count))
        with CaptureQueriesContext(connection) as caught:
            thin_copies(NOW + timedelta(days=400))
        written = [one for one in caught if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
        assert (len(written), DraftCopy.objects.count()) == (expected, NEWEST_KEPT)


def test_the_drafts_themselves_are_not_touched(draft):
    copies(draft, *minutes(NEWEST_KEPT + 5))
    thin_copies(NOW)
    assert {one.path: bytes(one.data) for one in draft.files.all()} == dict(sample().files)


def test_it_runs_every_night_and_educators_read_how_long_texts_stay(draft, as_user, educator):
    beat = celery_settings(redis_url="", data_dir=Path("x"))["CELERY_BEAT_SCHEDULE"]["keep-drafts"]
    assert beat["task"] == keep_drafts.name
    copies(draft, *minutes(NEWEST_KEPT + 9))
    keep_drafts()
    assert DraftCopy.objects.count() == NEWEST_KEPT
    page = as_user(educator).get("/studio/sample/copies/").content.decode()
    assert "The newest 50 texts of each file are kept, and beyond them the last one of each day for a year." in page
