"""Labs: each by the rules of its kind, and what concerns them among all the files of the course."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courses.core.compiler.book import Book
from courses.core.compiler.reporting import Reporter, guess, replace_fix
from courses.core.compiler.tree import FileTree
from courses.core.kinds.source import Passage, Report
from courses.core.labs import LABS, PARTS
from courses.core.labs.source import LabSource

_NUMBER = re.compile(r"(?<![\w.,/+-])[+(]?[0-9][0-9 ()-]{8,18}[0-9](?![\w/]|[.,-][0-9])")
_PHONE = re.compile(r"0[1-37-9][0-9]{8,9}")
_PATIENT = re.compile(r"[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}")
_DRAMA = re.compile(  # Ofcom's ranges for drama, and the number that never is a patient's
    r"01632960[0-9]{3}|07700900[0-9]{3}|0(?:11[3-8]|121|131|141|151|161)4960[0-9]{3}|01914980[0-9]{3}|"
    r"02079460[0-9]{3}|02890180[0-9]{3}|02920180[0-9]{3}|08081570[0-9]{3}|09098790[0-9]{3}|03069990[0-9]{3}|"
    r"999[0-9]{7}|[0-9]{3}55501[0-9]{2}"
)


def check(book: Book, reporter: Reporter) -> None:
    for tree in book.trees():
        report = _guessing(reporter.of(tree.path))
        for lab in tree.labs():
            if tree.meta.kind != "unit":
                report("C243", lab.line, lab.column)
            LABS[lab.kind].check(lab, report)
            _numbers(lab, report)
            _pair(lab, book, report)
            _graded(lab, book, report)
        _parts(tree, report)


def _guessing(report: Report) -> Report:
    """A report that turns the `known` values of a misspelt one into what was probably meant."""

    def with_guess(code: str, line: int, column: int, **values: object) -> None:
        known = values.pop("known", None)
        if isinstance(known, list):
            value = str(values["value"])
            values["guess"] = guess(value, known)
            values["fix"] = replace_fix(value, known, "Write one of: " + ", ".join(known))
        report(code, line, column, **values)

    return with_guess


def _parts(tree: FileTree, report: Report) -> None:
    """C237: steps and endings are unique in their file, as GitHub's anchors must be. C107: the others in their lab."""
    in_file: dict[tuple[str, str], int] = {}
    for lab in tree.labs():
        in_lab: dict[str, int] = {}
        for part in lab.parts:
            if PARTS[part.kind][0].per_file:
                first = in_file.setdefault((part.kind, part.id), part.line)
            else:
                first = in_lab.setdefault(part.id, part.line)
            if first == part.line:
                continue
            column = max(tree.scanned.lines[part.line - 1].rfind(part.id) + 1, 1)
            if PARTS[part.kind][0].per_file:
                report("C237", part.line, column, part=part.name, id=part.id, number=first)
            else:
                report("C107", part.line, column, id=part.id, other=tree.path, number=first)


def _pair(lab: LabSource, book: Book, report: Report) -> None:
    """C238: a lab is compared with another one of its kind. C244: and with no third."""
    pair = lab.settings.get("pair")
    if pair is None:
        return
    others = [one for tree in book.files for one in tree.labs() if one.kind == lab.kind and one.id != lab.id]
    known = [one.id for one in others]
    if pair.value in known:
        mine = {lab.id, pair.value}
        joined = [{one.id, one.setting("pair")} for one in others if "pair" in one.settings]
        shared = next((mine & other for other in joined if other != mine and mine & other), None)
        if shared:
            report("C244", pair.line, pair.value_column, id=min(shared))
    elif book.complete:
        report("C238", pair.line, pair.value_column, kind=LABS[lab.kind].name, value=pair.value, known=known)


def _graded(lab: LabSource, book: Book, report: Report) -> None:
    said = "pass-mark" in lab.settings or "pass-mark" in book.meta.places
    if lab.graded and book.meta.known and not said:
        report("C006", lab.line, lab.column, field="pass-mark")


def _numbers(lab: LabSource, report: Report) -> None:
    """W225: patients are invented, so no number may be one that somebody has."""
    for passage in _texts(lab):
        for line in passage.lines:
            for match in _NUMBER.finditer(line.text):
                written = match.group()
                digits = re.sub(r"[^0-9]", "", written.replace("+44", "0").replace("(0)", ""))
                real = _PHONE.fullmatch(digits) or _PATIENT.fullmatch(written)
                if real and not _DRAMA.fullmatch(digits):
                    report("W225", line.number, line.column + match.start())


def _texts(lab: LabSource) -> Iterator[Passage]:
    yield from lab.passages()
    for part in lab.parts:
        yield part.text
        yield from (choice.text for choice in part.choices)
