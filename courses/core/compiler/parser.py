"""Pass 2, parse: lines become prose, sections and blocks. Nothing is closed: a block ends where the next begins."""

from __future__ import annotations

from dataclasses import dataclass, field

from courses.core.compiler.bodies import read_body, read_question
from courses.core.compiler.fields import report_id, slug, valid_id
from courses.core.compiler.headings import LATER, NAMES, PARTS, QUESTIONS, Heading, read_heading
from courses.core.compiler.metadata import UnitMeta
from courses.core.compiler.reporting import Reporter, guess, replace_fix
from courses.core.compiler.scanner import Scanned
from courses.core.compiler.tree import Body, FileTree, PoolSource, Prose, QuizSource, Section
from courses.core.kinds import KINDS
from courses.core.kinds.source import Line, Passage, QuestionSource, Report


@dataclass(slots=True)
class _Block:
    """A block that is still open."""

    role: str  # question, quiz or pool
    level: int
    id: str
    kind: str
    line: int
    body: Body = field(default_factory=Body)
    questions: list[QuestionSource] = field(default_factory=list)
    parts: list[QuestionSource | PoolSource] = field(default_factory=list)


def parse(scanned: Scanned, meta: UnitMeta, reporter: Reporter) -> FileTree:
    """The tree of one file. `meta` says whether its quizzes are graded unless they say otherwise."""
    tree = FileTree(scanned, meta)
    if not scanned.readable:
        tree.skipped = True
        return tree
    parser = _Parser(tree, reporter.of(scanned.path))
    for index in range(scanned.body, len(scanned.lines)):
        parser.line(index)
    parser.close(0)
    parser.flush()
    return tree


class _Parser:
    def __init__(self, tree: FileTree, report: Report) -> None:
        self.tree = tree
        self.report = report
        self.stack: list[_Block] = []
        self.prose = Body()
        self.skip = 0  # level of a block whose whole content is left alone
        self.ended: tuple[str, int, int] | None = None  # quiz that a `---` ended: id, level, line of the `---`

    def line(self, index: int) -> None:
        text, opaque = self.tree.scanned.lines[index], self.tree.scanned.opaque[index]
        heading = read_heading(text) if text.startswith("#") and not opaque else None
        if heading:
            self.heading(heading, index + 1)
        elif not opaque and text.rstrip() == "---" and self.blank_before(index) and (self.stack or self.skip):
            self.stop(index + 1)
        elif not self.skip:
            body = self.stack[-1].body if self.stack else self.prose
            body.lines.append(Line(index + 1, 1, text))
            if opaque:
                body.opaque.add(index + 1)

    def blank_before(self, index: int) -> bool:
        return index == self.tree.scanned.body or not self.tree.scanned.lines[index - 1].strip()

    def stop(self, number: int) -> None:
        quiz = next((block for block in self.stack if block.role == "quiz"), None)
        self.ended = (quiz.id, quiz.level, number) if quiz else None
        self.close(0)
        self.skip = 0

    def heading(self, heading: Heading, number: int) -> None:
        if self.skip and heading.level > self.skip:
            return
        self.skip = 0
        self.close(heading.level)
        if self.ended and heading.level <= self.ended[1]:
            self.ended = None
        if heading.role == "section":
            self.section(heading, number)
        elif heading.role in ("question", "quiz", "pool"):
            self.open(heading, number)
        else:
            self.leave(heading, number)

    def section(self, heading: Heading, number: int) -> None:
        if self.stack:
            self.report("C105", number, 1, place=self.stack[-1].role)
            self.close(0)
        if heading.level == 2 and self.tree.meta.kind in ("unit", "glossary"):
            self.flush()
            line = Line(number, heading.name_column, heading.name)
            self.tree.items.append(Section(Passage((line,)), number))
        else:
            self.prose.lines.append(Line(number, 1, self.tree.scanned.lines[number - 1]))

    def open(self, heading: Heading, number: int) -> None:
        kind = QUESTIONS.get(" ".join(heading.name.casefold().split()), heading.role)
        inside = self.stack[-1] if self.stack else None
        if inside and (inside.role == "question" or heading.role == "quiz"):
            self.report("C105", number, 1, place=inside.role)
            self.close(inside.level)
            inside = self.stack[-1] if self.stack else None
        if heading.role == "pool" and (inside is None or inside.role != "quiz"):
            self.report("C106", number, 1, part="Pool", whole="Quiz")
            self.skip = heading.level
            self.tree.skipped = True
            return
        if heading.role == "question" and self.ended and heading.level > self.ended[1]:
            self.report("C127", number, 1, id=self.ended[0], number=self.ended[2])
        name = heading.id
        if not valid_id(name):
            name = slug(name)
            report_id(self.report, number, heading.id_column, heading.id, name)
        self.stack.append(_Block(heading.role, heading.level, name, kind, number))

    def leave(self, heading: Heading, number: int) -> None:
        """A block that cannot be read: one problem, and its content is left alone."""
        name = " ".join(heading.name.split())
        if heading.role == "later":
            known = ", ".join(kind.name for kind in KINDS.values())
            self.report("C199", number, heading.name_column, name=LATER[name.casefold()], known=known)
        elif heading.role == "part":
            part, whole = PARTS[name.casefold()]
            self.report("C106", number, heading.name_column, part=part, whole=whole)
        elif heading.role == "nameless":
            self.report("C103", number, heading.name_column, name=name, sample=self.first_words(number))
        else:
            fix = replace_fix(name, NAMES, "Use the name of a kind, or take the `…` out of the heading")
            self.report("C102", number, heading.name_column, name=name, guess=guess(name, NAMES), fix=fix)
        self.close_quietly(heading.level)
        self.skip = heading.level
        self.tree.skipped = True

    def first_words(self, number: int) -> str:
        """An id made from the first words under the heading."""
        for line in self.tree.scanned.lines[number : number + 12]:
            if line.strip() and ":" not in line:
                return "-".join(slug(line).split("-")[:4])
        return "my-question"

    def close_quietly(self, level: int) -> None:
        """An unreadable block inside a question ends that question; a quiz or pool around it goes on."""
        while self.stack and (self.stack[-1].role == "question" or self.stack[-1].level >= level):
            self.finish(self.stack.pop())

    def close(self, level: int) -> None:
        """End every open block at or below this level of heading."""
        while self.stack and self.stack[-1].level >= level:
            self.finish(self.stack.pop())

    def flush(self) -> None:
        """Prose gathered so far becomes an item."""
        passage = Passage.of(self.prose.lines)
        if passage:
            self.tree.items.append(Prose(passage))
        self.prose = Body()

    def finish(self, block: _Block) -> None:
        if block.role == "question":
            question = read_question(block.body, block.kind, block.id, self.tree.path, block.line, self.report)
            owner = self.stack[-1] if self.stack else None
            if owner is None:
                self.flush()
                self.tree.items.append(question)
            elif owner.role == "pool":
                owner.questions.append(question)
            else:
                owner.parts.append(question)
            return
        settings, intro = read_body(block.body, block.role, self.report)
        if block.role == "pool":
            pool = PoolSource(block.id, block.line, 1, settings, tuple(block.questions))
            self.stack[-1].parts.append(pool)
        else:
            self.flush()
            graded, parts = self.graded(block), tuple(block.parts)
            quiz = QuizSource(block.id, block.line, 1, block.level, graded, settings, intro, parts)
            self.tree.items.append(quiz)

    def graded(self, quiz: _Block) -> bool:
        """Whether the quiz says `kind: graded`; in an assessment it need not say so."""
        for line in quiz.body.lines:
            if not line.text.strip():
                break
            if line.text.startswith("kind:"):
                return line.text[5:].strip() == "graded"
        return self.tree.meta.kind == "assessment"
