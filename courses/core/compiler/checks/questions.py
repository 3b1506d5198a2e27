"""What every kind of question must have; the rest is the kind's own business."""

from __future__ import annotations

import re

from courses.core.compiler.book import Book
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.scanner import mask_code
from courses.core.compiler.tree import FileTree
from courses.core.kinds import KINDS
from courses.core.kinds.rating import same_points
from courses.core.kinds.source import QuestionSource, Report

_SENTENCE = re.compile(r"[^.?!]*[.?!]?")
_NOT = re.compile(r"(?<![\w*])not(?![\w*])", re.I)


def check(book: Book, reporter: Reporter) -> None:
    for tree in book.trees():
        report = reporter.of(tree.path)
        for question in tree.questions():
            if not question.stem:
                report("C130", question.line, question.column)
            _negation(question, report)
            if question.sound:
                KINDS[question.kind].check(question, report)
                _explained(question, report)
    _pairs(book, reporter)


def _negation(question: QuestionSource, report: Report) -> None:
    """W147: an unmarked "not" in what is asked is easily overlooked."""
    text = mask_code(question.stem.text)
    for sentence in _SENTENCE.finditer(text):
        if not sentence.group().endswith("?") and question.kind != "true-or-false":
            continue
        match = _NOT.search(text, sentence.start(), sentence.end())
        if match:
            line = question.stem.lines[text.count("\n", 0, match.start())]
            column = line.column + match.start() - (text.rfind("\n", 0, match.start()) + 1)
            report("W147", line.number, column)
            return


def _explained(question: QuestionSource, report: Report) -> None:
    """W161: who answers wrongly must learn why."""
    if not KINDS[question.kind].scored or question.explanation or not (question.items or question.table):
        return
    wrong = [item for item in question.items if not item.ticked]
    if not wrong or any(not item.feedback for item in wrong):
        report("W161", question.line, question.column)


def _pairs(book: Book, reporter: Reporter) -> None:
    """C158, C166, C167: a pair is two ratings with the same points, and no rating is in two pairs. (C157: identity.)"""
    ratings: dict[str, tuple[FileTree, QuestionSource]] = {}
    for tree in book.trees():
        for question in tree.questions():
            if question.kind == "rating":
                ratings.setdefault(question.id, (tree, question))
    partner: dict[str, str] = {}
    for tree, question in ratings.values():
        pair = question.settings.get("pair")
        if pair is None or pair.value not in ratings:
            continue
        at = (tree.path, pair.line, pair.value_column)
        taken = next((id for id in (question.id, pair.value) if id in partner), None)
        if pair.value == question.id:
            reporter.add("C166", *at)
        elif taken is None:
            partner.update({question.id: pair.value, pair.value: question.id})
            file, other = ratings[pair.value]
            if question.sound and other.sound and not same_points(question, other):
                reporter.add("C158", *at, id=other.id, first=other.line, other=file.path)
        elif partner.get(question.id) != pair.value:
            reporter.add("C167", *at, id=taken, other=partner[taken])
