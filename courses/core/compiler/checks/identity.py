"""Every id names one thing in the whole course."""

from __future__ import annotations

from courses.core.compiler.book import Book
from courses.core.compiler.reporting import Reporter, guess
from courses.core.compiler.tree import FileTree, PoolSource
from courses.core.kinds.source import option_id

ANSWERS = 20  # people after whom rewording an option would lose counts that matter
KEYED = ("single-choice", "multiple-choice")  # kinds whose options may carry a key


def check(book: Book, reporter: Reporter) -> None:
    seen: dict[str, tuple[str, int]] = {}
    for tree in book.trees():
        for id, line in sorted(_named(tree), key=lambda named: named[1]):
            first = seen.setdefault(id, (tree.path, line))
            if first != (tree.path, line):
                column = _id_column(tree, line, id)
                reporter.add("C107", tree.path, line, column, id=id, other=first[0], number=first[1])
    _glossary(book, reporter)
    ratings = {question.id for tree in book.trees() for question in tree.questions() if question.kind == "rating"}
    for tree in book.trees():
        _keys(book, tree, reporter)
        for question in tree.questions():
            pair = question.settings.get("pair")
            if pair and pair.value not in ratings and book.complete:
                hint = guess(pair.value, ratings)
                reporter.add("C157", tree.path, pair.line, pair.value_column, id=pair.value, guess=hint)


def _keys(book: Book, tree: FileTree, reporter: Reporter) -> None:
    """W136: answers are counted by option; an option without a key is known by its words alone."""
    for question in tree.questions():
        people = max(book.history.answered.get(id, 0) for id in (question.id, question.setting("was")))
        bare = [item for item in question.items if item.key is None]
        if question.kind in KEYED and people >= ANSWERS and bare:
            sample = f"`{option_id(bare[0])}`"
            reporter.add("W136", tree.path, question.line, question.column, people=people, sample=sample)


def _glossary(book: Book, reporter: Reporter) -> None:
    seen: dict[str, int] = {}
    for term in book.glossary:
        first = seen.setdefault(term.id, term.line)
        if first != term.line:
            column = term.title.column
            reporter.add("C107", "glossary.md", term.line, column, id=term.id, other="glossary.md", number=first)


def _named(tree: FileTree) -> list[tuple[str, int]]:
    """Ids of questions, labs, quizzes and pools, with the lines of their headings."""
    found = [(question.id, question.line) for question in tree.questions()]
    found += [(lab.id, lab.line) for lab in tree.labs()]
    for quiz in tree.quizzes():
        found.append((quiz.id, quiz.line))
        found += [(part.id, part.line) for part in quiz.parts if isinstance(part, PoolSource)]
    return found


def _id_column(tree: FileTree, line: int, id: str) -> int:
    return max(tree.scanned.lines[line - 1].rfind(id) + 1, 1)
