"""Typst as everybody here uses it: our own fonts and no others, archival, accessible PDF, every complaint an error.

`compiler` is for small pages in this process. `typeset_apart` sets a long document in a child that gives its memory
back when it ends, and that dies alone. Run as a program, this module is that child: JSON on its input, pages and PDF on
its output.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typst

CODE: Final = Path(__file__).resolve().parents[2]
STANDARDS: Final[list[typst.PDFStandard]] = ["ua-1", "a-2a"]
PAGES: Final = "<page-count>"  # the label of the number of pages, which a long document's template holds as metadata
SECONDS: Final = 300.0


class NotSet(Exception):
    """A document could not be made. The argument says which text or which warning of typst is to blame."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished document."""

    pdf: bytes
    pages: int


def compiler(template: Path, *, root: Path, fonts: Path) -> typst.Compiler:
    """A compiler of one template that sees the files under `root` and the fonts in `fonts`.

    Neither the machine's fonts nor the three families inside typst may fill in silently.
    """
    ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    return typst.Compiler(input=template, root=root, font_paths=ours, ignore_system_fonts=True)


def compile_pdf(made_by: typst.Compiler, page: str, stamp: datetime) -> bytes:
    """The PDF of a template that reads its words from the input "page". Raises NotSet for any complaint."""
    try:
        pdf, warnings = made_by.compile_with_warnings(
            format="pdf", sys_inputs={"page": page}, pdf_standards=STANDARDS, timestamp=stamp
        )
    except typst.TypstError as error:
        raise NotSet(str(error)) from error
    if warnings:
        raise NotSet("; ".join(warning.message for warning in warnings))
    if not isinstance(pdf, bytes):
        raise NotSet("typst made no single file")
    return pdf


def typeset_apart(
    page: str, *, template: Path, root: Path, fonts: Path, stamp: datetime, seconds: float = SECONDS
) -> Printed:
    """Set a long document in a process of its own. Raises NotSet, also when it takes longer than `seconds`."""
    command = [sys.executable, "-P", "-m", __name__, str(template), str(root), str(fonts), stamp.isoformat()]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, no word of anybody else)
            command,
            input=page.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=CODE,
            env={"PYTHONPATH": str(CODE), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise NotSet(f"not finished after {seconds:g} seconds") from error
    if done.returncode:
        raise NotSet(done.stderr.decode(errors="replace")[-300:] or f"ended by {done.returncode}")
    count, _line, pdf = done.stdout.partition(b"\n")
    return Printed(pdf, int(count))


def main(template: str, root: str, fonts: str, stamp: str) -> None:
    """The child."""
    press = compiler(Path(template), root=Path(root), fonts=Path(fonts))
    try:
        pdf = compile_pdf(press, sys.stdin.read(), datetime.fromisoformat(stamp).astimezone(UTC))
    except NotSet as error:
        sys.exit(str(error))
    pages = press.query(PAGES, field="value", one=True)
    sys.stdout.buffer.write(f"{int(pages)}\n".encode() + pdf)


if __name__ == "__main__":
    main(*sys.argv[1:])
