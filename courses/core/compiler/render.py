"""Pass 4, render: a book that nothing blocks becomes a `Course`, learner view and marking key apart."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape

from courses.core.compiler.book import Book, GlossaryTerm, anchors
from courses.core.compiler.digest import source_sha256
from courses.core.compiler.draws import draw_for
from courses.core.compiler.fields import percent
from courses.core.compiler.prose import CannotRender, Prose
from courses.core.compiler.references import Place
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.structure import lab_minutes, lab_pairs, structure, was
from courses.core.compiler.tree import FileTree, PoolSource, QuizSource, Section
from courses.core.compiler.tree import Prose as ProseItem
from courses.core.document import (
    Block,
    Course,
    Key,
    LabKey,
    LabView,
    Question,
    QuizSection,
    QuizView,
    Source,
    Step,
    Term,
    UnitView,
)
from courses.core.kinds import KINDS
from courses.core.kinds.source import Passage, QuestionSource, Setting
from courses.core.labs import LABS
from courses.core.labs.source import LabSource

_REFUSED = {"citation": "C501", "link": "C420", "image": "C403"}


def render(book: Book, reporter: Reporter) -> Course | None:
    """The course, or None when a text could not be turned into HTML (reported)."""
    renderer = Renderer(book, reporter)
    course = renderer.course()
    return None if reporter.blocks() else course


class CheckedRender:
    """A `Render` for one file: what cannot be rendered becomes a problem at the passage's first line."""

    def __init__(self, prose: Prose, place: Place, tree: FileTree, reporter: Reporter) -> None:
        self.prose = prose
        self.place = place
        self.file = tree.path
        self.references = {label: address for label, (address, _, _) in tree.scanned.references.items()}
        self.reporter = reporter

    def block(self, passage: Passage) -> str:
        return self._render(passage, inline=False) if passage else ""

    def inline(self, passage: Passage) -> str:
        return self._render(passage, inline=True) if passage else ""

    def _render(self, passage: Passage, *, inline: bool) -> str:
        self.prose.stand(self.place, self.references)
        try:
            made = self.prose.inline(passage) if inline else self.prose.block(passage)
        except CannotRender as error:
            self.reporter.add("C022", self.file, passage.line, passage.column, reason=str(error))
            return ""
        for what, value in self.prose.refused():
            code = _REFUSED[what]
            if not any(found.file == self.file and found.code == code for found in self.reporter.found):
                self.reporter.add(
                    code, self.file, passage.line, passage.column, id=value, href=value, path=value, guess="",
                    fix="Write it as the format describes",
                )  # fmt: skip
        return made


@dataclass(slots=True)
class Defaults:
    """What a quiz or file settles for its questions."""

    competency: str | None = None
    confidence: bool = False


@dataclass(slots=True)
class Renderer:
    book: Book
    reporter: Reporter
    lines: bool = False  # each block of prose tells the lines of the file it came from
    prose: Prose = field(init=False)
    key: dict[str, Key] = field(default_factory=dict)
    lab_key: dict[str, LabKey] = field(default_factory=dict)
    quizzes: list[QuizView] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.prose = Prose(Place(self.book.targets), lines=self.lines)

    def course(self) -> Course:
        book = self.book
        welcome = ""
        if book.welcome:
            render = self.at(book.welcome, "course")
            welcome = "\n".join(render.block(passage) for passage in book.welcome.prose())
        units: list[UnitView] = []
        for tree in book.files:
            if tree.meta.kind == "assessment":
                self.assessment(tree)
            else:
                units.append(self.unit(tree))
        glossary = self.glossary()
        sources = self.sources(book.targets.cited)
        made = structure(book, welcome, units, self.quizzes, glossary, sources)
        assets = tuple(asset for _, asset in sorted(book.targets.pictures.assets.items()))
        return Course(
            made,
            tuple(units),
            tuple(self.quizzes),
            self.key,
            assets,
            source_sha256(book.folder),
            self.lab_key,
            was(book),
        )

    def at(self, tree: FileTree, numbering: str) -> CheckedRender:
        folder = "pools/" if tree.path.startswith("pools/") else ""
        place = Place(self.book.targets, folder, numbering, anchors(tree))
        return CheckedRender(self.prose, place, tree, self.reporter)

    def within(self, place: Place, pool: FileTree) -> CheckedRender:
        """Texts of a pool file that stand in a unit: its paths and headings, the unit's sources and terms."""
        return CheckedRender(self.prose, replace(place, folder="pools/", anchors=anchors(pool)), pool, self.reporter)

    def glossary(self) -> list[Term]:
        if not self.book.glossary_file:
            return []
        render = self.at(self.book.glossary_file, "direct")
        return [_term(term, render) for term in self.book.glossary]

    def unit(self, tree: FileTree) -> UnitView:
        render = self.at(tree, "unit")
        steps: list[Step] = []
        for title, items in steps_of(tree, render):
            identity = render.place.anchor(title or "start")
            blocks: list[Block] = []
            for item in items:
                blocks += self.blocks(tree, item, render)
            steps.append(Step(id=identity, title=title, blocks=blocks))
        meta = tree.meta
        return UnitView(
            id=meta.id, title=meta.title, summary=meta.summary, minutes=meta.minutes, required=meta.required,
            audience=meta.audience, region=meta.region,
            objectives=meta.objectives,
            steps=[step for step in steps if step["blocks"] or step["title"]],
            sources=self.sources(render.place.cited), terms=self.terms(render.place.terms),
        )  # fmt: skip

    def sources(self, ids: list[str]) -> list[Source]:
        return numbered_sources(self.book, ids)

    def terms(self, ids: list[str]) -> list[Term]:
        if not ids or not self.book.glossary_file:
            return []
        render = self.at(self.book.glossary_file, "direct")
        by_id = {term.id: term for term in self.book.glossary}
        return [_term(by_id[id], render) for id in ids]

    def blocks(self, tree: FileTree, item: object, render: CheckedRender) -> list[Block]:
        if isinstance(item, ProseItem):
            html = render.block(item.passage)
            return [{"type": "prose", "html": html}] if html else []
        defaults = Defaults(tree.meta.competency)
        if isinstance(item, QuestionSource):
            return [{"type": "question", "question": self.question(item, render, defaults)}]
        if isinstance(item, QuizSource) and item.graded:
            self.quizzes.append(self.quiz(tree, item))
            return [{"type": "quiz", "quiz": item.id}]
        if isinstance(item, LabSource):
            found: list[Block] = [{"type": "lab", "lab": self.lab(tree, item, render)}]
            for task in item.questions:
                found.append({"type": "question", "question": self.question(task, render, defaults)})
            return found
        return self.exercises(tree, item, render) if isinstance(item, QuizSource) else []

    def exercises(self, tree: FileTree, quiz: QuizSource, render: CheckedRender) -> list[Block]:
        """An exercise quiz is its text and its questions, standing in the unit."""
        intro = render.block(quiz.intro)
        found: list[Block] = [{"type": "prose", "html": intro}] if intro else []
        for part in quiz.parts:
            if isinstance(part, QuestionSource):
                question = self.question(part, render, quiz_defaults(quiz, tree))
                found.append({"type": "question", "question": question})
                continue
            source = self.book.pool_file(part) or tree
            at = render if source is tree else self.within(render.place, source)
            for drawn in _drawn(part.id, self.book.pool_questions(part), _draw(part)):
                question = self.question(drawn, at, quiz_defaults(quiz, source))
                found.append({"type": "question", "question": question})
        return found

    def question(self, source: QuestionSource, render: CheckedRender, defaults: Defaults) -> Question:
        """The learner view of a question; its marking key is kept aside in `self.key`."""
        kind = KINDS[source.kind]
        points = int(source.setting("points", "1")) if kind.scored else 0
        competency = source.setting("competency") or defaults.competency
        objective = source.setting("objective") or None
        confidence = source.setting("confidence", "yes" if defaults.confidence else "no") == "yes"
        question: Question = {
            "id": source.id, "kind": source.kind, "stem": render.block(source.stem), "points": points,
            "confidence": confidence and kind.scored, "competency": competency, "objective": objective,
            "hints": [render.block(hint) for hint in source.hints],
        }  # fmt: skip
        if "audience" in source.settings:
            question["audience"] = [role.strip() for role in source.setting("audience").split(",")]
        if "region" in source.settings:
            question["region"] = source.setting("region")
        question.update(kind.learner(source, render))  # type: ignore[typeddict-item]
        key: Key = {
            "id": source.id, "kind": source.kind, "points": points, "explanation": "",
            "competency": competency, "objective": objective,
        }  # fmt: skip
        key.update(kind.key(source, render))  # type: ignore[typeddict-item]
        key["explanation"] = render.block(source.explanation)
        self.key[source.id] = key
        return question

    def lab(self, tree: FileTree, source: LabSource, render: CheckedRender) -> LabView:
        """The learner view of a lab; its key is kept aside in `self.lab_key`."""
        kind, meta, settings = LABS[source.kind], self.book.meta, source.settings
        competency = source.setting("competency") or tree.meta.competency
        objective = source.setting("objective") or None
        intro = render.block(source.intro)
        view = LabView(
            id=source.id, kind=source.kind, intro=intro, graded=source.graded,
            pass_mark=_own(settings, "pass-mark", percent, meta.pass_mark) or 100,
            attempts=_own(settings, "attempts", _attempts, meta.attempts) if source.graded else None,
            competency=competency, objective=objective, minutes=lab_minutes(source),
            pair=lab_pairs(self.book).get(source.id), setup=kind.setup(source, render),
        )  # fmt: skip
        if title := lab_title(source):
            view["title"] = title
        self.lab_key[source.id] = LabKey(
            id=source.id, kind=source.kind, debrief=render.block(source.debrief), competency=competency,
            objective=objective, answers=kind.answers(source, render),
        )  # fmt: skip
        return view

    def assessment(self, tree: FileTree) -> None:
        render = self.at(tree, "direct")
        intro = "\n".join(render.block(item.passage) for item in tree.items if isinstance(item, ProseItem))
        for quiz in tree.quizzes():
            view = self.quiz(tree, quiz)
            view["title"], view["unit"] = tree.meta.title, None
            view["minutes"] = tree.meta.minutes
            view["intro"] = "\n".join(part for part in (intro, view["intro"]) if part)
            self.quizzes.append(view)

    def quiz(self, tree: FileTree, quiz: QuizSource) -> QuizView:
        render = self.at(tree, "direct")
        meta = self.book.meta
        sections: list[QuizSection] = []
        for part in quiz.parts:
            if isinstance(part, QuestionSource):
                question = self.question(part, render, quiz_defaults(quiz, tree))
                if sections and sections[-1]["draw"] is None:
                    sections[-1]["questions"].append(question)
                else:
                    sections.append(QuizSection(draw=None, questions=[question]))
                continue
            source = self.book.pool_file(part) or tree
            at = render if source is tree else self.at(source, "direct")
            questions = [
                self.question(item, at, quiz_defaults(quiz, source)) for item in self.book.pool_questions(part)
            ]
            sections.append(_section(part, questions))
        draws = sum(len(part["questions"]) if part["draw"] is None else part["draw"] for part in sections)
        settings = quiz.settings
        return QuizView(
            id=quiz.id, title="Final quiz", intro=render.block(quiz.intro), unit=tree.meta.id, graded=True,
            pass_mark=_own(settings, "pass-mark", percent, meta.pass_mark) or 100,
            attempts=_own(settings, "attempts", _attempts, meta.attempts),
            wait_hours=_own(settings, "wait-hours", int, meta.wait_hours) or 0,
            shuffle=_value(settings, "shuffle", "yes") == "yes", draws=draws,
            minutes=max(math.ceil(draws / 2), 1), sections=sections,
        )  # fmt: skip


def numbered_sources(book: Book, ids: list[str]) -> list[Source]:
    """Source list in the order of citation, from 1."""
    found: list[Source] = []
    for n, id in enumerate(ids, start=1):
        entry = book.meta.sources[id]
        found.append(
            Source(
                n=n,
                id=id,
                title=entry.title,
                publisher=entry.publisher,
                url=entry.url,
                published=entry.published,
                checked=entry.checked,
            )
        )
    return found


def _term(term: GlossaryTerm, render: CheckedRender) -> Term:
    return Term(id=term.id, term=plain(render.inline(term.title)), html=render.block(term.body))


def plain(html: str) -> str:
    """The words of a piece of inline HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def steps_of(tree: FileTree, render: CheckedRender) -> Iterator[tuple[str, list[object]]]:
    """The unit cut at its `##` headings. A graded quiz is a step of its own; a lab begins one, named as it is."""
    title: str = ""
    items: list[object] = []
    for item in tree.items:
        if isinstance(item, Section):
            yield title, items
            title, items = plain(render.inline(item.title)), []
        elif isinstance(item, QuizSource) and item.graded and item.level == 2:
            yield title, items
            yield "Final quiz", [item]
            title, items = "", []
        elif isinstance(item, LabSource) and item.level == 2:
            yield title, items
            title, items = lab_title(item) or LABS[item.kind].name, [item]
        else:
            items.append(item)
    yield title, items


def lab_title(lab: LabSource) -> str:
    return " ".join(lab.setting("title").split())


def _draw(pool: PoolSource) -> int:
    return int(_value(pool.settings, "draw", "1"))


def _section(pool: PoolSource, questions: list[Question]) -> QuizSection:
    """A pool that draws all it has for everybody is like questions that stand there."""
    draw, own = _draw(pool), draw_for(pool.settings)
    if own:
        return QuizSection(draw=min(draw, len(questions)), draw_for=own, questions=questions)
    return QuizSection(draw=draw if draw < len(questions) else None, questions=questions)


def _drawn(pool: str, questions: list[QuestionSource], count: int) -> list[QuestionSource]:
    """`count` of the questions, chosen by the digests of their ids: the same whenever the ids are the same."""
    ranked = sorted(questions, key=lambda question: hashlib.sha256(f"{pool}/{question.id}".encode()).digest())
    chosen = {question.id for question in ranked[:count]}
    return [question for question in questions if question.id in chosen]


def quiz_defaults(quiz: QuizSource, file: FileTree) -> Defaults:
    competency = _value(quiz.settings, "competency", "") or file.meta.competency
    return Defaults(competency, _value(quiz.settings, "confidence", "no") == "yes")


def _value(settings: Mapping[str, Setting], name: str, default: str) -> str:
    found = settings.get(name)
    return found.value if found else default


def _attempts(value: str) -> int | None:
    return None if value == "unlimited" else int(value)


def _own(
    settings: Mapping[str, Setting], name: str, read: Callable[[str], int | None], inherited: int | None
) -> int | None:
    """The quiz's own value, else the course's."""
    found = settings.get(name)
    return read(found.value) if found else inherited
