"""Pass 2, parse: lines become prose, sections and blocks. Nothing is closed: a block ends where the next begins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from courses.core.compiler.bodies import a, read_body, read_question
from courses.core.compiler.fields import report_id, slug, valid_id
from courses.core.compiler.headings import LAB_NAMES, NAMES, QUESTIONS, Heading, read_heading
from courses.core.compiler.lab_bodies import DEBRIEF, LabHead, first_setting, read_lab, read_part
from courses.core.compiler.labels import read_label
from courses.core.compiler.metadata import UnitMeta
from courses.core.compiler.reporting import Reporter, guess, replace_fix
from courses.core.compiler.scanner import Scanned
from courses.core.compiler.tree import Body, FileTree, PoolSource, Prose, QuizSource, Section
from courses.core.kinds.source import Line, Passage, QuestionSource, Report
from courses.core.labs import LABS, PARTS, PartKind
from courses.core.labs.source import LabSource, PartSource


@dataclass(slots=True)
class _Block:
    """A block that is still open."""

    role: str  # question, quiz, pool, lab or part
    level: int
    id: str
    kind: str
    line: int
    body: Body = field(default_factory=Body)
    questions: list[QuestionSource] = field(default_factory=list)
    parts: list[QuestionSource | PoolSource] = field(default_factory=list)
    lab_parts: list[PartSource] = field(default_factory=list)
    sound: bool = True  # False: something in it could not be read

    def has(self, part: PartKind) -> bool:
        return self.role == "lab" and part in LABS[self.kind].parts

    def holds(self, role: str) -> bool:
        """Whether a block of this role may stand in it."""
        if role == "pool":
            return self.role == "quiz"
        return role == "question" and (
            self.role in ("quiz", "pool") or (self.role == "lab" and LABS[self.kind].questions)
        )


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
            if text.startswith("**") and not opaque:
                self.debrief(text, index + 1)
            body = self.stack[-1].body if self.stack else self.prose
            lead = self.tree.scanned.led.get(index, 0)  # a comment before a text does not indent it
            body.lines.append(Line(index + 1, 1 + lead, text[lead:]))
            if opaque:
                body.opaque.add(index + 1)

    def debrief(self, text: str, number: int) -> None:
        """`**Debrief:**` always belongs to the enclosing lab: it ends the part or question in which it stands."""
        lab = next((block for block in self.stack if block.role == "lab"), None)
        label = read_label(text) if lab else None
        if lab and label and label.meant == DEBRIEF:
            self.close(lab.level + 1)
            lab.body.lines.append(Line(number, 1, ""))  # what follows is no setting

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
        term = self.tree.meta.kind == "glossary" and heading.role == "nameless" and heading.level == 2
        if heading.role == "section" or term:  # a glossary explains what a pool is; nothing is asked there
            self.section(heading, number)
        elif heading.role in ("question", "quiz", "pool", "lab"):
            self.open(heading, number)
        elif heading.role == "part" and self.stack and self.stack[-1].has(PARTS[_folded(heading.name)][0]):
            self.push(heading, _folded(heading.name), number)
        else:
            self.leave(heading, number)

    def section(self, heading: Heading, number: int) -> None:
        part = PARTS.get(_folded(heading.name))
        if part and self.stack and self.stack[-1].has(part[0]):
            self.leave(replace(heading, role="nameless"), number)
            return
        if self.stack:
            self.misplaced(self.stack[-1], number)
            self.close(0)
        if heading.level == 2 and self.tree.meta.kind in ("unit", "glossary"):
            self.flush()
            line = Line(number, heading.name_column, heading.name)
            self.tree.items.append(Section(Passage((line,)), number))
        else:
            self.prose.lines.append(Line(number, 1, self.tree.scanned.lines[number - 1]))

    def misplaced(self, inside: _Block, number: int) -> None:
        """C105: this heading ends a block that was not to end here."""
        place = PARTS[inside.kind][0].name if inside.role == "part" else inside.role
        self.report("C105", number, 1, place=place)
        for block in self.stack:
            block.sound = False

    def open(self, heading: Heading, number: int) -> None:
        name = _folded(heading.name)
        kind = QUESTIONS.get(name) or LAB_NAMES.get(name) or heading.role
        inside = self.stack[-1] if self.stack else None
        if heading.role == "pool" and (inside is None or inside.role != "quiz"):
            self.report("C106", number, 1, part="Pool", whole="Quiz", article="A")
            self.skip_from(heading.level)
            return
        if inside and not inside.holds(heading.role):
            self.misplaced(inside, number)
        while self.stack and not self.stack[-1].holds(heading.role):
            self.close(self.stack[-1].level)
        if heading.role == "question" and self.ended and heading.level > self.ended[1]:
            self.report("C127", number, 1, id=self.ended[0], number=self.ended[2])
        self.push(heading, kind, number)

    def push(self, heading: Heading, kind: str, number: int) -> None:
        name = heading.id
        if not valid_id(name):
            name = slug(name)
            report_id(self.report, number, heading.id_column, heading.id, name)
        self.stack.append(_Block(heading.role, heading.level, name, kind, number))

    def leave(self, heading: Heading, number: int) -> None:
        """A block that cannot be read: one problem, and its content is left alone."""
        name = " ".join(heading.name.split())
        if heading.role == "part":
            part, lab = PARTS[name.casefold()]
            article = a(part.name).split()[0].capitalize()
            self.report("C106", number, heading.name_column, part=part.name, whole=lab.name, article=article)
        elif heading.role == "nameless":
            what = "part of a lab" if _folded(name) in PARTS else "lab" if _folded(name) in LAB_NAMES else "question"
            self.report(
                "C103", number, heading.name_column, name=name, sample=heading.id or self.first_words(number), what=what
            )
        else:
            fix = replace_fix(name, NAMES, "Use the name of a kind, or take the `…` out of the heading")
            self.report("C102", number, heading.name_column, name=name, guess=guess(name, NAMES), fix=fix)
        self.close_quietly(heading.level)
        self.skip_from(heading.level)

    def skip_from(self, level: int) -> None:
        """Leave alone what follows, down to the next heading of this level; a lab around or before it is not whole."""
        self.skip = level
        self.tree.skipped = True
        for block in self.stack:
            block.sound = False
        if not self.stack and self.tree.items and isinstance(self.tree.items[-1], LabSource):
            self.tree.items[-1] = replace(self.tree.items[-1], sound=False)

    def first_words(self, number: int) -> str:
        """An id made from the first words under the heading."""
        for line in self.tree.scanned.lines[number : number + 12]:
            if line.strip() and ":" not in line:
                return "-".join(slug(line).split("-")[:4])
        return "my-question"

    def close_quietly(self, level: int) -> None:
        """An unreadable block inside a question or part ends that; a quiz, pool or lab around it goes on."""
        while self.stack and (self.stack[-1].role in ("question", "part") or self.stack[-1].level >= level):
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
            self.keep(question)
        elif block.role == "part":
            part = read_part(block.body, PARTS[block.kind][0], block.id, block.line, self.report)
            self.stack[-1].lab_parts.append(part)
        elif block.role == "lab":
            self.flush()
            head = LabHead(block.id, LABS[block.kind], self.tree.path, block.line, block.level)
            head.parts, head.questions, head.sound = block.lab_parts, block.questions, block.sound
            self.tree.items.append(read_lab(block.body, head, self.report))
        else:
            self.finish_group(block)

    def keep(self, question: QuestionSource) -> None:
        """Put a question where it belongs: into the block around it, or into the unit."""
        owner = self.stack[-1] if self.stack else None
        if owner is None:
            self.flush()
            self.tree.items.append(question)
        elif owner.role == "quiz":
            owner.parts.append(question)
        else:
            owner.questions.append(question)

    def finish_group(self, block: _Block) -> None:
        settings, intro = read_body(block.body, block.role, self.report)
        if block.role == "pool":
            pool = PoolSource(block.id, block.line, 1, settings, tuple(block.questions))
            self.stack[-1].parts.append(pool)
            return
        self.flush()
        kind = first_setting(block.body, "kind")
        graded = kind == "graded" if kind else self.tree.meta.kind == "assessment"
        quiz = QuizSource(block.id, block.line, 1, block.level, graded, settings, intro, tuple(block.parts))
        self.tree.items.append(quiz)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
