"""Pass 1, scan: bytes become numbered lines; code fences, comments and stray HTML are found.

The scanner alone knows line numbers. It never adds or removes a line: what must not be seen later (an author's
comment) is blanked where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from courses.core.compiler import limits
from courses.core.compiler.encodings import probable_encoding
from courses.core.compiler.repairs.front import nearly_front
from courses.core.compiler.reporting import Reporter
from courses.core.kinds.source import Report

FENCE = re.compile(r"^( {0,12})(`{3,}|~{3,})([^`]*)$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]")
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>|<!--|<[!?][A-Za-z\[][^<>]{0,80}>?")
_TAG_NAME = re.compile(r"</?|[\s/>].*", re.S)
_REFERENCE = re.compile(
    r"^ {0,3}\[([^\[\]^@][^\[\]]{0,200})\]: *<?([^\s<>]+)>?(?: +(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))? *$"
)
_SETEXT = re.compile(r"^ {0,3}(?:-+|=+) *$")
_NOT_TEXT = re.compile(r"^ *(?:$|#{1,6} |[-*+] |[0-9]{1,9}[.)] |>|\||`{3}|~{3})")
_HTML_FIXES = {
    "b": "Use `**bold**`",
    "strong": "Use `**bold**`",
    "i": "Use `*italic*`",
    "em": "Use `*italic*`",
    "br": "Start a new paragraph",
    "a": "Use `[text](https://…)`",
    "img": "Use `![what it shows](images/…)`",
    "!--": "Close the comment with `-->`",
}


@dataclass(slots=True)
class Scanned:
    """One Markdown file, line by line (index 0 is line 1)."""

    path: str
    lines: list[str]
    opaque: list[bool]  # inside a code fence, fences included
    body: int = 0  # index of the first line after the front matter
    references: dict[str, tuple[str, int, int]] = field(default_factory=dict)  # label → (address, line, column)
    led: dict[int, int] = field(default_factory=dict)  # index → blanks that a comment left before a line's text
    readable: bool = True  # False: too dense or not text; later passes leave it alone


def decode(path: str, data: bytes, report: Report) -> str | None:
    """The file as text with LF line ends, or None when it is too big or not UTF-8."""
    if len(data) > limits.MARKDOWN_BYTES:
        size, limit = f"{len(data) // 1000} kB", f"{limits.MARKDOWN_BYTES // 1000} kB"
        report("C019", 1, 1, what=path, size=size, limit=limit, fix="Split the file")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        number = before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        column = error.start - max(before.rfind(b"\n"), before.rfind(b"\r"))
        byte = data[error.start]
        origin = ", probably from Word" if byte >= 0x80 else ""
        report("C017", number, column, byte=f"0x{byte:02x}", origin=origin, encoding=probable_encoding(data))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def scan(path: str, text: str, reporter: Reporter) -> Scanned:
    """Cut `text` into lines and note what is wrong with single lines. The front matter is not looked at."""
    report = reporter.of(path)
    lines = text.split("\n")
    reporter.read(path, tuple(lines))
    if len(lines) > 1 and lines[-1] == "":
        lines.pop()
    scanned = Scanned(path, lines, [False] * len(lines))
    if len(lines) > limits.LINES:
        report("C018", limits.LINES + 1, 1, what=f"more than {limits.LINES} lines")
        scanned.readable = False
        return scanned
    scanned.body = _front_end(lines)
    _characters(scanned, report)
    dense = limits.too_dense(enumerate(lines[scanned.body :], start=scanned.body + 1))
    if dense:
        report("C018", dense[0], dense[1], what=dense[2])
        scanned.readable = False
        return scanned
    _fences_and_comments(scanned, report)
    _headings(scanned, report)
    _references(scanned)
    _html(scanned, report)
    return scanned


def _front_end(lines: list[str]) -> int:
    """Index of the first line after the front matter; 0 when there is none or it never ends."""
    if lines[0].rstrip() != "---":
        return 0
    for index in range(1, len(lines)):
        if lines[index].rstrip() == "---":
            return index + 1
    return 0


def _characters(scanned: Scanned, report: Report) -> None:
    fence = ""
    for index, line in enumerate(scanned.lines):
        match = FENCE.match(line) if "```" in line or "~~~" in line else None
        if match and not fence:
            fence = match.group(2)
        elif match and match.group(2).startswith(fence) and not match.group(3).strip():
            fence = ""
        if "\t" in line:
            if not fence:
                report("C010", index + 1, line.index("\t") + 1, at=line.index("\t") + 1)
            line = line.replace("\t", "    ") if fence else line.replace("\t", " ")
        if not line.isprintable():
            if found := _CONTROL.search(line):
                report("C020", index + 1, found.start() + 1, character=f"U+{ord(found.group()):04X}")
            line = _CONTROL.sub(" ", line)
        scanned.lines[index] = line


def _fences_and_comments(scanned: Scanned, report: Report) -> None:
    fence, opened, comment = "", 0, False
    closes = max((index for index, line in enumerate(scanned.lines) if "-->" in line), default=-1)
    for index in range(scanned.body, len(scanned.lines)):
        line = scanned.lines[index]
        if fence:
            scanned.opaque[index] = True
            match = FENCE.match(line)
            if match and match.group(2).startswith(fence) and not match.group(3).strip():
                fence = ""
            continue
        if not comment and (match := FENCE.match(line)):
            fence, opened = match.group(2), index
            scanned.opaque[index] = True
            continue
        if comment or "<!--" in line:
            scanned.lines[index], comment = _without_comments(line, comment)
            if line.lstrip().startswith("<!--") or "<!--" not in line:
                scanned.led[index] = len(scanned.lines[index]) - len(scanned.lines[index].lstrip(" "))
            if comment and index >= closes:
                report("C015", index + 1, line.rfind("<!--") + 1, tag="<!--", fix=_HTML_FIXES["!--"])
                comment = False
    if fence:
        column = len(scanned.lines[opened]) - len(scanned.lines[opened].lstrip()) + 1
        report("C011", opened + 1, column, number=opened + 1)


def _without_comments(line: str, inside: bool) -> tuple[str, bool]:
    """The line with comments blanked, and whether one is still open at its end."""
    kept: list[str] = []
    at = 0
    if inside:
        end = line.find("-->")
        if end < 0:
            return "", True
        kept.append(" " * (end + 3))
        at = end + 3
    masked = mask_code(line)
    while (start := masked.find("<!--", at)) >= 0:
        kept.append(line[at:start])
        end = line.find("-->", start + 4)
        if end < 0:
            return "".join(kept).rstrip(), True
        kept.append(" " * (end + 3 - start))
        at = end + 3
    kept.append(line[at:])
    joined = "".join(kept)
    return (joined if joined.strip() else ""), False


def _headings(scanned: Scanned, report: Report) -> None:
    nearly = 0 if scanned.body else nearly_front(scanned.lines)  # then the next `---` closes it: C001 says all
    closing = scanned.lines.index("---", nearly) if nearly and "---" in scanned.lines[nearly:] else 0
    for index in range(max(scanned.body, closing + 1 if closing else 0), len(scanned.lines)):
        line = scanned.lines[index]
        if scanned.opaque[index] or not line:
            continue
        if line[0] == "#":
            level = len(line) - len(line.lstrip("#"))
            if level == 1 and line[1:2] == " ":
                report("C012", index + 1, 1)
            elif level <= 6 and line[level:] and line[level] != " ":
                report("C014", index + 1, level + 1)
        elif _SETEXT.match(line) and index > scanned.body and not scanned.opaque[index - 1]:
            before = scanned.lines[index - 1]
            if before.strip() and not _NOT_TEXT.match(before) and not before.startswith("  "):
                report("C013", index + 1, 1)


def _references(scanned: Scanned) -> None:
    """Take link definitions (`[name]: https://…`) out of the text."""
    for index in range(scanned.body, len(scanned.lines)):
        line = scanned.lines[index]
        if "]:" in line and not scanned.opaque[index] and (match := _REFERENCE.match(line)):
            label = " ".join(match.group(1).casefold().split())
            scanned.references.setdefault(label, (match.group(2), index + 1, match.start(2) + 1))
            scanned.lines[index] = ""


def _html(scanned: Scanned, report: Report) -> None:
    """Report each tag. A closing tag is part of the fault of its opening one."""
    opened: set[str] = set()
    for first, text in paragraphs(scanned):
        if "<" not in text:
            continue
        masked = mask_code(text)
        for match in TAG.finditer(masked):
            number, column = place(text, match.start(), first)
            name = _TAG_NAME.sub("", match.group().lower())
            if match.group()[1] == "/" and name in opened:
                continue
            opened.add(name)
            fix = _HTML_FIXES.get(name, "Remove it, or put it between back ticks")
            report("C015", number, column, tag=" ".join(match.group().split())[:40], fix=fix)


def paragraphs(scanned: Scanned) -> list[tuple[int, str]]:
    """Runs of lines between blank lines and fences, as (first line number, text)."""
    found: list[tuple[int, str]] = []
    run: list[str] = []
    for index in range(scanned.body, len(scanned.lines)):
        line = scanned.lines[index]
        if scanned.opaque[index] or not line.strip():
            if run:
                found.append((index + 1 - len(run), "\n".join(run)))
                run = []
        else:
            run.append(line)
    if run:
        found.append((len(scanned.lines) + 1 - len(run), "\n".join(run)))
    return found


def place(text: str, offset: int, first: int) -> tuple[int, int]:
    """(line, column) of an offset in a text whose first line has number `first` and starts in column 1."""
    return first + text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1) + 1


def mask_code(text: str) -> str:
    """The text with what stands in code spans and behind backslashes blanked; same length, same line ends."""
    if "`" not in text:
        return _mask_escapes(text) if "\\" in text else text
    runs = [(match.start(), match.end()) for match in re.finditer(r"`+", text)]
    closer: dict[int, int] = {}
    partner: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = closer.get(length)
        closer[length] = index
    pieces: list[str] = []
    at = index = 0
    while index < len(runs):
        start = runs[index][0]
        other = partner[index]
        if other is None or (start and text[start - 1] == "\\"):
            index += 1
            continue
        pieces.append(text[at:start])
        pieces.append(re.sub(r"[^\n]", " ", text[start : runs[other][1]]))
        at, index = runs[other][1], other + 1
    pieces.append(text[at:])
    masked = "".join(pieces)
    return _mask_escapes(masked) if "\\" in masked else masked


def _mask_escapes(text: str) -> str:
    return re.sub(r"\\[!-/:-@\[-`{-~]", "  ", text)
