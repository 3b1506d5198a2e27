"""Gives a test run its own data folder before Django reads its settings; loaded first (pyproject.toml, `-p`)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DATA", tempfile.mkdtemp(prefix="second-look-tests-"))
Path(os.environ["DATA"], "static").mkdir(parents=True, exist_ok=True)  # whitenoise looks for it
