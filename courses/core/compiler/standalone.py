"""Prose outside any course: what `manage.py course render` and a preview of a single text show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.core.compiler import limits
from courses.core.compiler.engine import Cited, Link, Shown
from courses.core.compiler.prose import CannotRender, Prose
from courses.core.compiler.references import github_anchor
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.scanner import TAG, mask_code, scan
from courses.core.kinds.source import Line, Passage

REFUSED = "<p>This text is too long, too dense or too deeply nested to show.</p>"
_EXTERNAL = re.compile(r"https://[^\s/]\S*|mailto:[^\s@]+@[^\s@]+", re.I)
_PARTS = re.compile(r"</?(?:br|p|div|li|tr|td|th|h[1-6])\b", re.I)  # what they part must not run together
_EMBEDDED = re.compile(r"<(script|style)\b|</(script|style)\s*>", re.I)


@dataclass(slots=True)
class _Nowhere:
    """Links to the outside only: there is no course, so no picture, unit, term or source."""

    used: dict[str, int] = field(default_factory=dict)

    def link(self, href: str) -> Link | None:
        return Link(href) if _EXTERNAL.fullmatch(href) else None

    def image(self, _path: str) -> Shown | None:
        return None

    def cite(self, _source: str) -> Cited | None:
        return None

    def anchor(self, title: str) -> str:
        base = github_anchor(title)
        count = self.used.get(base, 0)
        self.used[base] = count + 1
        return f"u-{base}-{count}" if count else f"u-{base}"


def render_prose(markdown: str) -> str:
    """The sanitised HTML a learner would get for this prose. HTML in it is dropped. Never raises on any text."""
    if len(markdown.encode("utf-8", "surrogatepass")) > limits.MARKDOWN_BYTES:
        return REFUSED
    text = markdown.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    scanned = scan("", "---\n---\n" + _without_html(text), Reporter())
    if not scanned.readable:
        return REFUSED
    lines = tuple(Line(number, 1, line) for number, line in enumerate(scanned.lines[2:], start=1))
    prose = Prose(_Nowhere())
    prose.stand(_Nowhere(), {label: address for label, (address, _, _) in scanned.references.items()})
    try:
        return prose.block(Passage(lines))
    except CannotRender:
        return REFUSED


def _without_html(text: str) -> str:
    """The text without tags (what they enclose stays, except scripts and styles). Code is left alone."""
    if "<" not in text:
        return text
    masked = mask_code(text)
    spans = sorted(
        [*_comments(masked), *_embedded(masked), *((match.start(), match.end()) for match in TAG.finditer(masked))]
    )
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept.append(text[at:start] if start > at else "")
        kept.append(" " if _PARTS.match(text, start) else "")
        at = max(at, end)
    kept.append(text[at:])
    return "".join(kept)


def _comments(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start + 4)) >= 0:
        end = close + 3
        yield start, end


def _embedded(text: str) -> Iterator[tuple[int, int]]:
    """Scripts and styles with what they hold. One that is never closed loses its tag only."""
    opened: tuple[str, int] | None = None
    for match in _EMBEDDED.finditer(text):
        if match.group(1) and opened is None:
            opened = match.group(1).lower(), match.start()
        elif match.group(2) and opened and match.group(2).lower() == opened[0]:
            yield opened[1], match.end()
            opened = None
