"""What a handed-in run of a graded lab is worth: dispatch on the kind of lab. A kind adds its scorer here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from courses.core.document import LabKey, LabView, Response
from courses.learning.labs.keys import lab_key
from courses.learning.labs.reading import lab_in
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

SCORERS: dict[str, Scorer] = {}


def score_run(run: Attempt) -> LabScore:
    """Score the stored steps of a run with the view and the key of its own release. 3 queries.

    Raises KeyError for a kind that is never graded, and for a lab its release does not hold.
    """
    found = lab_in(run.release, run.item_id)
    if found is None:
        raise KeyError(run.item_id)
    steps = dict(run.answers.exclude(response=None).values_list("slot", "response"))
    return SCORERS[found.view["kind"]](found.view, lab_key(run.release, run.item_id), steps)
