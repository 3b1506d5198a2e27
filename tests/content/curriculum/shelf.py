"""The nine courses, compiled once, and ways to walk through what a learner reads and does."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from courses.authoring.folders import read_folder
from courses.core.compiler import compile_course
from courses.core.document import Compiled, Course, Key, Question, QuizView, UnitView

CONTENT = Path(__file__).parents[3] / "courses" / "content"
TODAY = datetime.date(2026, 11, 22)
CURRICULUM = (
    "interpreting-ai-output",
    "automation-bias",
    "privacy",
    "data-quality",
    "fairness",
    "regulation-liability",
    "security",
    "adopting-ai",
    "talking-about-ai",
)
CLINICAL = ("gp", "practice-nurse", "pharmacist", "allied-health")
ROLES = (*CLINICAL, "reception", "manager")
REGIONS = ("uk", "us", "eu")
NOT_MARKED = {"rating", "reflection"}
CHOICES = {"single-choice", "multiple-choice"}

_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"</(?:p|li|h[1-6]|td|th|tr|figcaption|blockquote|div|summary)>|<br ?/?>")
_CITE = re.compile(r'<sup class="cite">.*?</sup>', re.DOTALL)
_HIDDEN = re.compile(r"<details.*?</details>", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")


@cache
def compiled(course: str) -> Compiled:
    return compile_course(read_folder(CONTENT / course).folder, today=TODAY)


def course(name: str) -> Course:
    found = compiled(name).course
    assert found, [str(problem) for problem in compiled(name).problems if problem.blocks]
    return found


def plain(markup: str) -> str:
    """The text of HTML with a line for every paragraph, without marks of citations and without folded-up parts."""
    seen = _CITE.sub("", _HIDDEN.sub("", markup.replace("\n", " ")))
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", seen))).strip()


def words(text: str) -> int:
    return len(_WORD.findall(text))


@dataclass(frozen=True, slots=True)
class Page:
    """A unit of a course."""

    course: str
    unit: UnitView

    def __str__(self) -> str:
        return f"{self.course}/{self.unit['id']}"

    @property
    def key(self) -> dict[str, Key]:
        return dict(course(self.course).key)

    def questions(self) -> Iterator[Question]:
        for step in self.unit["steps"]:
            for block in step["blocks"]:
                if block["type"] == "question":
                    yield block["question"]

    def prose(self) -> Iterator[str]:
        for step in self.unit["steps"]:
            for block in step["blocks"]:
                if block["type"] == "prose":
                    yield block["html"]

    def labs(self) -> list[str]:
        return [block["lab"]["id"] for step in self.unit["steps"] for block in step["blocks"] if block["type"] == "lab"]

    def lab_minutes(self) -> int:
        blocks = (block for step in self.unit["steps"] for block in step["blocks"])
        return sum(block["lab"]["minutes"] for block in blocks if block["type"] == "lab")

    def figures(self) -> int:
        return sum(part.count("<img") for part in self.prose())

    @property
    def teaches(self) -> bool:
        """Not a unit that is one long lab of decisions: that measures first and explains after."""
        return self.lab_minutes() < 5 or not self.labs() or len(list(self.questions())) > 3


def pages(name: str) -> list[Page]:
    return [Page(name, unit) for unit in course(name).units]


def every_page() -> list[Page]:
    return [page for name in CURRICULUM for page in pages(name)]


def final_quiz(name: str) -> QuizView:
    """The one graded quiz of a course."""
    [quiz] = course(name).quizzes
    return quiz


def every_question(name: str) -> list[Question]:
    """Exercises, practice questions and the whole pool, each once."""
    found = [question for page in pages(name) for question in page.questions()]
    return found + [item for quiz in course(name).quizzes for item in items(quiz)]


def exercises(page: Page) -> list[Question]:
    return [question for question in page.questions() if question["kind"] != "rating"]


def meant_for(question: Question, role: str, region: str) -> bool:
    roles, place = question.get("audience"), question.get("region", "any")
    return (not roles or role in roles) and place in ("any", region)


def sources_of(name: str) -> str:
    """All Markdown of a course folder that is published, one text."""
    files = sorted((CONTENT / name).rglob("*.md"))
    return "\n".join(file.read_text("utf-8") for file in files if "notes" not in file.parts)


def items(quiz: QuizView) -> list[Question]:
    return [question for section in quiz["sections"] for question in section["questions"]]


def figure_files(name: str) -> set[str]:
    """Drawings that a course shows."""
    return {asset.path for asset in course(name).assets if asset.extension == "svg"}


def asked(question: Question) -> str:
    """The stem and what there is to choose from."""
    parts = [question["stem"], *(one["html"] for one in (*question.get("options", ()), *question.get("left", ())))]
    return "\n".join(plain(part) for part in parts)


def feedback_words(key: Key) -> float:
    """Words of the feedback to one choice, on average."""
    said = list(key.get("feedback", {}).values())
    said += [str(entry.get("feedback", "")) for entry in (*key.get("ranges", ()), *key.get("answers", ()))]
    return sum(words(plain(one)) for one in said) / len(said) if said else 0.0


def minutes_of_exercise(question: Question, key: Key) -> float:
    """Reading at 200 words a minute, with the explanation and the feedback to one choice; a quarter to decide."""
    read = words(asked(question)) + words(plain(key["explanation"])) + feedback_words(key)
    return read / 200 + 0.25


def minutes_of_page(page: Page) -> float:
    """The model: words ÷ 200, a quarter of a minute a question, 0.3 a figure, and what the labs take."""
    prose = sum(words(plain(part)) for part in page.prose()) / 200
    exercises = sum(minutes_of_exercise(one, page.key[one["id"]]) for one in page.questions())
    return prose + exercises + 0.3 * page.figures() + page.lab_minutes()


def minutes_of_quiz(quiz: QuizView) -> float:
    """As many questions as are asked, of average length; explanations come after it."""
    pool = items(quiz)
    return sum(words(asked(one)) / 200 + 0.25 for one in pool) / len(pool) * quiz["draws"]
