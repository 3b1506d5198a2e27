"""C015: tags that Markdown has signs for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from courses.core.compiler.repairs.fault import Fault, change, insert, span
from courses.core.problem import Edit, Repair

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:[\s/][^<>]*)?)>|<!--")
_MARKS: Mapping[str, str] = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "del": "~~"}
_ONLY_LOOKS = ("u", "span", "font", "small", "big", "center", "div", "p", "sup", "sub", "mark")  # the words stay
_ATTRIBUTE = r"""\b%s\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_BLOCKY = re.compile(r" *(?:#|\||>|[-*+] |[0-9]+[.)] )")


def tag(fault: Fault) -> Repair | None:
    """The tag and its partner on the same line, written as Markdown. None for what Markdown has nothing for."""
    match = _TAG.match(fault.text, fault.column - 1)
    if not match:
        return None
    if match.group() == "<!--":
        return change(insert(fault.line, len(fault.text.rstrip()) + 1, " -->"))
    name = match.group(2).lower()
    if name == "br":
        return _line_break(fault, match)
    if name == "img":
        return _picture(fault, match)
    closing = _partner(fault.text, match, name)
    if match.group(1):  # closes nothing
        return change(span(fault.line, match.start(), match.end(), ""))
    if closing is None:
        return None
    if name == "a":
        return _link(fault, match, closing)
    if name in _MARKS:
        return _marked(fault, match, closing, _MARKS[name])
    if name in _ONLY_LOOKS:
        return change(*(span(fault.line, one.start(), one.end(), "") for one in (match, closing)))
    return None


def _partner(text: str, opening: re.Match[str], name: str) -> re.Match[str] | None:
    found = (one for one in _TAG.finditer(text, opening.end()) if (one.group(2) or "").lower() == name)
    following = next(found, None)
    return following if following and following.group(1) else None


def _marked(fault: Fault, opening: re.Match[str], closing: re.Match[str], mark: str) -> Repair | None:
    """The mark goes next to the words: `** bold **` is not bold."""
    inner = fault.text[opening.end() : closing.start()]
    words = inner.strip(" ")
    if not words:
        return change(span(fault.line, opening.start(), closing.end(), inner))
    left, right = len(inner) - len(inner.lstrip(" ")), len(inner) - len(inner.rstrip(" "))
    return change(
        span(fault.line, opening.start(), opening.end() + left, " " * left + mark),
        span(fault.line, closing.start() - right, closing.end(), mark + " " * right),
    )


def _link(fault: Fault, opening: re.Match[str], closing: re.Match[str]) -> Repair | None:
    address = _attribute(opening.group(3), "href")
    if not re.match(r"https://[^\s()<>]+$|mailto:[^\s()<>]+$", address):
        return None
    edits: tuple[Edit, ...] = (
        span(fault.line, opening.start(), opening.end(), "["),
        span(fault.line, closing.start(), closing.end(), f"]({address})"),
    )
    return change(*edits)


def _picture(fault: Fault, match: re.Match[str]) -> Repair | None:
    path, alt = _attribute(match.group(3), "src"), _attribute(match.group(3), "alt")
    if not alt or not re.fullmatch(r"(?:\.\./)?images/[\w./-]+", path) or "[" in alt or "]" in alt:
        return None
    return change(span(fault.line, match.start(), match.end(), f"![{alt}]({path})"))


def _line_break(fault: Fault, match: re.Match[str]) -> Repair | None:
    """A break in running text; in a heading, table, list or quote a space does."""
    before, after = fault.text[: match.start()], fault.text[match.end() :]
    if _BLOCKY.match(fault.text) or not before.strip() or not after.strip():
        return change(span(fault.line, match.start(), match.end(), " " if before.strip() and after.strip() else ""))
    left, right = len(before) - len(before.rstrip(" ")), len(after) - len(after.lstrip(" "))
    return change(span(fault.line, match.start() - left, match.end() + right, "\\\n"))


def _attribute(attributes: str, name: str) -> str:
    match = re.search(_ATTRIBUTE % name, attributes, re.I)
    return next((group for group in match.groups() if group is not None), "") if match else ""
