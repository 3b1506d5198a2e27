"""What leads from one release to the next: every change as data, with its class (format.md section 8).

`diff` compares two texts by id and gives `Change`s; a release has the highest class among its changes. What only a
person can tell (was the old answer wrong, is this still the same question) a change *asks*; `settled` takes the answer.

    content     what is compared, and where each question stands
    course      rules and facts of the whole course      units      pages and graded quizzes
    questions   wording, options, answer, marking        labs       cases, steps, texts and their truth
    problems    C702 to W705 with file and line          reviewers  whom a text names as its reviewers
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from courses.core.changes.change import ADDITION, BREAKING, RISING, WORDING, Change, settled
from courses.core.changes.content import Content
from courses.core.changes.course import of_course
from courses.core.changes.labs import of_labs
from courses.core.changes.questions import of_questions
from courses.core.changes.units import of_quizzes, of_units

__all__ = ["BREAKING", "RISING", "Change", "Content", "change_class", "diff", "of_new_meaning", "settled"]


def diff(before: Content | None, after: Content) -> tuple[Change, ...]:
    """Every change that leads from `before` to `after`, in the order of the course. Nothing to compare: no change."""
    if before is None:
        return ()
    before = before.renamed(after.was)
    found = [
        *of_course(before.structure, after.structure),
        *of_units(before, after),
        *of_quizzes(before, after),
        *of_questions(before, after),
        *of_labs(before, after),
    ]
    places = {page: number for number, page in enumerate(["", *after.page_ids(), *before.page_ids()][::-1])}
    return tuple(sorted(found, key=lambda change: -places.get(change.unit, 0)))


def change_class(changes: Iterable[Change], said: Mapping[str, str] | None = None, *, first: bool = False) -> str:
    """The highest class among the changes, once the author has `said` what only they can tell. A first release adds."""
    lowest = ADDITION if first else WORDING
    return max([lowest, *(settled(change, said or {}).change_class for change in changes)], key=RISING.index)


def of_new_meaning(changes: Iterable[Change], said: Mapping[str, str] | None = None) -> frozenset[str]:
    """Ids of questions and labs whose statistics begin anew: what they ask or how they are marked has changed."""
    told = (settled(change, said or {}) for change in changes)
    return frozenset(one.id for one in told if one.change_class == "meaning" and one.thing in ("question", "lab"))
