"""course.md against its units, its dates and the other courses of the site."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from courses.core.compiler.book import Book
from courses.core.compiler.checks import review
from courses.core.compiler.metadata import CourseMeta
from courses.core.compiler.reporting import Reporter, guess
from courses.core.kinds.source import Report
from courses.core.names import normalise_name, unprintable_letter

_NO_VERB = re.compile(
    r"(?:the|an?|your|our|their|its|this|these|that|how|what|why|when|where|which|who|to|of|in|on|for|about|be|"
    r"know|knows|knowing|knowledge|understand\w*|awareness|aware|appreciat\w*|familiar\w*|learn\w*|"
    r"[a-z]{4,}(?:ing|tion|ness))\b",
    re.I,
)


def check(book: Book, reporter: Reporter) -> None:
    report = reporter.of("course.md")
    _units(book, reporter)
    if not book.meta.known:
        return
    if book.files:
        _minutes(book, report)
        _objectives(book, report)
    elif not any(problem.code == "C017" for problem in reporter.found):  # else there is one, that cannot be read yet
        report("C067", 1, 1)
    _dates(book, report)
    _prerequisites(book, report)
    _letters(book.meta, report)
    review.check(book, report)


def _units(book: Book, reporter: Reporter) -> None:
    """Unit ids are unique, and `requires` names units of this course."""
    seen: dict[str, str] = {}
    for tree in book.files:
        if not tree.meta.known:
            continue
        first = seen.setdefault(tree.meta.id, tree.path)
        if first != tree.path:
            reporter.add("C107", tree.path, *tree.meta.id_place, id=tree.meta.id, other=first, number=1)
    for tree in book.files:
        for id, (line, column) in tree.meta.requires:
            if id not in seen:
                reporter.add("C065", tree.path, line, column, id=id, guess=guess(id, seen))


def _letters(meta: CourseMeta, report: Report) -> None:
    """What a certificate prints is checked now: in the background, nobody could mend it."""
    reviewers = [value for one in meta.reviewers for value in one.values()]
    for name, texts in (
        ("title", [meta.title]),
        ("competencies", list(meta.competencies.values())),
        ("reviewers", reviewers),
    ):
        letter = next((found for text in texts if (found := unprintable_letter(normalise_name(text)))), None)
        if letter is not None:
            report("C066", *meta.place(name), letter=letter, field=name)


def _minutes(book: Book, report: Report) -> None:
    meta = book.meta
    units = [tree.meta.minutes for tree in book.files if tree.meta.required]
    if meta.minutes and all(units) and _all_read(book) and sum(units) != meta.minutes:
        report("W050", *meta.place("minutes"), sum=sum(units), said=meta.minutes)
    if meta.minutes and meta.cpd_hours:
        most = meta.minutes // 15 / 4
        if meta.cpd_hours > most:
            report("W057", *meta.place("cpd-hours"), hours=meta.cpd_hours, minutes=meta.minutes, most=most)


def _all_read(book: Book) -> bool:
    """Whether every text of the folder could be read, or else what is missing says nothing."""
    read = {tree.path for tree in book.trees()}
    return all(path in read for path in book.folder.files if path.endswith(".md") and "/" not in path)


def _objectives(book: Book, report: Report) -> None:
    meta = book.meta
    tested = {question.setting("objective") for tree in book.trees() for question in tree.questions()}
    tested |= {lab.setting("objective") for tree in book.trees() for lab in tree.labs()}
    for id, sentence in meta.objectives.items():
        place = meta.objective_places[id]
        if not sentence or _NO_VERB.match(sentence):
            report("W052", *place, id=id)
        if book.complete and id not in tested:
            report("W053", *place, id=id)


def _dates(book: Book, report: Report) -> None:
    meta = book.meta
    today = book.today.isoformat()
    if meta.review_by and meta.review_by < today:
        report("W054", *meta.place("review-by"), date=meta.review_by)
    for source in meta.sources.values():
        if source.review_by and source.review_by < today:
            report("W055", *source.place, id=source.id, date=source.review_by)


def _prerequisites(book: Book, report: Report) -> None:
    for id, (line, column) in book.meta.prerequisites:
        if id == book.meta.id:
            report("C064", line, column, circle=f"{id} → {id}")
        elif id not in book.history.published:
            report("C063", line, column, id=id)
        elif circle := _circle(book.meta, id, book.history.prerequisites):
            report("C064", line, column, circle=" → ".join(circle))


def _circle(meta: CourseMeta, first: str, prerequisites: Mapping[str, Sequence[str]]) -> list[str]:
    """The way from this course through `first` back to it, or an empty list."""
    paths = [[meta.id, first]]
    seen = {first}
    while paths:
        path = paths.pop()
        for id in prerequisites.get(path[-1], ()):
            if id == meta.id:
                return [*path, id]
            if id not in seen:
                seen.add(id)
                paths.append([*path, id])
    return []
