"""What `course fix` did, as lines for the command line: a small unified diff of each file."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from courses.authoring.fixing import Fixed, as_text
from courses.core.compiler.images import EXTENSIONS

CONTEXT = 1  # lines around a change
MOST_LINES = 400  # of the diff of one file


def lines(fixed: Fixed, *, prefix: str = "") -> Iterator[str]:
    """The changes file by file, a blank line after each."""
    for path in fixed.changed():
        old = fixed.renamed.get(path, path)
        before, after = fixed.before.files[old], fixed.after.files[path]
        if old != path:
            yield printable(f"{prefix}{old} → {prefix}{path}")
        if path.rsplit(".", 1)[-1].lower() in EXTENSIONS:
            yield printable(f"{prefix}{path}: {_kilobytes(before)} → {_kilobytes(after)}, decoded and written anew")
        elif not _is_text(before):
            yield printable(f"{prefix}{path}: now UTF-8")
        elif before != after:
            yield from _diff(prefix + old, prefix + path, before, after)
        yield ""
    for path, why in sorted(fixed.refused.items()):
        yield printable(f"{prefix}{path} stays as it is: {why}")


def summary(fixed: Fixed) -> str:
    """`3 problems repaired (C012, 2 × C014)`, or `nothing to repair`."""
    count = sum(fixed.repairs.values())
    if not count:
        return "nothing to repair"
    codes = ", ".join(code if times == 1 else f"{times} × {code}" for code, times in sorted(fixed.repairs.items()))
    return f"{count} problem{'s' if count > 1 else ''} repaired ({codes})"


def _diff(old: str, new: str, before: bytes, after: bytes) -> Iterator[str]:
    texts = as_text(before).splitlines(), as_text(after).splitlines()
    made = difflib.unified_diff(*texts, old, new, lineterm="", n=CONTEXT)
    for count, line in enumerate(made):
        if count == MOST_LINES:
            yield "…"
            return
        yield printable(line)


def _is_text(data: bytes) -> bool:
    try:
        as_text(data)
    except UnicodeDecodeError:
        return False
    return True


def _kilobytes(data: bytes) -> str:
    return f"{max(1, len(data) // 1000)} KB"


def printable(line: str) -> str:
    """Without control characters but tabs: a file's text must not steer a terminal."""
    return "".join(sign if sign.isprintable() or sign == "\t" else "�" for sign in line)
