"""Typed reading of front-matter fields: each method reads one kind of value or reports why it cannot."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from courses.core.compiler.front_matter import Node
from courses.core.compiler.reporting import closest, guess, replace_fix
from courses.core.kinds.source import ID, Report

Place = tuple[int, int]
FEW = 8  # fields of which all are named where one is unknown
_WHOLE = re.compile(r"[0-9]{1,6}")
_PERCENT = re.compile(r"([0-9]{1,3}) ?%?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Fields:
    """The fields of one map. Every problem is reported at its value; a missing field at the start of the map."""

    def __init__(
        self, nodes: Mapping[str, Node], report: Report, *, start: Place = (1, 1), known: Collection[str] = ()
    ) -> None:
        self.nodes = {name: node for name, node in nodes.items() if not node.broken}
        self.report = report
        self.start = start
        reported = {name for name, node in nodes.items() if node.broken}  # not missing: their fault is told already
        for name, node in nodes.items():
            if known and name not in known:
                meant = closest(name, known)
                if node.broken and meant is None:  # it may have been anything: nothing is missing for certain
                    reported |= set(known)
                    continue
                reported.add(meant or name)
                fix = replace_fix(name, known, f"Use one of {', '.join(known)}" if len(known) <= FEW else "Remove it")
                report("C005", node.key_line, node.key_column, field=name, guess=guess(name, known), fix=fix)
        self.reported = reported

    def place(self, name: str) -> Place:
        node = self.nodes.get(name)
        return (node.line, node.column) if node else self.start

    def has(self, name: str) -> bool:
        node = self.nodes.get(name)
        return node is not None and node.text != ""

    def missing(self, name: str) -> None:
        if name in self.reported:
            return
        self.reported.add(name)
        node = self.nodes.get(name)
        line, column = (node.key_line, node.key_column) if node else self.start
        self.report("C006", line, column, field=name)

    def wrong(self, name: str, kind: str, value: object, sample: str) -> None:
        self.reported.add(name)
        line, column = self.place(name)
        self.report("C007", line, column, field=name, kind=kind, value=value, sample=sample)

    def text(self, name: str, *, need: bool = False, longest: int = 500) -> str:
        node = self.nodes.get(name)
        if node is None or node.text == "":
            if need:
                self.missing(name)
            return ""
        if node.text is None:
            self.wrong(name, "text", "a list", "text on one line")
            return ""
        value = " ".join(node.text.split())
        if len(value) > longest:
            self.wrong(name, f"at most {longest} characters", f"{len(value)} characters", "a shorter one")
        return value

    def whole(self, name: str, *, need: bool = False, least: int = 0, sample: str = "8") -> int | None:
        value = self.text(name, need=need)
        if not value:
            return None
        if not _WHOLE.fullmatch(value) or int(value) < least:
            self.wrong(name, "a whole number", value, f"`{sample}`")
            return None
        return int(value)

    def whole_or(self, name: str, word: str, *, need: bool = False) -> int | None:
        """A whole number from 1, or None for `word` (unlimited, never) and for a missing field."""
        value = self.text(name, need=need)
        if not value or value == word:
            return None
        if not _WHOLE.fullmatch(value) or int(value) < 1:
            self.wrong(name, f"a whole number or {word}", value, f"`3` or `{word}`")
            return None
        return int(value)

    def quarter_hours(self, name: str) -> float | None:
        value = self.text(name)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", value) or (float(value) * 4) % 1:
            self.wrong(name, "a number in steps of 0.25", value, "`0.25`")
            return None
        return float(value)

    def percent(self, name: str) -> int | None:
        value = self.text(name)
        if not value:
            return None
        mark = percent(value)
        if mark is None:
            line, column = self.place(name)
            self.report("C008", line, column)
        return mark

    def date(self, name: str, *, need: bool = False, part: bool = False) -> str:
        """A date as YYYY-MM-DD; with `part` a year or a month is enough."""
        value = self.text(name, need=need)
        if not value or (part and re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", value)):
            return value
        try:
            if not _DATE.fullmatch(value):
                raise ValueError
            datetime.date.fromisoformat(value)
        except ValueError:
            self.wrong(name, "a date", value, "year, month and day, such as `2027-06-30`")
            return ""
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name)
        if not value:
            return default
        if value not in choices:
            line, column = self.place(name)
            self.report("C114", line, column, name=name, choices=one_of(choices))
            return default
        return value

    def listed(self, name: str, *, need: bool = False) -> list[Node]:
        node = self.nodes.get(name)
        if node is None or node.text == "":
            if need:
                self.missing(name)
            return []
        if node.items is None:
            self.wrong(name, "a list", node.text if node.text is not None else "a map", "`[one, two]`")
            return []
        if need and not node.items:
            self.missing(name)
        return node.items

    def texts(self, name: str, *, need: bool = False) -> list[tuple[str, Place]]:
        found: list[tuple[str, Place]] = []
        for node in self.listed(name, need=need):
            if node.text is None:
                sample = "`[one, two]`"
                self.report(
                    "C007", node.line, node.column, field=name, kind="a list of words", value="a list", sample=sample
                )
            elif node.text:
                found.append((node.text, (node.line, node.column)))
        return found

    def ids(self, name: str, code: str, known: Iterable[str], *, need: bool = False) -> list[str]:
        """A list of ids that must be among `known`; `code` is the problem of an unknown one."""
        choices = list(known)
        found: list[str] = []
        for value, (line, column) in self.texts(name, need=need):
            if value in choices:
                found.append(value)
            elif code == "C060":
                self.report(code, line, column, role=value, guess=guess(value, choices), known=", ".join(choices))
            else:
                self.report(code, line, column, id=value, guess=guess(value, choices))
        return found

    def map(self, name: str, *, need: bool = False) -> dict[str, Node]:
        node = self.nodes.get(name)
        if node is None or node.text == "":
            if need:
                self.missing(name)
            return {}
        if node.fields is None:
            self.wrong(name, "a map of ids", node.text if node.text is not None else "a list", "`o1: Work out …`")
            return {}
        return node.fields

    def sentences(self, name: str, *, need: bool = False, prefix: str = "") -> dict[str, str]:
        """A map id → sentence. Ids may carry `prefix`."""
        found: dict[str, str] = {}
        for key, node in self.map(name, need=need).items():
            bare = key.removeprefix(prefix) if prefix else key
            if not valid_id(bare):
                report_id(self.report, node.key_line, node.key_column, key, slug(key))
            if node.text is None:
                self.report("C007", node.line, node.column, field=key, kind="a sentence", value="a list", sample="text")
            else:
                found[key] = " ".join(node.text.split())
        return found


def percent(value: str) -> int | None:
    match = _PERCENT.fullmatch(value)
    mark = int(match.group(1)) if match else 0
    return mark if 1 <= mark <= 100 else None


def one_of(choices: Iterable[str]) -> str:
    """`yes, no or keep-last`."""
    names = list(choices)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def all_of(names: Sequence[str]) -> str:
    """`gp, pharmacist and manager`."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def valid_id(value: str) -> bool:
    return 2 <= len(value) <= 40 and ID.fullmatch(value) is not None


def report_id(report: Report, line: int, column: int, id: str, sample: str) -> None:
    """C104, with the length when that alone is wrong."""
    also = ", 2 to 40 of them" if ID.fullmatch(id) else ""
    report("C104", line, column, id=id, sample=sample, also=also)


def slug(text: str) -> str:
    """A valid id that is near to `text`."""
    words = re.findall(r"[a-z0-9]+", text.casefold())
    made = "-".join(words).lstrip("0123456789-")[:40].rstrip("-")
    return made if len(made) >= 2 else f"{made or 'my'}-question"
