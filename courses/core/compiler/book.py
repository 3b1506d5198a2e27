"""A course folder, scanned and parsed: what the checks look at and the renderer turns into pages."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from courses.core.compiler.front_matter import read_front_matter
from courses.core.compiler.metadata import CourseMeta, UnitMeta, course_meta, unit_meta
from courses.core.compiler.parser import parse
from courses.core.compiler.references import Pool, Targets, github_anchor
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.scanner import decode, scan
from courses.core.compiler.tree import FileTree, PoolSource, Prose, QuizSource, Section
from courses.core.document import Folder, History
from courses.core.kinds.source import Passage, QuestionSource

UNIT_NAME = re.compile(r"([0-9]{2,3})-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
POOL_NAME = re.compile(r"pools/[a-z0-9]+(?:-[a-z0-9]+)*\.md")
_NEEDS = {
    "course.md": "format, id, title, summary and the other fields of a course",
    "glossary.md": "title",
    "pool": "kind and title",
}


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    id: str
    title: Passage
    body: Passage
    line: int


@dataclass(slots=True)
class Book:
    """One course folder in memory."""

    folder: Folder
    history: History
    today: datetime.date
    meta: CourseMeta = field(default_factory=CourseMeta)
    welcome: FileTree | None = None
    glossary_file: FileTree | None = None
    glossary: list[GlossaryTerm] = field(default_factory=list)
    files: list[FileTree] = field(default_factory=list)  # units and assessments, by number
    pools: dict[str, FileTree] = field(default_factory=dict)  # by path
    targets: Targets = field(default_factory=lambda: Targets("", Pool({}), {}, {}, {}))
    complete: bool = True  # False: a file or block could not be read, so absence proves nothing

    def trees(self) -> list[FileTree]:
        """Every readable Markdown file."""
        extra = [tree for tree in (self.welcome, self.glossary_file) if tree]
        return [*extra, *self.files, *self.pools.values()]

    def pool_file(self, pool: PoolSource) -> FileTree | None:
        """The file that a pool with `from:` draws on."""
        setting = pool.settings.get("from")
        return self.pools.get(setting.value.removeprefix("./")) if setting else None

    def pool_questions(self, pool: PoolSource) -> list[QuestionSource]:
        """The questions of a pool, its own or those of the file it names."""
        if "from" not in pool.settings:
            return list(pool.questions)
        tree = self.pool_file(pool)
        return tree.questions() if tree else []

    def quizzes(self) -> list[tuple[FileTree, QuizSource]]:
        return [(tree, quiz) for tree in self.files for quiz in tree.quizzes()]


def read_book(folder: Folder, history: History, today: datetime.date, reporter: Reporter) -> Book:
    """Scan and parse every Markdown file that belongs to the course."""
    book = Book(folder, history, today)
    if "course.md" in folder.files:
        book.welcome = _read(book, "course.md", reporter)
    else:
        reporter.add("C021", "course.md", 1, 1)
    for path in sorted(folder.files):
        if UNIT_NAME.fullmatch(path) or POOL_NAME.fullmatch(path):
            tree = _read(book, path, reporter)
            if tree and (tree.meta.kind == "pool" or path.startswith("pools/")):
                book.pools[path] = tree
            elif tree:
                book.files.append(tree)
    book.files.sort(key=lambda tree: (int(tree.path.split("-")[0]), tree.path))
    if "glossary.md" in folder.files:
        book.glossary_file = _read(book, "glossary.md", reporter)
        book.glossary = _terms(book.glossary_file) if book.glossary_file else []
    book.complete = book.complete and not any(tree.skipped for tree in book.trees())
    units = {tree.path: tree.meta.id for tree in book.files if tree.meta.kind == "unit"}
    terms = {term.id: term.title.text for term in book.glossary}
    book.targets = Targets(book.meta.id or folder.name, Pool(folder.files), book.meta.sources, terms, units)
    return book


def _read(book: Book, path: str, reporter: Reporter) -> FileTree | None:
    """One file, from bytes to tree; None when it cannot be read at all."""
    report = reporter.of(path)
    text = decode(path, book.folder.files[path], report)
    if text is None:
        book.complete = False
        return None
    scanned = scan(path, text, reporter)
    needs = _NEEDS.get(path) or (_NEEDS["pool"] if path.startswith("pools/") else "title, summary and minutes")
    nodes = read_front_matter(scanned, report, needs) if scanned.readable else None
    if nodes is None:
        book.complete = False
    meta = UnitMeta(kind="course" if path == "course.md" else "unit")
    if path == "course.md":
        if nodes is not None:
            book.meta = course_meta(nodes, book.folder.name, report)
    elif path == "glossary.md":
        meta = UnitMeta(known=True, kind="glossary")
    elif nodes is not None:
        meta = unit_meta(nodes, path, book.meta, report)
    return parse(scanned, meta, reporter)


def _terms(tree: FileTree) -> list[GlossaryTerm]:
    found: list[GlossaryTerm] = []
    for index, item in enumerate(tree.items):
        if isinstance(item, Section):
            after = tree.items[index + 1] if index + 1 < len(tree.items) else None
            body = after.passage if isinstance(after, Prose) else Passage()
            found.append(GlossaryTerm(github_anchor(item.title.text), item.title, body, item.line))
    return found


def anchors(tree: FileTree) -> frozenset[str]:
    """The headings of a file, as links name them."""
    found: dict[str, int] = {}
    names: list[str] = []
    for index, line in enumerate(tree.scanned.lines):
        if line.startswith("##") and "`" not in line and not tree.scanned.opaque[index]:
            base = github_anchor(line.lstrip("#"))
            count = found.get(base, 0)
            found[base] = count + 1
            names.append(f"{base}-{count}" if count else base)
    return frozenset(names)
