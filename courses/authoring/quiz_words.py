"""What a page says about the size of a graded quiz: to its reader, or to everybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.core.asked import Asked, asked_of, asked_of_all, points_needed
from courses.core.document import QuizSummary, QuizView, Structure
from courses.people.models import User


@dataclass(frozen=True, slots=True)
class QuizWords:
    asked: Asked
    pass_mark: int

    @property
    def count(self) -> str:
        """ "12 questions", without a full stop."""
        few, many = self.asked.fewest, self.asked.most
        if not many:
            return _("No question is for your role and country")
        if few < many:
            return _("%(few)s to %(many)s questions, depending on role and country") % {"few": few, "many": many}
        return ngettext("%(many)s question", "%(many)s questions", many) % {"many": many}

    @property
    def rule(self) -> str:
        """ "Pass mark 75% (9 of 12 points)", without a full stop."""
        mark = _("Pass mark %(mark)s%%") % {"mark": self.pass_mark}
        if not self.asked.points:
            return mark
        points = ngettext("%(needed)s of %(points)s point", "%(needed)s of %(points)s points", self.asked.points)
        return f"{mark} ({points % {'needed': self.needed, 'points': self.asked.points}})"

    @property
    def needed(self) -> int:
        """Points that pass; 0 where that depends on the reader."""
        return points_needed(self.asked.points or 0, self.pass_mark)


def told_to(reader: User | AnonymousUser, quiz: QuizSummary, structure: Structure) -> QuizWords:
    """What this reader is asked. Who is not signed in is told what the readers of the course are asked."""
    if not reader.is_authenticated:
        return told_to_all(quiz, structure)
    return QuizWords(asked_of(quiz, reader.job_role, reader.region), quiz["pass_mark"])


def told_to_all(quiz: QuizSummary, structure: Structure) -> QuizWords:
    return QuizWords(asked_of_all(quiz, structure["audience"], structure["region"]), quiz["pass_mark"])


def told_of_attempt(asked: Collection[str], quiz: QuizView | dict[str, Any] | None, pass_mark: int) -> QuizWords:
    """What an attempt that is begun asks: its own questions, whatever was published or changed in the account since.

    `quiz` is the learner view of its release; without it the points are not said.
    """
    points = None
    if quiz is not None:
        worth = {question["id"]: question["points"] for part in quiz["sections"] for question in part["questions"]}
        points = sum(worth.get(question, 0) for question in asked)
    return QuizWords(Asked(len(asked), len(asked), points), pass_mark)
