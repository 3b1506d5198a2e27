"""Makes Python-Markdown see what GitHub sees (format.md section 7, the table of differences).

Lists and tables that follow a paragraph get their blank line, nested lists four columns a level, `1)` becomes
`1.`, and code fences wherever they stand are taken out to be put back untouched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ITEM = re.compile(r"^( *)([-*+]|[0-9]{1,9}[.)])( +|$)(.*)$")
_FENCE = re.compile(r"^( *)(`{3,}|~{3,})([^`]*)$")
_DELIMITER = re.compile(r"^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_RULE = re.compile(r"^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$")
_QUOTE = re.compile(r"^ {0,3}> ?")
_HEADING = re.compile(r"^#{1,6} ")


@dataclass(slots=True)
class Normalised:
    """`lines` for the renderer; `origin[i]` is the index of the source line that line i came from."""

    lines: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    fences: list[str] = field(default_factory=list)  # content of the code fences, in order

    def add(self, text: str, index: int) -> None:
        self.lines.append(text)
        self.origin.append(index)


def normalise(lines: list[str], placeholder: str) -> Normalised:
    """`placeholder` must hold `{}` for the number of a fence; that line stands where the code was."""
    out = Normalised()
    _Level(lines, list(range(len(lines))), out, placeholder, "").run()
    return out


@dataclass(slots=True)
class _Level:
    """One level of quoting: its own lines with the quote marks taken off."""

    lines: list[str]
    origin: list[int]
    out: Normalised
    placeholder: str
    prefix: str
    depth: int = 0
    stack: list[tuple[int, str]] = field(default_factory=list)  # open list items: content column, marker type
    before: str = "blank"  # what the line before was: blank, text, paragraph (in an item, after a blank), item or table
    at: int = 0

    def run(self) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            indent = len(line) - len(line.lstrip(" "))
            if not line.strip():
                self.emit("")
                self.before = "blank"
                self.at += 1
            elif fence := _FENCE.match(line):
                self.fence(fence)
            elif _QUOTE.match(line[self.base(indent) :]) and indent - self.base(indent) < 4:
                self.quote(indent)
            elif not self.item(line):
                self.text(line, indent)

    def emit(self, text: str, at: int | None = None) -> None:
        written = self.prefix + text if text else self.prefix.rstrip()
        self.out.add(written, self.origin[self.at if at is None else at])

    def base(self, indent: int) -> int:
        """Content column of the innermost open item that a line with this indent belongs to."""
        return next((column for column, _ in reversed(self.stack) if column <= indent), 0)

    def leave(self, indent: int) -> None:
        while self.stack and self.stack[-1][0] > indent:
            self.stack.pop()

    def gap(self, *after: str) -> None:
        """A blank line, when the line before is one of these."""
        if self.before in after:
            self.emit("")

    def item(self, line: str) -> bool:
        match = _ITEM.match(line)
        if not match or _RULE.match(line):
            return False
        indent, marker, gap, content = len(match.group(1)), match.group(2), match.group(3), match.group(4)
        if indent - self.base(indent) >= 4:
            return False
        kind = marker if len(marker) == 1 else marker[-1]
        if self.before in ("text", "paragraph") and (
            not content or (kind in ".)" and marker[:-1] != "1" and not self.stack)
        ):
            return False  # GitHub reads this as more of the paragraph
        was = len(self.stack)
        closed = next((kind for column, kind in self.stack if column > indent), None)
        self.leave(indent)
        other_kind = closed is not None and (closed in ".)") != (kind in ".)")
        after = ("table", "paragraph") if was and not other_kind else ("text", "paragraph", "item", "table")
        self.gap(*after)
        shift = "    " * len(self.stack)
        written = marker[:-1] + "." if marker[-1] == ")" else marker
        width = len(marker) + (len(gap) if 1 <= len(gap) <= 4 else 1)
        extra = " " * (len(gap) - 1) if len(gap) > 4 else ""
        self.emit(f"{shift}{written} {extra}{content}" if content else f"{shift}{written}")
        self.stack.append((indent + width, kind))
        self.before = "item"
        self.at += 1
        return True

    def text(self, line: str, indent: int) -> None:
        lazy = self.before in ("text", "paragraph", "item") and bool(self.stack) and indent < self.stack[-1][0]
        if not lazy or _HEADING.match(line) or _RULE.match(line):
            self.leave(indent)
        shift = "    " * len(self.stack)
        content = line[min(indent, self.stack[-1][0] if self.stack else 0) :]
        following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        starts_table = "|" in line and "-" in following and "|" in following and _DELIMITER.match(following)
        if _HEADING.match(line) or _RULE.match(line):
            self.gap("text", "paragraph", "table")
            kind = "blank"
        elif self.before == "table":
            kind = "table"
        elif starts_table:
            self.gap("text", "paragraph", "item")
            kind = "table"
        else:
            kind = "paragraph" if self.stack and self.before in ("blank", "paragraph") else "text"
        self.emit(shift + content)
        self.before = kind
        self.at += 1

    def quote(self, indent: int) -> None:
        self.leave(indent)
        base = self.stack[-1][0] if self.stack else 0
        inner: list[str] = []
        origin: list[int] = []
        self.gap("text", "paragraph", "table", "item")
        while self.at < len(self.lines):
            line = self.lines[self.at]
            own = len(line) - len(line.lstrip(" "))
            match = _QUOTE.match(line[min(base, own) :])
            if match:
                inner.append(line[min(base, own) + match.end() :])
            elif line.strip() and inner and inner[-1].strip() and not _starts_block(line):
                inner.append(line.strip())  # lazy: still the quoted paragraph
            else:
                break
            origin.append(self.origin[self.at])
            self.at += 1
        prefix = self.prefix + "    " * len(self.stack) + "> "
        _Level(inner, origin, self.out, self.placeholder, prefix, self.depth + 1).run()
        self.at -= 1
        self.emit("")
        self.at += 1
        self.before = "blank"

    def fence(self, match: re.Match[str]) -> None:
        indent, mark = len(match.group(1)), match.group(2)
        if not (self.before in ("text", "paragraph") and self.stack and indent < self.stack[-1][0]):
            self.leave(indent)
        base = self.base(indent)
        content: list[str] = []
        start = self.at
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            end = _FENCE.match(line)
            if end and end.group(2).startswith(mark) and not end.group(3).strip():
                break
            content.append(line[min(max(indent, base), len(line) - len(line.lstrip(" "))) :])
            self.at += 1
        self.at += 1
        shift = "    " * len(self.stack)
        self.emit("", start)
        self.emit(shift + self.placeholder.format(len(self.out.fences)), start)
        self.emit("", start)
        self.out.fences.append("\n".join(content))
        self.before = "blank"


def _starts_block(line: str) -> bool:
    bare = line.lstrip(" ")
    return bool(_ITEM.match(line) or _FENCE.match(line) or _HEADING.match(bare) or _RULE.match(line))
