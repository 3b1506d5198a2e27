"""Fixtures that every part of the suite shares."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("DATA", tempfile.mkdtemp(prefix="second-look-tests-"))

pytest_plugins = ["tests.services.plugin", "tests.actors"]
