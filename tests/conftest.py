"""What every part of the suite shares."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.services.plugin", "tests.services.shares", "tests.actors"]

# For a machine that may be busy: no deadline for one example, and what failed can be run again.
settings.register_profile("here", deadline=None, print_blob=True)
settings.load_profile("here")
