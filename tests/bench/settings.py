"""The site's settings with the floor view beside its pages."""

from __future__ import annotations

from lms.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.floor"
