"""Who reviewed this very text: names in course.md and signatures on the site, and what an edit afterwards does."""

from __future__ import annotations

import datetime

import pytest

from courses.core.compiler import compile_course, source_sha256
from courses.core.document import Compiled, Folder, History, Signature
from tests.core.golden import sample_files

pytestmark = pytest.mark.core

NAMED = {"name": "B. Example", "role": "clinical safety", "date": "2026-06-12"}
B = ("B. Example", "clinical safety", "2026-06-12")
OTHER_TEXT = "0" * 64


def folder(*, named: bool = True) -> Folder:
    files = sample_files()
    text = files["course.md"].decode()
    start, end = text.index("reviewers:"), text.index("sources:")
    return Folder("sample", {**files, "course.md": text.encode() if named else (text[:start] + text[end:]).encode()})


def compiled(source: Folder, history: History) -> Compiled:
    return compile_course(source, history=history, today=datetime.date(2026, 11, 21))


def reviewers(result: Compiled) -> list[dict[str, str]]:
    assert result.course
    return result.course.structure["reviewers"]


def messages(result: Compiled) -> list[str]:
    return [problem.message.partition(".")[0] for problem in result.problems if problem.code == "W701"]


def test_names_in_the_first_text_count() -> None:
    result = compiled(folder(), History())
    assert (reviewers(result), messages(result)) == ([NAMED], [])


def test_names_of_the_newest_release_count_for_its_own_text() -> None:
    result = compiled(folder(), History(reviewed_text=source_sha256(folder()), reviewed_by=(B,)))
    assert (reviewers(result), messages(result)) == ([NAMED], [])


def test_names_that_the_release_of_another_text_had_do_not_count_again() -> None:
    result = compiled(folder(), History(reviewed_text=OTHER_TEXT, reviewed_by=(B,)))
    assert reviewers(result) == []
    assert messages(result) == ["No clinical reviewer has signed this text (changed since 12 June)"]


@pytest.mark.parametrize(
    "before", [(), (("C. Other", "GP", "2025-01-02"),), (("B. Example", "clinical safety", "2025-01-02"),)]
)
def test_new_names_or_a_new_date_count(before: tuple[tuple[str, str, str], ...]) -> None:
    result = compiled(folder(), History(reviewed_text=OTHER_TEXT, reviewed_by=before))
    assert (reviewers(result), messages(result)) == ([NAMED], [])


def test_a_signature_for_this_text_counts_without_a_name_in_it() -> None:
    source = folder(named=False)
    signed = Signature(source_sha256(source), "C. Other", "GP", "2026-11-20")
    result = compiled(source, History(signatures=(signed,), reviewed_text=OTHER_TEXT, reviewed_by=(B,)))
    assert reviewers(result) == [{"name": "C. Other", "role": "GP", "date": "2026-11-20"}]
    assert messages(result) == []


def test_a_signature_for_another_text_does_not_count() -> None:
    signed = Signature(OTHER_TEXT, "C. Other", "GP", "2025-12-24")
    result = compiled(folder(named=False), History(signatures=(signed,)))
    assert reviewers(result) == []
    assert messages(result) == ["No clinical reviewer has signed this text (changed since 24 December 2025)"]


def test_a_signature_and_a_name_stand_beside_each_other_and_nobody_twice() -> None:
    source = folder()
    digest = source_sha256(source)
    signatures = (Signature(digest, *B), Signature(digest, "C. Other", "GP", "2026-11-20"))
    result = compiled(source, History(signatures=signatures))
    assert [one["name"] for one in reviewers(result)] == ["B. Example", "C. Other"]


def test_one_changed_letter_ends_a_review() -> None:
    source = folder(named=False)
    signed = Signature(source_sha256(source), "C. Other", "GP", "2026-11-20")
    changed = Folder(
        "sample", {**source.files, "01-unit.md": source.files["01-unit.md"].replace(b"Some text", b"Some words")}
    )
    assert messages(compiled(source, History(signatures=(signed,)))) == []
    assert len(messages(compiled(changed, History(signatures=(signed,))))) == 1


def test_notes_are_no_part_of_the_text() -> None:
    source = folder(named=False)
    signed = Signature(source_sha256(source), "C. Other", "GP", "2026-11-20")
    noted = Folder("sample", {**source.files, "notes/ideas.txt": b"more"})
    assert messages(compiled(noted, History(signatures=(signed,)))) == []
