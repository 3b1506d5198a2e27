"""The small course, published once a module, and a file as a phone would send it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.learning.small_course import _fresh_caches, small

__all__ = ["_fresh_caches", "small"]


@pytest.fixture
def photograph() -> Callable[[], SimpleUploadedFile]:
    return lambda: SimpleUploadedFile("IMG_0001.jpg", b"\xff\xd8\xff\xe0 a certificate", "image/jpeg")
