"""The small course is published once for each module."""

from __future__ import annotations

from tests.learning.small_course import small

__all__ = ["small"]
