"""One release, as far as it is compared: what learners see, what marks them, and where everything stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from courses.core.document import Course, Key, LabKey, LabView, Question, QuizView, Structure, UnitView


@dataclass(frozen=True, slots=True)
class Content:
    """Units and quizzes are the learner views. `was` maps new ids to those they had before (`was:` in the text)."""

    structure: Structure
    units: Sequence[UnitView]
    quizzes: Sequence[QuizView]
    key: Mapping[str, Key]
    lab_key: Mapping[str, LabKey] = field(default_factory=dict)
    was: Mapping[str, str] = field(default_factory=dict)
    new_names: Mapping[str, str] = field(default_factory=dict)  # id in this release -> its name in the newer one

    @classmethod
    def of(cls, course: Course) -> Content:
        return cls(course.structure, course.units, course.quizzes, course.key, course.lab_key, course.was)

    def renamed(self, was: Mapping[str, str]) -> Content:
        """This release as the newer one names its questions and labs, so that a rename is not taken for a removal."""
        names = {old: new for new, old in was.items() if old in self.key or old in self.lab_key}
        return replace(self, new_names={old: new for old, new in names.items() if new not in self.key})

    def page_ids(self) -> list[str]:
        """Ids of units and graded quizzes, in the order of the course."""
        return [*(unit["id"] for unit in self.units), *(quiz["id"] for quiz in self.quizzes)]

    def questions(self) -> dict[str, Placed]:
        """Every question by its newer name."""
        return {self.new_names.get(one.view["id"], one.view["id"]): one for one in self._questions()}

    def labs(self) -> dict[str, PlacedLab]:
        """Every lab by its newer name."""
        return {self.new_names.get(one.view["id"], one.view["id"]): one for one in self._labs()}

    def _questions(self) -> Iterator[Placed]:
        for unit in self.units:
            for step in unit["steps"]:
                for block in step["blocks"]:
                    if block["type"] == "question":
                        question = block["question"]
                        yield Placed(question, self.key[question["id"]], unit["id"], "exercise")
        for quiz in self.quizzes:
            for section in quiz["sections"]:
                for question in section["questions"]:
                    drawn = "drawn" if section["draw"] is not None else "asked"
                    yield Placed(question, self.key[question["id"]], quiz["id"], drawn)

    def _labs(self) -> Iterator[PlacedLab]:
        for unit in self.units:
            for step in unit["steps"]:
                for block in step["blocks"]:
                    if block["type"] == "lab":
                        lab = block["lab"]
                        yield PlacedLab(lab, self.lab_key[lab["id"]], unit["id"])


@dataclass(frozen=True, slots=True)
class Placed:
    """One question with its key and its page. `how`: exercise, asked (in every attempt), drawn (from a pool)."""

    view: Question
    key: Key
    page: str
    how: str


@dataclass(frozen=True, slots=True)
class PlacedLab:
    view: LabView
    key: LabKey
    page: str
