"""What an educator may give a reflection: one level of each criterion of its rubric. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from courses.core.document import Criterion, Question
from courses.core.kinds.reflection import criteria


def most_of(criterion: Criterion) -> int:
    return max(level["score"] for level in criterion["levels"])


def read_scores(question: Question, form: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """The levels chosen in a posted form (fields `score-<criterion>`), and the ids of criteria without a valid one."""
    scores, missing = {}, []
    for criterion in criteria(question):
        offered = {str(level["score"]): level["score"] for level in criterion["levels"]}
        given = form.get(f"score-{criterion['id']}", "")
        if given in offered:
            scores[criterion["id"]] = offered[given]
        else:
            missing.append(criterion["id"])
    return scores, missing
