"""Reflection: a free text, marked by nobody or by an educator with the author's rubric. Never by a machine."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Criterion, Key, Level, Question, Refusal, Response, Score
from courses.core.kinds.kind import Form, Kind
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import BARS, QuestionSource, Render, Report, Row, Setting
from courses.core.kinds.typed import count_words, text_of, typed

LONGEST = 5000  # characters
MOST_WORDS = 600  # more do not fit into LONGEST
WRITE = "Write your reflection"
WARNING = (  # the standard sentence that mends W162
    "Write about what you did and thought. Leave out names, dates and anything else that could identify a patient."
)
# Read as the warning: a sentence with a word of leaving out and, after it, one of identity; or any form of "anonymous".
_ANONYMOUS = re.compile(r"\b(?:anonym|pseudonym)", re.I)
_SENTENCE = re.compile(r"[^.!?]+")
_LEAVE_OUT = re.compile(
    r"\b(?:not|never|no|without|avoid|omit|exclude|remove|leave out|leaving out|keep out)\b|n[’']t\b", re.I
)
_IDENTITY = re.compile(
    r"\b(?:identif|identit|recogni[sz]|names?\b|initials\b|(?:personal|patient) (?:data|details|information))", re.I
)
_SCORE = re.compile(r"[0-9]{1,3}")
_WORDS = re.compile(r"([0-9]{1,4}) to ([0-9]{1,4})")
NO_RUBRIC = Criterion(
    id="c1", html="The reflection", levels=[Level(score=0, html="Not yet"), Level(score=1, html="Good enough")]
)


class Reflection(Kind):
    name = "Reflection"
    slug = "reflection"
    settings: Mapping[str, Rule] = {
        "words": Rule("text"),
        "marked-by": Rule("choice", ("nobody", "educator")),
    }
    answers: Literal["tasks", "points", "table", "text"] = "text"
    scored = False

    def check(self, source: QuestionSource, report: Report) -> None:
        marked_by = source.settings.get("marked-by")
        if marked_by and marked_by.value == "educator" and source.rubric is None:
            report("W160", marked_by.line, marked_by.column)
        if source.rubric:
            _check_rubric(source, report)
        if "words" in source.settings:
            _check_words(source.settings["words"], report)
        if source.stem and not _warns(" ".join(source.stem.text.split())):
            report("W162", source.stem.line, source.stem.column, sentence=WARNING)

    def learner(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        return {
            **_weight(source),
            "confidence": False,  # nothing to be sure about
            "words": _words(source.setting("words")),
            "marked_by": source.setting("marked-by", "nobody"),
            "rubric": _rubric(source, render),
        }

    def key(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        return {
            **_weight(source),
            "model_answer": render.block(source.model_answer),
            "marked_by": source.setting("marked-by", "nobody"),
            "rubric": _rubric(source, render),
        }

    def read(self, question: Question, form: Form) -> Response | Refusal:
        found = self.read_part(question, form)
        if isinstance(found, Refusal):
            return found
        missing = self.unfinished(question, found)
        return Refusal(missing) if missing else found

    def read_part(self, _question: Question, form: Form) -> Response | Refusal:
        text = typed(form)
        if len(text) > LONGEST:
            return Refusal(f"Write at most {LONGEST:,} characters: you have {len(text):,}")
        return {"text": text}

    def unfinished(self, question: Question, response: Response) -> str:
        count = count_words(text_of(response))
        least, most = question.get("words") or (1, 0)
        if not question.get("words"):
            return "" if count else WRITE
        if least <= count <= most:
            return ""
        return f"Write {least if least == most else f'{least} to {most}'} words: you have {count}"

    def fits(self, _question: Question, response: Response) -> bool:
        return isinstance(response.get("text"), str)

    def score(self, _key: Key, _response: Response) -> Score:
        return Score(Fraction(0), None)

    def answer_html(self, _question: Question, response: Response) -> list[str]:
        """The text, a paragraph a piece."""
        paragraphs = (" ".join(part.split()) for part in text_of(response).split("\n"))
        return [html.escape(paragraph, quote=False) for paragraph in paragraphs if paragraph]

    def right_html(self, _question: Question, _key: Key) -> list[str]:
        return []


def criteria(key: Key) -> list[Criterion]:
    """What an educator marks a reflection by: its rubric or, without one, one criterion to meet or not."""
    return key.get("rubric") or [NO_RUBRIC]


def fraction(key: Key, scores: Mapping[str, int]) -> Fraction:
    """What a mark is worth: the sum of its scores ÷ the sum of the highest scores, 0 to 1. `scores` maps the id of
    every criterion to the score of one of its levels. Raises ValueError where one is missing or is none of the levels.
    """
    given, most = 0, 0
    for criterion in criteria(key):
        levels = [level["score"] for level in criterion["levels"]]
        score = scores.get(criterion["id"])
        if score not in levels:
            raise ValueError(f"no such score for {criterion['id']}: {score!r}")
        given += score
        most += max(levels)
    return Fraction(given, most)


def wants_a_mark(key: Key, response: Response | None) -> bool:
    """Whether a person has to mark this answer. One without a word has nothing to mark: it is worth 0 at once."""
    return key.get("marked_by") == "educator" and count_words(text_of(response)) > 0


def _warns(text: str) -> bool:
    if _ANONYMOUS.search(text):
        return True
    return any(
        (left_out := _LEAVE_OUT.search(sentence.group())) and _IDENTITY.search(sentence.group(), left_out.end())
        for sentence in _SENTENCE.finditer(text)
    )


def _weight(source: QuestionSource) -> dict[str, int]:
    """What nobody marks carries no points, whatever its settings say."""
    if source.setting("marked-by") != "educator":
        return {"points": 0}
    points = source.number("points")
    return {"points": 1 if points is None else points}


def _words(setting: str) -> list[int] | None:
    found = _WORDS.fullmatch(setting)
    return [int(found.group(1)), int(found.group(2))] if found else None


def _check_words(setting: Setting, report: Report) -> None:
    words = _words(setting.value)
    if words is None or words[1] < 1 or max(words) > MOST_WORDS:
        kind = f"two whole numbers of at most {MOST_WORDS}"
        report(
            "C007", setting.line, setting.value_column,
            field="words", kind=kind, value=setting.value, sample="`60 to 200`",
        )  # fmt: skip
    elif words[0] > words[1]:
        report("C142", setting.line, setting.value_column, low=words[0], high=words[1])


def _rubric(source: QuestionSource, render: Render) -> list[Criterion]:
    """The criteria; none where the table is not yet one, as in a preview of a draft."""
    if not source.rubric:
        return []
    heads = [cell.text.strip() for cell in source.rubric.header.cells]
    rows = [row for row in source.rubric.rows if len(row.cells) == len(heads)]
    if not all(_SCORE.fullmatch(head) for head in heads[1:]):
        return []
    scores = [int(head) for head in heads[1:]]
    return [
        Criterion(
            id=f"c{number}",
            html=render.inline(row.cells[0]),
            levels=[
                Level(score=score, html=render.inline(cell))
                for score, cell in zip(scores, row.cells[1:], strict=True)
                if cell  # an empty cell: this criterion does not give that score
            ],
        )
        for number, row in enumerate(rows, start=1)
    ]


def _check_rubric(source: QuestionSource, report: Report) -> None:
    assert source.rubric
    header, dashes, rows = source.rubric.header, source.rubric.dashes, source.rubric.rows
    if len(header.cells) < 3 or not rows:
        report("C164", header.line, header.column)
        return
    for row in (dashes, *rows):
        if len(row.cells) != len(header.cells):
            columns, needs = "1 column" if len(row.cells) == 1 else f"{len(row.cells)} columns", len(header.cells)
            report("C154", row.line, row.column, columns=columns, whole="this rubric", needs=needs, fix=BARS)
        elif not row.cells[0]:
            report("C124", row.line, row.cells[0].column)
        elif row is not dashes and sum(bool(cell) for cell in row.cells[1:]) < 2:  # two scores: one is above 0
            report("C124", row.line, next(cell for cell in row.cells[1:] if not cell).column)
    _check_scores(header, report)


def _check_scores(header: Row, report: Report) -> None:
    seen: list[int] = []
    for cell in header.cells[1:]:
        words = cell.text.strip()
        if not _SCORE.fullmatch(words):
            report("C165", header.line, cell.column, value=words)
        elif int(words) in seen:
            report("C168", header.line, cell.column, score=int(words))
        else:
            seen.append(int(words))
