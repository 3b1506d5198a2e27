"""Ordering a pack as a manager does, and opening what comes out."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from courses.oversight.packs import services
from courses.oversight.packs.models import Pack
from courses.oversight.packs.people import courses_known_on, members_known_on
from courses.oversight.packs.wanted import Wanted
from courses.people.models import Practice, User
from tests.learning.small_course import _fresh_caches, small
from tests.training.starting.small_path import small_path

__all__ = ["_fresh_caches", "small", "small_path"]


class Opened:
    """A finished pack: its row, files and tables."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        with default_storage.open(pack.file) as file:
            self.data: bytes = file.read()
        with zipfile.ZipFile(io.BytesIO(self.data)) as packed:
            self.order = packed.namelist()
            self.files = {name: packed.read(name) for name in self.order}

    def rows(self, name: str) -> list[dict[str, str]]:
        text = self.files[f"csv/{name}.csv"].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    @property
    def gaps(self) -> list[tuple[str, str]]:
        return [(row["Kind"], row["Who or what"]) for row in self.rows("gaps")]


@pytest.fixture
def today(practice: Practice) -> date:
    return timezone.localdate(timezone=practice.zone)


@pytest.fixture
def everything(practice: Practice, today: date) -> Callable[..., Wanted]:
    """What the form comes to when nothing is chosen."""

    def wanted(on: date | None = None, **more: Any) -> Wanted:
        on = on or today
        chosen = {
            "since": on - timedelta(days=365),
            "courses": tuple(courses_known_on(practice, on).values_list("slug", flat=True)),
            "people": tuple(members_known_on(practice, on).values_list("pk", flat=True)),
        }
        return Wanted(on=on, **{**chosen, **more})

    return wanted


@pytest.fixture
def make(practice: Practice, manager: User, everything: Callable[..., Wanted]) -> Callable[..., Opened]:
    """Order a pack and make it, as the worker would."""

    def made(on: date | None = None, **more: Any) -> Opened:
        pack, _new = services.order(practice=practice, by=manager, wanted=everything(on, **more))
        services.make(pack_id=pack.pk)
        pack.refresh_from_db()
        assert pack.state == Pack.State.READY, pack.error
        return Opened(pack)

    return made
