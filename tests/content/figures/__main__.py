from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import tests.content.figures as here

CONTENT = Path(__file__).parents[3] / "courses" / "content"


def drawings() -> Iterator[tuple[Path, str]]:
    """(file, SVG) of every module of this package that draws: `automation_bias` draws for automation-bias."""
    for module in pkgutil.iter_modules(here.__path__):
        found = getattr(importlib.import_module(f"{here.__name__}.{module.name}"), "FIGURES", {})
        for name, svg in found.items():
            yield CONTENT / module.name.replace("_", "-") / "images" / name, svg


def main(check: bool) -> int:
    stale = []
    for path, svg in drawings():
        if path.exists() and path.read_text("utf-8") == svg:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(svg, "utf-8")
    for path in stale:
        print(f"{'differs' if check else 'written'}: {path.relative_to(CONTENT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
