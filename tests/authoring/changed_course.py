"""The sample course and what becomes of it when its text is changed: for tests of classes of change."""

from __future__ import annotations

from datetime import date

from courses.core.changes import Change, Content, change_class, diff
from courses.core.compiler import compile_course
from courses.core.document import Course, Folder, History
from tests.authoring.sample import sample

TODAY = date(2026, 11, 21)
Edit = tuple[str, str, str]  # file, text, other text


def edited(folder: Folder, *edits: Edit) -> Folder:
    """The folder with texts replaced. A text that is not there is a mistake; an empty one makes the file."""
    files = {name: data.decode() for name, data in folder.files.items() if name.endswith(".md")}
    for file, text, other in edits:
        assert not text or text in files[file], f"{text!r} is not in {file}"
        files[file] = files[file].replace(text, other) if text else other
    return Folder(folder.name, {**folder.files, **{name: text.encode() for name, text in files.items()}})


def compiled(folder: Folder, *, after: Course | None = None) -> Course:
    """The course of a folder; the site knows the ids of the release `after` which it comes."""
    parts = (after.key, after.lab_key) if after else ()
    kinds = {name: entry["kind"] for part in parts for name, entry in part.items()}
    outcome = compile_course(folder, history=History(kinds=kinds), today=TODAY)
    assert outcome.course is not None, outcome.problems
    return outcome.course


def compared(*edits: Edit, before: Folder | None = None) -> tuple[Change, ...]:
    """What these edits change in the sample, or in the course `before`."""
    folder = before or sample()
    first = compiled(folder)
    renames = any("was:" in other for _file, _text, other in edits)
    second = compiled(edited(folder, *edits), after=first if renames else None)
    return diff(Content.of(first), Content.of(second))


def classed(*edits: Edit, before: Folder | None = None) -> str:
    return change_class(compared(*edits, before=before))


def words(changes: tuple[Change, ...], name: str) -> list[str]:
    """What is said about one id."""
    return [change.words for change in changes if change.id == name]
