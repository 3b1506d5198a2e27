"""One text, rendered by our compiler and by a parser that follows GitHub's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

from courses.core.compiler.engine import Cited, Link, Shown
from courses.core.compiler.prose import Prose
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.scanner import scan
from courses.core.kinds.source import Line, Passage
from tests.core.github.outline import address, outline, picture

_TASK = re.compile(r"\[[ xX]\] ")
_FRONT = "---\n---\n"
_GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@dataclass
class _Anywhere:
    """Lets every link and picture through, so that the reading is compared and not what may be pointed at."""

    def link(self, href: str) -> Link | None:
        return Link(address(href))

    def image(self, path: str) -> Shown | None:
        return Shown(picture(path), None, None)

    def cite(self, _source: str) -> Cited | None:
        return None

    def anchor(self, _title: str) -> str:
        return "u-x"


def refused(text: str) -> str | None:
    """The code of a problem for which our format does not allow the text; None when it is allowed."""
    tokens = _GITHUB.parse(text)
    kinds = {inner.type for token in tokens for inner in [token, *(token.children or ())]}
    if kinds & {"html_block", "html_inline"}:
        return "C015"
    points = [index for index, token in enumerate(tokens) if token.type == "list_item_open"]
    if any(_TASK.match(token.content) for index in points for token in tokens[index + 2 : index + 3]):
        return "C125"
    reporter = Reporter()
    scan("", _FRONT + text, reporter)
    codes = sorted(problem.code for problem in reporter.found if problem.blocks)
    if not codes and any(token.type == "heading_open" and token.tag == "h1" for token in tokens):
        return "C012"  # the scanner looks at the beginning of a line only
    return codes[0] if codes else None


def ours(text: str) -> str:
    scanned = scan("", _FRONT + text, Reporter())
    prose = Prose(_Anywhere())
    prose.stand(_Anywhere(), {label: target for label, (target, _, _) in scanned.references.items()})
    lines = tuple(Line(number, 1, line) for number, line in enumerate(scanned.lines[2:], start=1))
    return outline(prose.block(Passage(lines)))


def github(text: str) -> str:
    return outline(_GITHUB.render(text), foreign=True)
