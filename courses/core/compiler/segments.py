"""Running text in pieces: plain Markdown, callouts and figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.core.compiler.labels import read_label
from courses.core.compiler.scanner import FENCE
from courses.core.kinds.source import Line, Passage

CALLOUTS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")
MARKER = re.compile(r"^ {0,3}> ?\[!([A-Za-z]+)\] *(.*)$")
IMAGE = re.compile(r'!\[([^\[\]]*)\]\( *<?([^\s<>()]*)>?(?:\s+"([^"]*)")? *\)')
_TITLE = re.compile(r"^\*\*([^*]+)\*\* *$")


@dataclass(frozen=True, slots=True)
class Text:
    passage: Passage


@dataclass(frozen=True, slots=True)
class Callout:
    name: str
    title: Passage
    body: Passage
    first: int  # numbers of its first and last line
    last: int


@dataclass(frozen=True, slots=True)
class Figure:
    """An image alone in its paragraph."""

    line: int
    column: int
    alt: str
    path: str
    caption: str
    description: Passage
    credit: Passage
    labels: frozenset[int]  # numbers of the lines that say `Long description` or `Credit`
    last: int  # number of its last line, labels included


Segment = Text | Callout | Figure


def segments(passage: Passage) -> list[Segment]:
    """The pieces in order."""
    if not any(line.text.lstrip(" ")[:2] in ("> ", ">", ">[", "![", "**") for line in passage.lines):
        return [Text(passage)] if passage else []
    return _Cutter(passage.lines).cut()


class _Cutter:
    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self.at = 0
        self.found: list[Segment] = []
        self.plain: list[Line] = []

    def cut(self) -> list[Segment]:
        fence = ""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            match = FENCE.match(line.text)
            if match and (not fence or (match.group(2).startswith(fence) and not match.group(3).strip())):
                fence = "" if fence else match.group(2)
            before = self.plain[-1].text.lstrip(" ") if self.plain else ""
            outside = not fence and not match
            if outside and not before.startswith(">") and self.callout():
                continue
            if outside and not before.strip() and (self.figure() or self.loose_label()):
                continue
            self.plain.append(line)
            self.at += 1
        self.flush()
        return self.found

    def flush(self) -> None:
        passage = Passage(tuple(self.plain))
        if passage:
            self.found.append(Text(passage))
        self.plain = []

    def callout(self) -> bool:
        match = MARKER.match(self.lines[self.at].text)
        if not match or match.group(1) not in CALLOUTS or match.group(2):
            return False
        self.flush()
        marked = self.lines[self.at].number
        self.at += 1
        inner: list[Line] = []
        while self.at < len(self.lines):
            text = self.lines[self.at].text
            quote = re.match(r" {0,3}> ?", text)
            if not quote and (not text.strip() or not inner or not inner[-1].text.strip()):
                break
            cut = quote.end() if quote else 0
            line = self.lines[self.at]
            inner.append(Line(line.number, line.column + cut, text[cut:]))
            self.at += 1
        last = inner[-1].number if inner else marked
        title = Passage()
        if inner and (bold := _TITLE.match(inner[0].text)):
            first = inner.pop(0)
            title = Passage((Line(first.number, first.column + 2, bold.group(1)),))
        self.found.append(Callout(match.group(1), title, Passage(tuple(inner)), marked, last))
        return True

    def paragraph(self, start: int) -> int:
        """Index after the paragraph that begins at `start`."""
        end = start
        while end < len(self.lines) and self.lines[end].text.strip():
            end += 1
        return end

    def figure(self) -> bool:
        first = self.lines[self.at]
        if not first.text.startswith("!["):
            return False
        end = self.paragraph(self.at)
        image = IMAGE.fullmatch("\n".join(line.text for line in self.lines[self.at : end]).strip())
        if not image:
            return False
        self.flush()
        self.at = end
        labels: dict[str, Passage] = {}
        numbers: set[int] = set()
        while (after := self.next_label()) and after not in labels:
            numbers.add(self.lines[self.at].number)
            labels[after] = self.owned()
        last = next(line.number for line in reversed(self.lines[: self.at]) if line.text.strip())
        alt, path, caption = (" ".join((part or "").split()) for part in image.groups())
        description, credit = labels.get("Long description", Passage()), labels.get("Credit", Passage())
        self.found.append(
            Figure(first.number, first.column, alt, path, caption, description, credit, frozenset(numbers), last)
        )
        return True

    def next_label(self) -> str | None:
        """The name of a figure label in the next paragraph; moves to it."""
        at = self.at
        while at < len(self.lines) and not self.lines[at].text.strip():
            at += 1
        label = read_label(self.lines[at].text) if at < len(self.lines) else None
        if label is None or label.name not in ("Long description", "Credit"):
            return None
        self.at = at
        return label.name

    def owned(self) -> Passage:
        """What the label at this line owns: its paragraph, or with the label alone all up to the next label."""
        label = read_label(self.lines[self.at].text)
        first = self.lines[self.at]
        assert label
        lines: list[Line] = []
        if label.rest:
            lines.append(Line(first.number, first.column + label.rest_offset, label.rest))
            end = self.paragraph(self.at)
        else:
            end = self.at + 1
            while end < len(self.lines) and read_label(self.lines[end].text) is None:
                end += 1
        lines += self.lines[self.at + 1 : end]
        self.at = end
        return Passage(tuple(lines))

    def loose_label(self) -> bool:
        """A figure label with no figure above it: reported by the checks, shown to nobody."""
        label = read_label(self.lines[self.at].text)
        if label is None or label.name not in ("Long description", "Credit"):
            return False
        self.flush()
        self.owned()
        return True
