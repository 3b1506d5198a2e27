"""Names, numbers and sizes of the files of a course."""

from __future__ import annotations

import re
from collections.abc import Collection

from courses.core.compiler import limits
from courses.core.compiler.book import POOL_NAME, UNIT_NAME, Book
from courses.core.compiler.reporting import Reporter

_OTHER = ("course.md", "glossary.md")
_ABOUT_THE_FOLDER = ("readme", "changelog", "license", "licence", "contributing", "todo", "notes")


def check(book: Book, reporter: Reporter) -> None:
    _folder(book, reporter)
    numbers: dict[int, str] = {}
    for path in sorted(book.folder.files):
        if not path.endswith(".md") or path in _OTHER or path.startswith("notes/"):
            continue
        match = UNIT_NAME.fullmatch(path)
        if match:
            first = numbers.setdefault(int(match.group(1)), path)
            if first != path:
                reporter.add("C009", path, 1, 1, number=match.group(1), first=first, second=path)
        elif not POOL_NAME.fullmatch(path):
            about = path.rsplit("/", 1)[-1].casefold().removesuffix(".md") in _ABOUT_THE_FOLDER
            fix = "Move it into notes/, which is not published" if about else "Rename it"
            reporter.add("C016", path, 1, 1, name=path, sample=_sample(path, book.folder.files), fix=fix, about=about)


def _sample(path: str, taken: Collection[str]) -> str:
    """The name the file should have: its own number while that is free, else the next free one."""
    name = path.rsplit("/", 1)[-1].removesuffix(".md")
    words = "-".join(re.findall(r"[a-z0-9]+", re.sub(r"^[0-9]+", "", name).casefold())) or "unit"
    if path.startswith("pools/"):
        return f"pools/{words}.md"
    numbers = {int(match.group(1)) for other in taken if (match := UNIT_NAME.fullmatch(other))}
    own = re.match(r"[0-9]{1,3}", name)
    number = int(own.group()) if own else max(numbers, default=0) + 1
    while number in numbers:
        number += 1
    return f"{number:02}-{words}.md"


def _folder(book: Book, reporter: Reporter) -> None:
    files = book.folder.files
    total = sum(len(data) for data in files.values())
    if total > limits.FOLDER_BYTES:
        size, limit = f"{total // 1_000_000} MB", f"{limits.FOLDER_BYTES // 1_000_000} MB"
        reporter.add("C019", "course.md", 1, 1, what="The folder", size=size, limit=limit, fix="Make it smaller")
    if len(files) > limits.FOLDER_FILES:
        size, limit = f"{len(files)} files", f"{limits.FOLDER_FILES} files"
        reporter.add("C019", "course.md", 1, 1, what="The folder", size=size, limit=limit, fix="Take some out")
