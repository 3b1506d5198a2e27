"""The examples of the CommonMark and GFM specifications, where somebody has them: `python -m
tests.core.github.specification spec.txt …`, or their paths in SPECIFICATIONS for `make bench`.

They are under a licence of their own and no package that we can pin carries them, so they are not kept here; the
sources of any CommonMark parser do (`pip download --no-deps --no-binary marko marko`, then `tests/spec/*.txt`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.core.github.comparison import compare

DEFINITION = (
    "a link definition is one line by itself, `[name]: address`: the scanner takes it out before anything is read"
)
BROKEN = "GitHub shows the brackets of a link whose address it cannot read; here the author is told (C420)"
BARE = "an address in the text is a link on GitHub and here; this configuration of markdown-it-py does not know it"
EXPLAINED = {  # of CommonMark 0.31.2 and GFM 0.29
    "commonmark": {
        DEFINITION: (193, 194, 196, 198, 200, 202, 208, 213, 217, 218, 541, 549),
        BROKEN: (41, 488, 493, 508),
        BARE: (602, 608, 611),
    },
    "gfm": {
        DEFINITION: (162, 163, 165, 167, 169, 171, 177, 182, 186, 187, 549, 557),
        BROKEN: (337, 497, 502, 516),
        BARE: (628,),
    },
}
_EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n.*?^`{32}$", re.M | re.S)


def examples(path: Path) -> Iterator[tuple[str, str]]:
    """The examples of one specification as (its number in this file, Markdown)."""
    for number, match in enumerate(_EXAMPLE.finditer(path.read_text(encoding="utf-8")), start=1):
        yield f"{path.stem} {number}", match.group(1).replace("\u2192", "\t")


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        compared = compare(examples(path))
        print(f"{path.name}: {compared.summary}")
        why = {f"{path.stem} {n}": reason for reason, numbers in EXPLAINED[path.stem].items() for n in numbers}
        for name, (text, ours, github) in compared.differ.items():
            print(f"\n{name}: {why.get(name, 'NOT EXPLAINED')}\n  {text!r}\n  ours    {ours}\n  GitHub  {github}")


if __name__ == "__main__":
    main()
