"""One page of a course as learners would see it, while its text is being written and need not be whole.

Compiling makes a course or nothing; somebody who is typing wants to see the page at every moment. So here each item of
one file is rendered on its own, and one that cannot be shown says why, in its place.
"""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from courses.core.compiler.book import Book, read_book
from courses.core.compiler.checks import CHECKS
from courses.core.compiler.draws import draw_for, narrowed
from courses.core.compiler.render import CheckedRender, Defaults, Renderer, quiz_defaults, steps_of
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.roles import ROLES
from courses.core.compiler.tree import FileTree, PoolSource, Prose, QuizSource
from courses.core.document import Block, Folder, History
from courses.core.kinds.source import QuestionSource
from courses.core.labs.source import LabSource
from courses.core.previewed import Piece, Previewed, PreviewPage, PreviewStep
from courses.core.problem import Problem

LEFT_OUT = frozenset({"C102", "C103", "C106", "C199"})  # of the whole block; its problem stands in its place


def preview_page(folder: Folder, path: str, *, history: History, today: datetime.date) -> Previewed:
    """The page that the file `path` would be, with all problems of the folder. Never raises for what can be written."""
    reporter = Reporter()
    book = read_book(folder, history, today, reporter)
    for check in CHECKS:
        check(book, reporter)
    problems = reporter.problems()
    tree = next((one for one in book.trees() if one.path == path), None)
    if tree is None:
        return Previewed(problems, None, {}, {}, ())
    renderer = Renderer(book, Reporter(), lines=True)
    page = _Page(book, tree, renderer, [one for one in problems if one.file == path and one.blocks]).made()
    pictures = tuple(asset for _, asset in sorted(book.targets.pictures.assets.items()))
    return Previewed(problems, page, renderer.key, renderer.lab_key, pictures)


@dataclass(slots=True)
class _Page:
    book: Book
    tree: FileTree
    renderer: Renderer
    blocking: list[Problem]  # of this file
    starts: list[int] = field(init=False)  # first lines of all pieces, rising

    def __post_init__(self) -> None:
        self.starts = sorted(set(_starts(self.tree)))

    def made(self) -> PreviewPage:
        kind = "course" if self.tree.path == "course.md" else self.tree.meta.kind
        course, unit = self.book.meta, self.tree.meta
        title = {"course": course.title, "glossary": "Glossary"}.get(kind, unit.title)
        render = self.renderer.at(self.tree, "course" if kind == "course" else "unit")
        steps: list[PreviewStep] = []
        for heading, items in steps_of(self.tree, render):
            pieces = [piece for item in items for piece in self.pieces(item, render)]
            if pieces or heading:
                steps.append(PreviewStep(id=render.place.anchor(heading or "start"), title=heading, pieces=pieces))
        if not any(step["pieces"] for step in steps):
            steps.append(PreviewStep(id="left-out", title="", pieces=list(self.left_out(1, len(self.lines())))))
        return PreviewPage(
            kind=kind,
            title=title or self.tree.path,
            summary=course.summary if kind == "course" else unit.summary,
            minutes=(course.minutes if kind == "course" else unit.minutes) or 0,
            audience=course.audience if kind == "course" else unit.audience,
            region=course.region if kind == "course" else unit.region,
            steps=steps,
            sources=self.renderer.sources(render.place.cited),
            terms=self.renderer.terms(render.place.terms),
        )

    def lines(self) -> list[str]:
        return self.tree.scanned.lines

    def pieces(self, item: object, render: CheckedRender) -> Iterator[Piece]:
        """What one item shows, and after it the problems of blocks that were left out of the tree behind it."""
        if isinstance(item, Prose):
            yield self.piece(item.passage.line, lambda: self.prose(item, render))
        elif isinstance(item, QuestionSource):
            yield self.piece(item.line, lambda: self.question(item, render, Defaults(self.tree.meta.competency)))
        elif isinstance(item, LabSource):
            yield self.piece(item.line, lambda: {"type": "lab", "lab": self.renderer.lab(self.tree, item, render)})
            for task in item.questions:
                yield self.piece(task.line, self.later(task, render, Defaults(self.tree.meta.competency)))
        elif isinstance(item, QuizSource):
            yield from self.quiz(item, render)
        start = item.passage.line if isinstance(item, Prose) else getattr(item, "line", 1)
        yield from self.left_out(start, self.end(start))

    def quiz(self, quiz: QuizSource, render: CheckedRender) -> Iterator[Piece]:
        if quiz.intro:
            yield self.piece(quiz.line, lambda: {"type": "prose", "html": render.block(quiz.intro)})
        defaults = quiz_defaults(quiz, self.tree)
        for part in quiz.parts:
            if isinstance(part, QuestionSource):
                yield self.piece(part.line, self.later(part, render, defaults))
                continue
            yield self.pool(part)
            for question in part.questions:
                yield self.piece(question.line, self.later(question, render, defaults))

    def pool(self, pool: PoolSource) -> Piece:
        settings = {name: setting.value for name, setting in pool.settings.items()}
        questions, shares = self.book.pool_questions(pool), draw_for(pool.settings)
        draw = settings.get("draw", "1")
        where = f" from {settings['from']}" if "from" in settings else ""
        own = f" ({', '.join(f'{role} {count}' for role, count in shares.items())})" if shares else ""
        lines, problems = [pool.line, self.end(pool.line)], self.problems(pool.line)
        words = f"{_of(draw, len(questions))}{where}{own}"
        piece = Piece(lines=lines, block=None, pool=words, problems=problems)
        for role in ROLES:
            meant = sum(not roles or role in roles for roles, _place in map(narrowed, questions))
            said = f"{_of(str(shares.get(role, draw)), meant)}{where}"
            if said != words:
                piece.setdefault("pool_for", {})[role] = said
        return piece

    def later(self, source: QuestionSource, render: CheckedRender, defaults: Defaults) -> Callable[[], Block]:
        return lambda: self.question(source, render, defaults)

    def question(self, source: QuestionSource, render: CheckedRender, defaults: Defaults) -> Block:
        return {"type": "question", "question": self.renderer.question(source, render, defaults)}

    def prose(self, item: Prose, render: CheckedRender) -> Block:
        return {"type": "prose", "html": render.block(item.passage)}

    def piece(self, start: int, make: Callable[[], Block]) -> Piece:
        """The block if it can be made. A source with faults may lack whatever a kind relies on."""
        try:
            block: Block | None = make()
        except Exception:
            block = None
        problems = [one for one in self.problems(start) if one["code"] not in LEFT_OUT]
        return Piece(lines=[start, self.end(start)], block=block, problems=problems)

    def left_out(self, start: int, end: int) -> Iterator[Piece]:
        for problem in self.blocking:
            if problem.code in LEFT_OUT and start <= problem.line <= end:
                yield Piece(lines=[problem.line, problem.line], block=None, problems=[problem.as_json()])

    def problems(self, start: int) -> list[dict[str, object]]:
        return [one.as_json() for one in self.blocking if start <= one.line <= self.end(start)]

    def end(self, start: int) -> int:
        """The last line before the next item of the file."""
        after = bisect.bisect_right(self.starts, start)
        return self.starts[after] - 1 if after < len(self.starts) else max(len(self.lines()), start)


def _of(draw: str, size: int) -> str:
    return f"{draw} of {size} {'question' if size == 1 else 'questions'}"


def _starts(tree: FileTree) -> Iterator[int]:
    """The first line of everything that becomes a piece."""
    for item in tree.items:
        yield item.passage.line if isinstance(item, Prose) else item.line
        if isinstance(item, QuizSource):
            for part in item.parts:
                yield part.line
                if isinstance(part, PoolSource):
                    yield from (question.line for question in part.questions)
        elif isinstance(item, LabSource):
            yield from (task.line for task in item.questions)
