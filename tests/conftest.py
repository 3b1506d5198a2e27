"""What every part of the suite shares."""

from __future__ import annotations

pytest_plugins = ["tests.services.plugin", "tests.actors"]
