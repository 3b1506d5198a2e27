"""Two practices, made once for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import override_settings

from tests.isolation.forms import Deed, deeds_of
from tests.isolation.world import World, build
from tests.learning.small_course import _fresh_caches, for_module

__all__ = ["_fresh_caches"]


def storages(folder: Path) -> dict[str, Any]:
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="package")
def clock() -> Iterator[None]:
    """A morning of today, so that no page changes between two looks because it is noon, evening or another day."""
    with time_machine.travel(datetime.now(UTC).replace(hour=10, minute=0), tick=True):
        yield


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="package")
def built(clock: None, django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[World]:
    with override_settings(STORAGES=storages(folder)):
        for cache in caches.all(initialized_only=True):
            cache.clear()
        yield from for_module(django_db_blocker, build)


@pytest.fixture
def world(built: World, db: None, _surroundings: None, settings: Any, folder: Path) -> World:
    """The two practices; their files are where they were made."""
    settings.STORAGES = storages(folder)
    return built


@pytest.fixture(scope="package")
def deeds(built: World, django_db_blocker: Any, folder: Path) -> list[Deed]:
    """Everything the manager of A can do by pressing a button, from any page."""
    with django_db_blocker.unblock(), override_settings(STORAGES=storages(folder)):
        return deeds_of(built, built.a.manager, built.seen(built.a.manager, built.a).posts)
