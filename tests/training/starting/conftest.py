"""The small course and a path over it."""

from __future__ import annotations

from tests.learning.small_course import _fresh_caches, small
from tests.training.starting.small_path import small_path

__all__ = ["_fresh_caches", "small", "small_path"]
