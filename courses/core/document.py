"""What the compiler reads and what it makes: plain, frozen data.

Input is a `Folder` (bytes, no I/O). Output is a `Compiled`: all problems (problem.py) at once and, when nothing
blocks, a `Course` of two artefacts that never mix: the *learner view* (no keys, no feedback) and the
*marking key* (server only). Both are JSON-ready dictionaries, shaped as the TypedDicts below, so that a
release can be stored, hashed and served without this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, NotRequired, TypedDict

from courses.core.problem import Problem


@dataclass(frozen=True, slots=True)
class Folder:
    """A course folder as bytes. `files` maps a path relative to the folder ("images/a.svg") to its content."""

    name: str  # must equal the course id
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Signature:
    """A reviewer's name under one text of a course, given on this site."""

    source_sha256: str
    name: str
    role: str
    date: str  # YYYY-MM-DD


@dataclass(frozen=True, slots=True)
class History:
    """What the site already knows; only some checks need it."""

    published: frozenset[str] = frozenset()  # ids of published courses (C063)
    prerequisites: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of those courses (C064)
    kinds: Mapping[str, str] = field(
        default_factory=dict
    )  # every question or lab id ever released -> kind (C108, C109)
    answered: Mapping[str, int] = field(default_factory=dict)  # question id -> people who have answered it (W136)
    signatures: tuple[Signature, ...] = ()  # of reviewers on this site, for any text of this course
    reviewed_text: str = ""  # source digest of the newest release ("" when there is none) …
    reviewed_by: tuple[tuple[str, str, str], ...] = ()  # … and the reviewers (name, role, date) its front matter named


class Option(TypedDict):
    id: str
    html: str  # inline HTML, sanitised


class Level(TypedDict):
    score: int
    html: str  # inline


class Criterion(TypedDict):
    """One row of a reflection's rubric. The most it can give is the highest score of its levels."""

    id: str  # c1, c2, …
    html: str  # inline
    levels: list[Level]


class Question(TypedDict):
    """Learner view of one question. Holds nothing that tells the answer."""

    id: str
    kind: str  # slug of the kind: single-choice, multiple-choice, true-or-false, number, short-text, ordering, …
    stem: str  # block HTML
    points: int
    confidence: bool  # ask "How sure are you?" before the answer is shown
    competency: str | None
    objective: str | None
    hints: list[str]  # block HTML, shown one at a time
    options: NotRequired[list[Option]]  # choices and rating points as the author ordered them; ordering: the steps,
    # matching: the right-hand choices, both sorted by id, so that their order tells nothing
    shuffle: NotRequired[str]  # yes, no, keep-last
    choose: NotRequired[int | None]  # multiple choice: how many to choose, shown to the learner
    unit: NotRequired[str]  # number: label behind the field
    places: NotRequired[int | None]
    pair: NotRequired[str | None]  # rating: id of the other half of a before/after pair, set on both halves
    left: NotRequired[list[Option]]  # matching: the entries to find a partner for, as the author ordered them
    words: NotRequired[list[int] | None]  # reflection: least and most words, such as [60, 200]
    marked_by: NotRequired[str]  # reflection: nobody, educator
    rubric: NotRequired[list[Criterion]]  # reflection: shown before writing, so that nobody has to guess
    audience: NotRequired[list[str]]
    region: NotRequired[str]


class Key(TypedDict):
    """Server-only marking key of one question."""

    id: str
    kind: str
    points: int
    explanation: str  # block HTML, "" when there is none
    competency: str | None
    objective: str | None
    right: NotRequired[list[str]]  # choice kinds: ids of the right options
    options: NotRequired[list[str]]  # all option ids
    feedback: NotRequired[dict[str, str]]  # option id -> block HTML
    scoring: NotRequired[str]  # multiple choice: per-option, all-or-nothing
    ranges: NotRequired[list[dict[str, Any]]]  # number: {"low": "7.8", "high": "8.8", "right": true, "feedback": html}
    answer: NotRequired[str]  # number, short text: the right answer as the author wrote it, for the result page
    answers: NotRequired[list[dict[str, Any]]]  # short text: {"text": as written, "right": true, "feedback": html}
    accept: NotRequired[str]  # short text: whole, contains
    typos: NotRequired[int]  # short text: 0 to 2
    order: NotRequired[list[str]]  # ordering: option ids, first step first
    pairs: NotRequired[dict[str, str]]  # matching: left id -> option id
    model_answer: NotRequired[str]  # reflection: block HTML, shown after writing
    rubric: NotRequired[list[Criterion]]  # reflection
    marked_by: NotRequired[str]  # reflection


class ProseBlock(TypedDict):
    type: Literal["prose"]
    html: str


class QuestionBlock(TypedDict):
    type: Literal["question"]
    question: Question


class QuizBlock(TypedDict):
    type: Literal["quiz"]  # a graded quiz that stands inside a unit: shown as a link to its own page
    quiz: str


class LabView(TypedDict):
    """A lab as learners may see it before they have decided anything: no advice, no truth, no targets, no debrief.

    `setup` belongs to the kind: courses/core/labs/<kind>.py says what is in it, as it does for `LabKey.answers`.
    """

    id: str
    title: NotRequired[str]  # left out where its author gave none: then it is called by the name of its kind
    kind: str  # reliance-lab, threshold-explorer, redaction-lab, checking-lab, scenario
    intro: str  # block HTML
    graded: bool  # redaction, checking and scenario may be; finishing a reliance lab counts
    pass_mark: int  # per cent
    attempts: int | None  # None: unlimited
    competency: str | None
    objective: str | None
    minutes: int
    pair: str | None  # id of the lab it is compared with on the start-and-end page
    setup: dict[str, Any]


class LabKey(TypedDict):
    """Server-only half of a lab."""

    id: str
    kind: str
    debrief: str  # block HTML
    competency: str | None
    objective: str | None
    answers: dict[str, Any]


class LabBlock(TypedDict):
    type: Literal["lab"]
    lab: LabView


Block = ProseBlock | QuestionBlock | QuizBlock | LabBlock


class Step(TypedDict):
    id: str  # anchor, unique in the unit
    title: str  # plain text; "" for text before the first heading
    blocks: list[Block]


class Source(TypedDict):
    n: int  # number as cited in this unit, from 1
    id: str
    title: str
    publisher: str
    url: str
    published: str
    checked: str


class Term(TypedDict):
    id: str
    term: str
    html: str


class UnitView(TypedDict):
    id: str
    title: str
    summary: str
    minutes: int
    required: bool
    audience: list[str]
    region: str
    objectives: list[str]  # ids; the sentences are in Structure.objectives
    steps: list[Step]
    sources: list[Source]  # those cited in this unit
    terms: list[Term]  # glossary terms linked in this unit


class QuizSection(TypedDict):
    draw: int | None  # None: all of them
    draw_for: NotRequired[dict[str, int]]  # role -> how many, in place of `draw`; left out where there is none
    questions: list[Question]


class QuizView(TypedDict):
    id: str
    title: str
    intro: str  # block HTML
    unit: str | None  # the unit it stands in; None for a file of kind assessment
    graded: bool
    pass_mark: int  # per cent, 1..100
    attempts: int | None  # None: unlimited
    wait_hours: int
    shuffle: bool  # order of questions
    draws: int  # questions in one attempt
    minutes: int
    sections: list[QuizSection]


class StepSummary(TypedDict):
    id: str  # anchor in the unit's page
    title: str
    questions: list[str]  # ids of its exercises


class Narrowed(TypedDict):
    """Whom an exercise is for. Left out: everybody."""

    audience: NotRequired[list[str]]
    region: NotRequired[str]


class UnitSummary(TypedDict):
    id: str
    title: str
    summary: str
    minutes: int
    required: bool
    audience: list[str]
    region: str
    objectives: list[str]
    steps: list[StepSummary]
    exercises: list[str]  # question ids that must be tried before the unit is finished
    narrowed: NotRequired[dict[str, Narrowed]]  # exercises that are for some readers only; left out where there is none
    labs: NotRequired[list[str]]  # lab ids in it
    requires: NotRequired[list[str]]  # unit ids to finish first; only in a course with order "free"


class QuizSummary(TypedDict):
    id: str
    title: str
    unit: str | None
    graded: bool
    pass_mark: int
    attempts: int | None
    wait_hours: int
    draws: int
    points: int  # out of, in one attempt
    draws_for: NotRequired[dict[str, dict[str, list[int]]]]  # role ("": not known) -> region -> [questions, points],
    # where that is not [draws, points]; left out where it is the same for everybody, as in older releases
    minutes: int


class LabSummary(TypedDict):
    id: str
    title: NotRequired[str]
    kind: str
    unit: str
    graded: bool
    pass_mark: int
    attempts: int | None
    minutes: int


class Structure(TypedDict):
    """The course without its units' text: enough for catalogue, course home, rules and state."""

    format: int
    id: str
    title: str
    summary: str
    language: str
    audience: list[str]
    region: str
    minutes: int
    cpd_hours: float | None
    competencies: dict[str, str]
    objectives: dict[str, str]
    prerequisites: list[str]
    order: str
    valid_for_months: int | None  # None: never runs out
    review_by: str
    authors: list[str]
    reviewers: list[dict[str, str]]  # name, role, date of those who signed this very text; empty: not reviewed
    licence: str
    contact: str
    welcome: str  # block HTML
    sources: list[Source]  # all cited sources of the course
    units: list[UnitSummary]
    quizzes: list[QuizSummary]
    labs: NotRequired[list[LabSummary]]  # left out where a course has none, as in releases made before there were labs
    marked: NotRequired[list[str]]  # reflections that an educator marks and that count; left out where there are none
    glossary: list[Term]


@dataclass(frozen=True, slots=True)
class AssetFile:
    """A picture that the course shows. Served as /media/<sha256>.<extension>."""

    path: str  # in the folder
    sha256: str
    extension: str  # svg, png, jpg, webp
    data: bytes


@dataclass(frozen=True, slots=True)
class Course:
    """Everything one release needs. The parts are JSON-ready."""

    structure: Structure
    units: tuple[UnitView, ...]
    quizzes: tuple[QuizView, ...]  # graded quizzes only; an exercise quiz is questions in its unit
    key: Mapping[str, Key]  # question id -> key, for every question of the course
    assets: tuple[AssetFile, ...]
    source_sha256: str
    lab_key: Mapping[str, LabKey] = field(default_factory=dict)  # lab id -> key; labs share the questions' namespace
    was: Mapping[str, str] = field(default_factory=dict)  # new question or lab id -> the id it had before


@dataclass(frozen=True, slots=True)
class Compiled:
    """The result of one compile. `course` is None when any problem blocks."""

    problems: tuple[Problem, ...]
    course: Course | None

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)


Response = dict[str, Any]  # what a person answered, JSON-ready; its shape belongs to the kind


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that holds no answer yet. `message` says what to do ("Choose one option")."""

    message: str


@dataclass(frozen=True, slots=True)
class Score:
    """What one response is worth. `fraction` is exact, from 0 to 1; rating questions have `correct` None."""

    fraction: Fraction
    correct: bool | None
    feedback: tuple[str, ...] = ()  # block HTML of what the person chose
