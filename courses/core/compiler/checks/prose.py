"""Callouts, figures, links, citations and labels, wherever text may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from courses.core.compiler import limits
from courses.core.compiler.bodies import NEARLY_TASK, TASK
from courses.core.compiler.book import Book, anchors
from courses.core.compiler.images import EXTENSIONS
from courses.core.compiler.inline import Found, Located, find
from courses.core.compiler.labels import FIGURE, HOMES, read_label
from courses.core.compiler.references import REMOTE, local
from courses.core.compiler.reporting import Reporter, guess, replace_fix
from courses.core.compiler.segments import CALLOUTS, MARKER, Callout, Figure, segments
from courses.core.compiler.tables import table_faults
from courses.core.compiler.tree import FileTree, QuizSource
from courses.core.compiler.tree import Prose as ProseItem
from courses.core.kinds.source import BARS, Line, Passage, Report

ALT_LONGEST = 180
_VAGUE_LINK = {"here", "click here", "this", "this link", "link", "more", "read more", "see here", "this page"}
_VAGUE_ALT = {"image", "picture", "photo", "figure", "diagram", "chart", "graph", "screenshot", "graphic", "alt", "img"}
_FILE_NAME = re.compile(r"[\w .-]+\.(?:svg|png|jpe?g|webp|gif)", re.I)
_NUMBERED = re.compile(r"(?:figure|image|picture|fig\.?) ?[0-9]+", re.I)
_EXTERNAL = re.compile(r"https://[^\s/]\S*|mailto:[^\s@]+@[^\s@]+", re.I)
_COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}


def check(book: Book, reporter: Reporter) -> None:
    cited: set[str] = set()
    for tree in book.trees():
        checker = _File(book, tree, reporter.of(tree.path))
        checker.run()
        cited |= checker.cited
    if book.meta.knows("sources") and book.complete:
        for source in book.meta.sources.values():
            if source.id not in cited:
                reporter.add("W056", "course.md", *source.place, id=source.id)


class _File:
    def __init__(self, book: Book, tree: FileTree, report: Report) -> None:
        self.book = book
        self.tree = tree
        self.report = report
        self.folder = "pools/" if tree.path.startswith("pools/") else ""
        self.references = {label: address for label, (address, _, _) in tree.scanned.references.items()}
        self.anchors = anchors(tree)
        self.cited: set[str] = set()
        self.cautions: list[tuple[int, int]] = []

    def run(self) -> None:
        for item in self.tree.items:
            if isinstance(item, ProseItem):
                self.running_text(item.passage, "running text")
                self.tables(item.passage)
            elif isinstance(item, QuizSource):
                self.running_text(item.intro, "a Quiz")
        for passage in self.passages():
            self.text(passage)
        for address, line, column in self.tree.scanned.references.values():
            if address.rsplit(".", 1)[-1].lower() not in EXTENSIONS:
                self.link(Found("link", line, column, "", address))
        if len(self.cautions) > 1:
            count = _COUNTS.get(len(self.cautions), str(len(self.cautions)))
            self.report("W304", *self.cautions[1], count=count)

    def passages(self) -> Iterator[Passage]:
        """Every text of the file, options and feedback included."""
        for item in self.tree.items:
            if isinstance(item, ProseItem):
                yield item.passage
            elif isinstance(item, QuizSource):
                yield item.intro
        for lab in self.tree.labs():
            yield from lab.passages()
        for question in self.tree.questions():
            yield question.stem
            yield question.explanation
            yield from question.hints
            for option in question.items:
                yield option.text
                yield option.feedback

    def running_text(self, passage: Passage, place: str) -> None:
        """What only makes sense inside a question."""
        if not passage:
            return
        before = ""
        for line, masked in _outside_code(passage):
            if TASK.match(masked) or (NEARLY_TASK.match(masked) and masked.lstrip()[:1] in "-*+"):
                if not TASK.match(before):
                    self.report("C125", line.number, line.column + len(masked) - len(masked.lstrip()))
                before = "- [ ] "
                continue
            if masked.strip() and not masked.startswith(" "):
                before = masked
            label = read_label(masked)
            if label and label.name is None:
                self.report("C120", line.number, line.column, label=label.written, known=label.meant)
            elif label and label.name and label.name not in FIGURE:
                self.report("C126", line.number, line.column, label=label.name, home=HOMES[label.name], place=place)

    def tables(self, passage: Passage) -> None:
        """A table that would be shown as bars and dashes, or without some of its cells."""
        lines = [replace(line, text=masked) for line, masked in _outside_code(passage)] if passage else []
        for line, columns, needed in table_faults(lines):
            if needed:
                said = {"columns": columns, "whole": "this table", "needs": needed, "fix": BARS}
            else:
                dashes = "Add a row of dashes under it, such as `| --- | --- |`"
                said = {"columns": "no row of dashes under it", "whole": "a table", "needs": "one", "fix": dashes}
            self.report("C154", line.number, line.column, **said)

    def text(self, passage: Passage) -> None:
        if not passage:
            return
        self.callout_names(passage)
        figures: set[tuple[int, int]] = set()
        for segment in segments(passage):
            if isinstance(segment, Callout) and segment.name == "CAUTION":
                first = segment.title or segment.body
                self.cautions.append((max(first.line - 1, 1), 1))
            elif isinstance(segment, Figure):
                figures.add((segment.line, segment.column))
                self.alt(segment.line, segment.column, segment.alt, described=bool(segment.description))
        self.loose_labels(passage)
        for found in find(Located(passage), self.references):
            if found.kind == "citation":
                self.citation(found)
            elif found.kind == "link":
                self.link(found)
            else:
                self.image(found)
                if (found.line, found.column) not in figures:
                    self.alt(found.line, found.column, " ".join(found.text.split()), described=False)

    def callout_names(self, passage: Passage) -> None:
        before = ""
        for line, masked in _outside_code(passage):
            match = MARKER.match(line.text) if "[!" in masked else None
            if match and not before.lstrip().startswith(">"):
                column = line.column + match.start(1)
                name = match.group(1)
                if name.upper() not in CALLOUTS:
                    self.report("C301", line.number, column, name=name)
                elif name not in CALLOUTS:
                    self.report("C302", line.number, column, name=name.upper())
                elif match.group(2):
                    self.report("C303", line.number, line.column + match.start(2))
            before = line.text

    def loose_labels(self, passage: Passage) -> None:
        """`Long description` and `Credit` belong under a figure."""
        owned: set[int] = set()
        for segment in segments(passage):
            if isinstance(segment, Figure):
                owned |= segment.labels
        for line, masked in _outside_code(passage):
            label = read_label(line.text) if masked.strip() else None
            if label and label.name in FIGURE and line.number not in owned:
                name = str(label.name)
                self.report("C126", line.number, line.column, label=name, home=HOMES[name], place="running text")

    def alt(self, line: int, column: int, alt: str, *, described: bool) -> None:
        if not alt:
            self.report("C401", line, column)
        elif alt.casefold() in _VAGUE_ALT or _FILE_NAME.fullmatch(alt) or _NUMBERED.fullmatch(alt):
            self.report("C402", line, column, alt=alt)
        elif len(alt) > ALT_LONGEST and not described:
            self.report("W405", line, column)

    def image(self, found: Found) -> None:
        line, column = found.line, found.column
        if REMOTE.match(found.target):
            self.report("C404", line, column)
            return
        path = local(found.target, self.folder)
        data = self.book.folder.files.get(path)
        if data is None:
            self.missing_file(found, path)
        elif len(data) > limits.ASSET_BYTES:
            self.report("C406", line, column, path=path, size=_size(len(data)))
        elif (picture := self.book.targets.pictures.picture(path)) is None:
            self.report("C409", line, column, path=path)
        elif picture.unsafe:
            self.report("C407", line, column, what=picture.unsafe, path=path)
        elif picture.located:
            self.report("W408", line, column, path=path)

    def missing_file(self, found: Found, path: str) -> None:
        ending = "" if path.endswith(".md") else "images/"
        known = [name for name in self.book.folder.files if name.startswith(ending) and name != "course.md"]
        fix = replace_fix(path, known, "Add the file, or name one that exists")
        hint = guess(path, known, quoted=False)
        self.report("C403", found.line, found.column, path=path, guess=hint, fix=fix)

    def citation(self, found: Found) -> None:
        self.cited.add(found.target)
        if self.book.meta.knows("sources") and found.target not in self.book.meta.sources:
            hint = guess(found.target, self.book.meta.sources)
            self.report("C501", found.line, found.column, id=found.target, guess=hint)

    def link(self, found: Found) -> None:
        line, column = found.line, found.column
        text = " ".join(found.text.split())
        if text.strip(" .*_").casefold() in _VAGUE_LINK:
            self.report("W421", line, column, text=text)
        href = unescape(found.target)
        if REMOTE.match(href):
            if not _EXTERNAL.fullmatch(href):
                fix = "Use https://" if href.lower().startswith("http") else "Use https:// or mailto:"
                self.report("C420", line, column, href=href, fix=fix)
            return
        path, _, anchor = href.removeprefix("./").partition("#")
        path = path.removeprefix("../") if self.folder else path
        if not path:
            if anchor.lower() not in self.anchors:
                self.report("C422", line, column, anchor=anchor, guess=guess(anchor, self.anchors))
        elif path == "glossary.md":
            terms = self.book.targets.terms
            if anchor and anchor not in terms and self.book.glossary_file:
                self.report("C511", line, column, id=anchor, guess=guess(anchor, terms))
            elif not self.book.glossary_file:
                self.missing_file(found, path)
        elif path.endswith(".md") and path not in self.book.folder.files:
            self.missing_file(found, path)
        elif path not in self.book.targets.units and not (path.endswith(".md") and not self.book.complete):
            self.report("C420", line, column, href=href, fix="Link to a unit, the glossary, https:// or mailto:")


def _outside_code(passage: Passage) -> Iterator[tuple[Line, str]]:
    """Each line with its text, blank where it is code: what an author quotes means nothing."""
    return zip(passage.lines, Located(passage).text.split("\n"), strict=True)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count // 1000} KB"
