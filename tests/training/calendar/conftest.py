"""The small course, published once a module."""

from __future__ import annotations

from tests.learning.small_course import _fresh_caches, small

__all__ = ["_fresh_caches", "small"]
