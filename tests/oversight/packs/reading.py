"""The words of a PDF, by the pdftotext of poppler; tests that need it are left out where there is none."""

from __future__ import annotations

import shutil
import subprocess

import pytest

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def words_of(pdf: bytes) -> str:
    """Everything in it on one line."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return " ".join(done.stdout.decode().replace("\u200b", "").split())
