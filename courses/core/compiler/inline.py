"""Finds links, pictures and citations in author text, with their places. Finding is not rendering: the renderer
asks again for every target, so a difference between the two can hide nothing."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from courses.core.compiler.phrasing import NO_ADDRESS, destination
from courses.core.compiler.scanner import FENCE, mask_code
from courses.core.kinds.source import Passage

_TARGET = r'\( *<?((?:[^\s<>()]|\([^\s<>()]*+\))*+)>?(?:\s+(?:"([^"]*)"|\'[^\']*\'|\([^()]*\)))? *\)'
_IMAGE = re.compile(r"!\[([^\[\]]*)\]" + _TARGET)
_IMAGE_REFERENCE = re.compile(r"!\[([^\[\]]*)\]\[([^\[\]]*)\]")
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]" + _TARGET)
_POINTS = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\](?=\()")
_CITATION = re.compile(r"\[@([^\[\]]*)\]")
_AUTO = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^<>\s]*)>")


@dataclass(frozen=True, slots=True)
class Found:
    """`kind` is image, link or citation; `target` an address, or a source id."""

    kind: str
    line: int
    column: int
    text: str
    target: str


class Located:
    """A passage as one string with its code masked; knows the line and column of every offset."""

    def __init__(self, passage: Passage) -> None:
        self.lines = passage.lines
        self.written = passage.text
        texts = _without_fences([line.text for line in self.lines])
        self.starts: list[int] = []
        at = 0
        for text in texts:
            self.starts.append(at)
            at += len(text) + 1
        self.text = "\n".join(texts)
        if "`" in self.text or "\\" in self.text:
            self.text = "\n\n".join(mask_code(part) for part in self.text.split("\n\n"))

    def place(self, offset: int) -> tuple[int, int]:
        index = bisect.bisect_right(self.starts, offset) - 1
        line = self.lines[index]
        return line.number, line.column + offset - self.starts[index]


def _without_fences(texts: list[str]) -> list[str]:
    """The same lines with those in code fences emptied of everything but their length."""
    if not any("```" in text or "~~~" in text for text in texts):
        return texts
    kept: list[str] = []
    fence = ""
    for text in texts:
        match = FENCE.match(text)
        inside = bool(fence)
        if match and not fence:
            fence = match.group(2)
        elif match and match.group(2).startswith(fence) and not match.group(3).strip():
            fence = ""
        kept.append(" " * len(text) if inside or match else text)
    return kept


def find(located: Located, references: Mapping[str, str]) -> Iterator[Found]:
    """Everything in this text that points somewhere. `references` maps a link definition's label to its address."""
    text = located.text
    if "[" in text:
        for match in _IMAGE.finditer(text):
            yield Found("image", *located.place(match.start()), match.group(1), match.group(2))
        for match in _IMAGE_REFERENCE.finditer(text):
            label = " ".join((match.group(2) or match.group(1)).casefold().split())
            if label in references:
                yield Found("image", *located.place(match.start()), match.group(1), references[label])
        for match in _LINK.finditer(text):
            yield Found("link", *located.place(match.start()), match.group(1), match.group(2))
        yield from _broken(located, references)
        for match in _CITATION.finditer(text):
            at = match.start(1)
            for part in match.group(1).split(";"):
                lead = len(part) - len(part.lstrip(" @\n"))
                source = part.strip().removeprefix("@").partition(",")[0].strip()
                yield Found("citation", *located.place(at + lead), part.strip(), source)
                at += len(part) + 1
    if "<" in text:
        for match in _AUTO.finditer(text):
            yield Found("link", *located.place(match.start()), match.group(1), match.group(1))


def _broken(located: Located, references: Mapping[str, str]) -> Iterator[Found]:
    """Links and pictures whose brackets hold no address, such as `[text](my file.md)`."""
    for match in _POINTS.finditer(located.text):
        held = NO_ADDRESS.match(located.written, match.end())
        label = " ".join(match.group(2).casefold().split())
        if held and label not in references and destination(located.written, match.end() + 1) is None:
            kind = "image" if match.group(1) else "link"
            yield Found(kind, *located.place(match.start()), match.group(2), held.group(1))
