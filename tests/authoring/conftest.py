"""Fixtures for publishing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_files(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Tests that publish keep their pictures apart: some take a file away."""
    if request.node.get_closest_marker("web") is None:
        return
    settings: Any = request.getfixturevalue("settings")
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected here
    settings.STORAGES = {"default": local, "staticfiles": plain}


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """A place for course folders on disk."""
    place = tmp_path / "courses"
    place.mkdir()
    return place
