"""Wording of the problems with labs."""

from __future__ import annotations

from collections.abc import Mapping

LABS: Mapping[str, tuple[str, str]] = {}
