"""Stored HTML through today's allow-list: how a mended list reaches releases that were compiled before it.

Apart from page_parts, because it loads the compiler, which a web process that only serves pages never needs.
"""

from __future__ import annotations

from typing import Any

from courses.core.compiler.sanitise import sanitise

HTML_FIELDS = frozenset({"html", "stem", "intro", "hints"})


def sanitised(view: Any, *, field: str = "") -> Any:
    """A stored learner view (JSON) with all its HTML sanitised again; everything else as it was."""
    if isinstance(view, dict):
        return {name: sanitised(value, field=name) for name, value in view.items()}
    if isinstance(view, list):
        return [sanitised(value, field=field) for value in view]
    return sanitise(view) if field in HTML_FIELDS and isinstance(view, str) else view
