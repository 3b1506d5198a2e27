"""Hypothesis for a machine that may be busy: no deadline for one example, and what failed can be run again."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("core", deadline=None, print_blob=True)
settings.load_profile("core")
