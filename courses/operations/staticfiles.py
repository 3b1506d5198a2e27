"""Which files under static/ are published: what is built, not what it is built from."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class PublicStaticFiles(StaticFilesConfig):
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.py", "src", "CHECKSUMS*", "README*"]
