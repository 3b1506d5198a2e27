"""What a handed-in run of a graded lab is worth: dispatch on the kind of lab. A kind adds its scorer here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from courses.core.document import LabKey, LabView, Response
from courses.core.measures.scenario_path import OUTCOME_WORTH
from courses.learning.labs.keys import lab_key
from courses.learning.labs.marked_text import marked_run
from courses.learning.labs.reading import lab_in
from courses.learning.labs.scenario import way_of
from courses.learning.models import Attempt


@dataclass(frozen=True, slots=True)
class LabScore:
    """`points` of `out_of`, exact. `passed` is the kind's own word: the pass mark, and whatever must be found.

    `detail` is kept with the grade; it tells nothing that the answers do not tell.
    """

    points: Fraction
    out_of: int
    passed: bool
    detail: list[dict[str, Any]] = field(default_factory=list)


Scorer = Callable[[LabView, LabKey, Mapping[int, Response]], LabScore]  # steps: slot -> stored response


def _scenario(view: LabView, key: LabKey, steps: Mapping[int, Response]) -> LabScore:
    """A point for each good choice of all that were made; with `scoring: outcome` the ending is worth 1, 1/2 or 0."""
    way = way_of(view, key, steps)
    passed = way.passed(view["pass_mark"])
    if view["setup"]["scoring"] == "outcome":
        return LabScore(OUTCOME_WORTH.get(way.outcome, Fraction(0)), 1, passed)
    return LabScore(Fraction(way.good), len(way.turns), passed)


def _marked_text(view: LabView, key: LabKey, steps: Mapping[int, Response]) -> LabScore:
    """The share found less the share marked without need, in points of 100; a place that must be found fails it."""
    marked = marked_run(view, key, steps)
    return LabScore(marked.score * 100, 100, marked.passed(view["pass_mark"]))


SCORERS: dict[str, Scorer] = {"scenario": _scenario, "redaction-lab": _marked_text, "checking-lab": _marked_text}


def score_run(run: Attempt) -> LabScore:
    """Score the stored steps of a run with the view and the key of its own release. 3 queries.

    Raises KeyError for a kind that is never graded, and for a lab its release does not hold.
    """
    found = lab_in(run.release, run.item_id)
    if found is None:
        raise KeyError(run.item_id)
    steps = dict(run.answers.exclude(response=None).values_list("slot", "response"))
    return SCORERS[found.view["kind"]](found.view, lab_key(run.release, run.item_id), steps)
