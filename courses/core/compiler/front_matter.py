"""Front matter: a safe subset of YAML, read as text with places. What a field means is decided in `fields`.

Only YAML's event stream is used: nothing is constructed, no type is guessed (`no` stays a word), and anchors,
tags, merge keys and deep nesting are refused before a tree exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from courses.core.compiler import limits
from courses.core.compiler.scanner import Scanned
from courses.core.kinds.source import Report

DEEPEST = 4
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_REASONS = (  # what the parser says → (what the author reads, fix)
    ("mapping values are not allowed", 'a value may not contain ": " without quotes', "Put the value in quotes"),
    ("could not find expected ':'", "a field needs a colon and a space after its name", "Write `name: value`"),
    ("while scanning a quoted scalar", "a quote is never closed", "Add the closing quote"),
    ("cannot start any token", "a value may not start with this sign without quotes", "Put the value in quotes"),
    ("',' or ']'", "a list in square brackets is never closed", "Add the closing bracket"),
    ("',' or '}'", "a map in curly brackets is never closed", "Add the closing bracket"),
    ("block", "the indentation does not line up", "Start every field in the first column"),
)
_OPENED = ("quoted scalar", "flow", "simple key")
_OF_ONE_FIELD = frozenset(reason for _, reason, _ in _REASONS[:-1])  # indentation may concern all that follows
_TOP = re.compile(r"([A-Za-z][A-Za-z0-9_-]*) *:")
MOST_BROKEN = 12
_CURLY = re.compile(r"(?::|-) +[“”„‘’«]")
_CURLY_QUOTES = ("“curly” quotes do not count as quotes here", 'Put the value in straight quotes, "…"')
_UNKNOWN = ("this line is not `name: value`", "Write `name: value`")


@dataclass(slots=True)
class Node:
    """A value with its place: text, list or map. A broken one could not be read; its `text` is the field's name."""

    line: int
    column: int
    text: str | None = None
    items: list[Node] | None = None
    fields: dict[str, Node] | None = None
    key_line: int = 0  # for a field: where its name stands
    key_column: int = 0
    broken: bool = False


@dataclass(slots=True)
class _Open:
    node: Node
    key: tuple[str, int, int] | None = None
    seen: set[str] = field(default_factory=set)


class _Refused(Exception):
    def __init__(self, code: str, line: int, column: int, **values: object) -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.values = code, line, column, values
        self.elsewhere_sound = code == "C004"  # whether leaving out this field makes the others readable


def read_front_matter(scanned: Scanned, report: Report, fields: str) -> dict[str, Node] | None:
    """The fields of the front matter, or None when it is missing or cannot be read (reported).

    A field that alone cannot be read is there as a broken node.
    """
    if scanned.lines[0].rstrip() != "---":
        report("C001", 1, 1, fields=fields)
        return None
    if scanned.body == 0:
        report("C002", 1, 1)
        return None
    text = "\n".join(scanned.lines[1 : scanned.body - 1]) + "\n"
    if len(text.encode()) > limits.FRONT_MATTER_BYTES:
        limit = f"{limits.FRONT_MATTER_BYTES // 1000} kB"
        size = f"{len(text.encode()) // 1000} kB"
        report("C019", 1, 1, what="The front matter", size=size, limit=limit, fix="Shorten it")
        return None
    return _fields(text.split("\n"), scanned, report)


def _fields(lines: list[str], scanned: Scanned, report: Report) -> dict[str, Node] | None:
    """The fields of these lines. One that cannot be read is reported and left out, so that the others can be."""
    broken: dict[str, Node] = {}
    while True:
        refused, root = _attempt(lines, scanned, report)
        if refused is None:
            break
        report(refused.code, refused.line, refused.column, **refused.values)
        field = _blank_field(lines, refused.line - 2) if refused.elsewhere_sound else None
        if field is None or len(broken) > MOST_BROKEN:
            return None
        broken[field.text or ""] = field
    if root is None:
        return broken
    if root.fields is None:
        report("C003", root.line, root.column, number=root.line, reason=_UNKNOWN[0], fix=_UNKNOWN[1])
        return None
    return {**root.fields, **broken}


def _attempt(lines: list[str], scanned: Scanned, report: Report) -> tuple[_Refused | None, Node | None]:
    try:
        return None, _tree("\n".join(lines), report)
    except _Refused as refused:
        return refused, None
    except yaml.YAMLError as error:
        return _not_yaml(error, scanned), None


def _blank_field(lines: list[str], at: int) -> Node | None:
    """Empty the lines of the field that line `at` belongs to. None when there is no such field."""
    start = min(at, len(lines) - 1)
    while start > 0 and not _TOP.match(lines[start]):
        start -= 1
    match = _TOP.match(lines[start])
    if not match:
        return None
    end = start + 1
    while end < len(lines) and not _TOP.match(lines[end]):
        end += 1
    lines[start:end] = [""] * (end - start)
    return Node(start + 2, 1, text=match.group(1), broken=True, key_line=start + 2, key_column=1)


def _tree(text: str, report: Report) -> Node | None:
    """Build the tree from events. Lines are moved by one for the opening `---`."""
    stack: list[_Open] = []
    root: Node | None = None
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark
        line, column = (mark.line + 2, mark.column + 1) if mark else (2, 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _Refused("C004", line, column)
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()
            continue
        node = _node(event, line, column)
        if node is None:
            continue
        if isinstance(event, yaml.ScalarEvent) and stack and stack[-1].node.fields is not None and not stack[-1].key:
            _key(stack[-1], str(node.text), line, column, report)
            continue
        if stack:
            _attach(stack[-1], node)
        elif root is None:
            root = node
        else:
            raise _Refused("C003", line, column, number=line, reason=_UNKNOWN[0], fix=_UNKNOWN[1])
        if node.text is None:
            stack.append(_Open(node))
            if len(stack) > DEEPEST:
                raise _Refused("C018", line, column, what="lists inside one another in the front matter")
    return root


def _node(event: yaml.Event, line: int, column: int) -> Node | None:
    if isinstance(event, yaml.ScalarEvent):
        return Node(line, column, text=str(event.value))
    if isinstance(event, yaml.SequenceStartEvent):
        return Node(line, column, items=[])
    if isinstance(event, yaml.MappingStartEvent):
        return Node(line, column, fields={})
    return None


def _key(owner: _Open, name: str, line: int, column: int, report: Report) -> None:
    if name == "<<":
        raise _Refused("C004", line, column)
    if name in owner.seen:
        report("C112", line, column, name=name)
    owner.seen.add(name)
    owner.key = (name, line, column)


def _attach(owner: _Open, node: Node) -> None:
    if owner.node.items is not None:
        owner.node.items.append(node)
    elif owner.node.fields is not None:
        if owner.key is None:  # a list or map where a name should stand
            raise _Refused("C003", node.line, node.column, number=node.line, reason=_UNKNOWN[0], fix=_UNKNOWN[1])
        name, node.key_line, node.key_column = owner.key
        owner.node.fields.setdefault(name, node)
        owner.key = None


def _not_yaml(error: yaml.YAMLError, scanned: Scanned) -> _Refused:
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if any(words in said for words in _OPENED):  # the fault is where it began, not where the text ran out
        marks.reverse()
    mark = next((mark for mark in marks if mark), None)
    last = max(scanned.body - 1, 1)
    number = min(mark.line + 2, last) if mark else 2
    column = min(mark.column + 1, len(scanned.lines[number - 1]) + 1) if mark else 1
    reason, fix = next(((reason, fix) for words, reason, fix in _REASONS if words in said), _UNKNOWN)
    of_one_field = reason in _OF_ONE_FIELD
    if fix == _REASONS[0][2] and _CURLY.search(scanned.lines[number - 1]):
        reason, fix = _CURLY_QUOTES
    refused = _Refused("C003", number, column, number=number, reason=reason, fix=fix)
    refused.elsewhere_sound = of_one_field
    return refused
