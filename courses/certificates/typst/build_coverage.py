"""Write courses/core/name_coverage.py from the fonts beside this file.

    python courses/certificates/typst/build_coverage.py

The table lets `courses.core.names` refuse a name while it is typed, without opening a font file. A test compares
the two.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "core" / "name_coverage.py"

# In the order of preference of the template; the semibold cut has the same characters as the regular one.
FAMILIES = (
    ("Noto Serif", "NotoSerif-Regular.ttf"),
    ("Noto Sans", "NotoSans-Regular.ttf"),
    ("Noto Sans Arabic", "NotoSansArabic-Regular.ttf"),
    ("Noto Sans Hebrew", "NotoSansHebrew-Regular.ttf"),
    ("Noto Sans Devanagari", "NotoSansDevanagari-Regular.ttf"),
    ("Noto Sans CJK SC", "NotoSansCJKsc-Regular.otf"),
)
# No-break space and the joiners: names.py has its own rules for what cannot be seen.
INVISIBLE = frozenset({0xA0, 0x200C, 0x200D})

HEADER = '''"""Which characters each certificate font can set.

Written by courses/certificates/typst/build_coverage.py: do not edit. Ranges in hexadecimal, first-last or a single
character, ascending, per font family; the families stand in the order in which the template tries them.
"""

from __future__ import annotations

from typing import Final

RANGES: Final[dict[str, str]] = {
'''


def ranges(path: Path) -> list[tuple[int, int]]:
    """The characters of a font file as ascending (first, last) pairs, the invisible ones left out."""
    found: list[tuple[int, int]] = []
    for code in sorted(set(TTFont(path, lazy=True).getBestCmap()) - INVISIBLE):
        if found and code == found[-1][1] + 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def table() -> str:
    """The whole text of name_coverage.py."""
    parts = [HEADER]
    for family, name in FAMILIES:
        words = " ".join(f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in ranges(HERE / "fonts" / name))
        lines = textwrap.wrap(words, 108, break_on_hyphens=False)
        body = "\n".join(f'        "{line} "' for line in lines)
        parts.append(f'    "{family}": (\n{body}\n    ),\n')
    return "".join([*parts, "}\n"])


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
