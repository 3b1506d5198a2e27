"""How much of our prose looks as it looks on GitHub."""

from __future__ import annotations

import os
from pathlib import Path

from tests.core.github.cases import cases
from tests.core.github.comparison import compare
from tests.core.github.specification import examples


def prose_like_github() -> None:
    """Our own cases; and those of specifications whose paths stand in SPECIFICATIONS, parted by colons."""
    print(f"{'prose like GitHub':44}{compare(cases()).summary}")
    for path in map(Path, filter(None, os.environ.get("SPECIFICATIONS", "").split(":"))):
        print(f"{f'prose like GitHub, {path.name}':44}{compare(examples(path)).summary}")
