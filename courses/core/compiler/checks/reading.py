"""How long and how hard a unit is to read, and whether its figures have sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courses.core.compiler.book import Book
from courses.core.compiler.inline import Located
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.tree import FileTree, PoolSource
from courses.core.kinds.source import Passage, QuestionSource, Report

WORDS_A_MINUTE = 200
MINUTES_A_QUESTION = 0.5
MINUTES_A_CASE = 1
MOST_MINUTES = 10
LONG_SENTENCES = 30  # words in the average sentence of a paragraph
_WORD = re.compile(r"\w[\w'’.,-]*")
_PERCENT = re.compile(r"\b[0-9]+(?:[.,][0-9]+)? ?%")
_EXAMPLE = re.compile(r"\b(?:example|invented|imagine|suppose|fictional|made-up|say)\b", re.I)
_NOT_PROSE = re.compile(r"^ *(?:#|\||>? *!\[|[-*+] |[0-9]+[.)] )")


def check(book: Book, reporter: Reporter) -> None:
    for tree in book.files:
        if tree.meta.kind != "unit":
            continue
        report = reporter.of(tree.path)
        if tree.meta.known:
            _minutes(tree, report)
        for passage in tree.prose():
            for paragraph in _paragraphs(passage):
                _sourced(paragraph, report)
                _long(paragraph, report)


def _minutes(tree: FileTree, report: Report) -> None:
    """W051: words ÷ 200 + 0.5 a question + 1 a case; each counts as often as one attempt shows it."""
    words = sum(len(_WORD.findall(line.text)) for passage in tree.prose() for line in passage.lines)
    questions = sum(isinstance(item, QuestionSource) for item in tree.items)
    for quiz in tree.quizzes():
        questions += sum(_shown(part) for part in quiz.parts)
    cases = tree.cases()
    minutes = words / WORDS_A_MINUTE + MINUTES_A_QUESTION * questions + MINUTES_A_CASE * cases
    if minutes > MOST_MINUTES:
        counts = [_counted(words, "word"), _counted(questions, "question")] + [_counted(cases, "case")] * bool(cases)
        formula = f"words ÷ {WORDS_A_MINUTE} + {MINUTES_A_QUESTION} a question" + " + 1 a case" * bool(cases)
        work = f"{', '.join(counts)}: {formula}"
        report("W051", *tree.meta.minutes_place, minutes=round(minutes), work=work)


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _shown(part: QuestionSource | PoolSource) -> int:
    if isinstance(part, QuestionSource):
        return 1
    draw = part.settings.get("draw")
    return int(draw.value) if draw and draw.value.isdecimal() and len(draw.value) < 5 else 1


def _paragraphs(passage: Passage) -> Iterator[Passage]:
    text = Located(passage).text.split("\n")  # code masked: it is not read as prose
    run: list[int] = []
    for index in range(len(text) + 1):
        if index < len(text) and text[index].strip(" >"):
            run.append(index)
        elif run:
            yield Passage(tuple(passage.lines[i] for i in run if text[i].strip()))
            run = []


def _sourced(paragraph: Passage, report: Report) -> None:
    text = paragraph.text
    match = _PERCENT.search(text)
    if match and "[@" not in text and not _EXAMPLE.search(text) and not _NOT_PROSE.match(text):
        line = paragraph.lines[text.count("\n", 0, match.start())]
        column = line.column + match.start() - (text.rfind("\n", 0, match.start()) + 1)
        report("W520", line.number, column)


def _long(paragraph: Passage, report: Report) -> None:
    text = paragraph.text
    if _NOT_PROSE.match(text):
        return
    sentences = [s for s in re.split(r"(?<=[.?!])\s+", text) if s.strip()]
    words = len(_WORD.findall(text))
    if len(sentences) and words > 60 and words / len(sentences) > LONG_SENTENCES:
        report("W521", paragraph.line, paragraph.column, first=paragraph.line, last=paragraph.lines[-1].number)
