"""The text of a policy as it is handed in: Markdown made into clean HTML, or a PDF that is kept as it is.

Markdown is read by the compiler's child, which can be killed: a hostile text costs its sender five seconds at most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from courses.authoring import compiler_process
from courses.core.compiler import limits
from courses.core.compiler.scanner import FENCE
from courses.core.compiler.standalone import REFUSED
from courses.operations import private_files
from courses.training.policies.models import PolicyVersion

MARKDOWN_ENDINGS: Final = (".md", ".markdown", ".txt")
BYTE_ORDER_MARK: Final = "\ufeff"


class NotAPolicy(Exception):
    """A text or file that is refused. The argument is the sentence for the manager who sent it."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a version will hold. `file` is the name of a private file; `sha256` that of the Markdown (UTF-8) or PDF."""

    kind: str  # of PolicyVersion.Kind
    sha256: str
    source: str = ""
    html: str = ""
    file: str = ""


def from_markdown(source: str) -> Text:
    """Clean HTML of a pasted text. Raises NotAPolicy, which names the line where there is one."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").removeprefix(BYTE_ORDER_MARK).strip("\n") + "\n"
    if not source.strip():
        raise NotAPolicy(_("The text is empty."))
    data = source.encode("utf-8", "replace")
    if len(data) > limits.MARKDOWN_BYTES:
        raise NotAPolicy(_("The text is longer than 200,000 letters. Upload it as PDF instead."))
    _refuse_what_is_too_dense(source)
    try:
        html = compiler_process.render(_below_the_title(source))
    except compiler_process.CompilerStopped as stopped:
        raise NotAPolicy(f"{stopped.problem.message} {stopped.problem.fix}.") from None
    if html == REFUSED:
        raise NotAPolicy(_("This text is nested too deeply to show. Take lists and quotes out of each other."))
    if not html.strip():
        raise NotAPolicy(_("Nothing of this text can be shown: HTML and comments are left out."))
    return Text(PolicyVersion.Kind.MARKDOWN, hashlib.sha256(data).hexdigest(), source=data.decode(), html=html)


def _refuse_what_is_too_dense(source: str) -> None:
    lines = source.split("\n")
    if len(lines) > limits.LINES:
        raise NotAPolicy(_("The text has more than %(most)s lines.") % {"most": f"{limits.LINES:,}"})
    dense = limits.too_dense(enumerate(lines, start=1))
    if dense:
        line, _column, what = dense
        raise NotAPolicy(_("Line %(line)s cannot be shown: %(what)s.") % {"line": line, "what": what})


def _below_the_title(source: str) -> str:
    """Every heading one level down if any is of the first: the policy's title stands above them on the page."""
    lines = list(_with_fences(source))
    if not any(line.startswith("# ") for line, fenced in lines if not fenced):
        return source
    return "\n".join(f"#{line}" if not fenced and _is_heading(line) else line for line, fenced in lines)


def _is_heading(line: str) -> bool:
    marks = len(line) - len(line.lstrip("#"))
    return 1 <= marks <= 5 and line[marks : marks + 1] == " "


def _with_fences(source: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it stands inside a code fence."""
    fence = ""
    for line in source.split("\n"):
        match = FENCE.match(line)
        yield line, bool(fence)
        if match and not fence:
            fence = match.group(2)
        elif match and match.group(2).startswith(fence) and not match.group(3).strip():
            fence = ""


def from_upload(upload: UploadedFile) -> Text:
    """A PDF, kept at once, or a Markdown file. A file that is no PDF inside is none. Raises NotAPolicy."""
    name = (upload.name or "").lower()
    begins = upload.read(5)
    upload.seek(0)
    if begins == b"%PDF-" or name.endswith(".pdf"):
        try:
            return from_kept(private_files.keep(upload, only_pdf=True))
        except private_files.NotKept as error:
            raise NotAPolicy(str(error)) from None
    if not name.endswith(MARKDOWN_ENDINGS):
        raise NotAPolicy(_("Only PDF and Markdown files can be a policy. Save it as PDF, or paste the text instead."))
    if (upload.size or 0) > limits.MARKDOWN_BYTES:
        raise NotAPolicy(_("The text is longer than 200,000 letters. Upload it as PDF instead."))
    try:
        return from_markdown(upload.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotAPolicy(_("The file is not UTF-8 text. Save it as UTF-8, or paste the text instead.")) from None


def from_kept(name: str) -> Text:
    """A PDF that has been kept already, by the name it was given then."""
    return Text(PolicyVersion.Kind.PDF, name.partition(".")[0], file=name)
