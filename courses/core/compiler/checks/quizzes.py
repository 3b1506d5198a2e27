"""Quizzes and pools: what they hold, and that a graded one keeps its answers to itself."""

from __future__ import annotations

from collections.abc import Iterator

from courses.core.compiler.book import Book
from courses.core.compiler.draws import whole
from courses.core.compiler.reporting import Reporter, guess, replace_fix
from courses.core.compiler.tree import FileTree, PoolSource, Prose, QuizSource
from courses.core.kinds import carries_points
from courses.core.kinds.source import QuestionSource, Report


def check(book: Book, reporter: Reporter) -> None:
    for tree, quiz in book.quizzes():
        report = reporter.of(tree.path)
        _quiz(book, tree, quiz, report)
        for part in quiz.parts:
            if isinstance(part, PoolSource):
                _pool(book, part, report)
        if quiz.graded:
            _competencies(book, tree, quiz, reporter)
    _shared_pools(book, reporter)
    for tree in book.trees():
        if tree.meta.kind == "assessment":
            _assessment(tree, reporter.of(tree.path))
        elif tree.meta.kind != "unit":
            _out_of_place(tree, reporter.of(tree.path))


def _quiz(book: Book, tree: FileTree, quiz: QuizSource, report: Report) -> None:
    if not quiz.parts and not tree.skipped:
        report("C170", quiz.line, quiz.column)
    feedback = quiz.settings.get("feedback")
    if quiz.graded and feedback and feedback.value == "each":
        report("C176", feedback.line, feedback.value_column)
    said = "pass-mark" in quiz.settings or "pass-mark" in book.meta.places
    if quiz.graded and book.meta.known and not said:
        report("C006", quiz.line, quiz.column, field="pass-mark")


def _pool(book: Book, pool: PoolSource, report: Report) -> None:
    source = pool.settings.get("from")
    if source and pool.questions:
        report("C171", source.line, source.column)
        return
    if source and book.pool_file(pool) is None:
        if source.value.removeprefix("./") not in book.folder.files:
            known = [path for path in book.folder.files if path.startswith("pools/")]
            fix = replace_fix(source.value, known, "Add the file, or name one that exists")
            hint = guess(source.value, known, quoted=False)
            report("C172", source.line, source.value_column, path=source.value, guess=hint, fix=fix)
        return
    questions = book.pool_questions(pool)
    if not questions:
        if book.complete:
            report("C170", pool.line, pool.column)
        return
    if len({_points(question) for question in questions}) > 1:
        report("C174", pool.line, pool.column)
    draw = pool.settings.get("draw")
    if draw is None:
        report("C006", pool.line, pool.column, field="draw")
    elif (count := whole(draw)) is not None and book.complete:
        size = len(questions)
        if count > size:
            report("C173", draw.line, draw.value_column, draw=count, size=size)
        elif count == size:
            report("W175", draw.line, draw.value_column, draw=count, size=size)


def _shared_pools(book: Book, reporter: Reporter) -> None:
    """C177: what a graded quiz asks must not be an exercise elsewhere."""
    drawn = [
        (tree, quiz, part.settings["from"])
        for tree, quiz in book.quizzes()
        for part in quiz.parts
        if isinstance(part, PoolSource) and "from" in part.settings
    ]
    graded = {source.value.removeprefix("./"): quiz.id for _, quiz, source in drawn if quiz.graded}
    for tree, quiz, source in drawn:
        path = source.value.removeprefix("./")
        if not quiz.graded and path in graded:
            reporter.add("C177", tree.path, source.line, source.value_column, graded=graded[path], path=path)


def _points(question: QuestionSource) -> str:
    return question.setting("points", "1") if carries_points(question) else "0"


def _questions(book: Book, tree: FileTree, quiz: QuizSource) -> Iterator[tuple[FileTree, QuestionSource]]:
    for part in quiz.parts:
        if isinstance(part, QuestionSource):
            yield tree, part
        else:
            source = book.pool_file(part) or tree
            for question in book.pool_questions(part):
                yield source, question


def _competencies(book: Book, tree: FileTree, quiz: QuizSource, reporter: Reporter) -> None:
    for file, question in _questions(book, tree, quiz):
        default = "competency" in quiz.settings or file.meta.competency
        if carries_points(question) and not default and "competency" not in question.settings:
            reporter.add("W163", file.path, question.line, question.column)


def _out_of_place(tree: FileTree, report: Report) -> None:
    """Questions in course.md or the glossary, and loose text or a quiz in a pool file, would reach nobody."""
    pool = tree.meta.kind == "pool"
    for item in tree.items:
        if isinstance(item, QuizSource) or (isinstance(item, QuestionSource) and not pool):
            report("C123", item.line, item.column)
        elif isinstance(item, Prose) and pool:
            report("C123", item.passage.line, item.passage.column)


def _assessment(tree: FileTree, report: Report) -> None:
    """An assessment is its quiz: graded, and nothing to answer outside it."""
    for item in tree.items:
        if isinstance(item, QuestionSource):
            report("C128", item.line, item.column)
        elif isinstance(item, QuizSource) and not item.graded:
            kind = item.settings.get("kind")
            line, column = (kind.line, kind.value_column) if kind else (item.line, item.column)
            report("C114", line, column, name="kind", choices="graded in an assessment")
    if not tree.quizzes() and not tree.skipped:
        report("C170", 1, 1)
