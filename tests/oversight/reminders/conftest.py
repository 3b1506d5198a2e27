"""The small course is published once for each module; the clock of these tests is an argument."""

from __future__ import annotations

from tests.learning.small_course import _fresh_caches, small

__all__ = ["_fresh_caches", "small"]
