"""What the question templates (parts/questions/*.html, context `q`) are told about one question."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from courses.core.document import Option, Question

TRY_AGAIN = "try"  # query parameter of the unit page: show this question's empty form although it was answered


def question_context(
    question: Question,
    *,
    course: str,
    chosen: Collection[str] = (),
    value: str = "",
    sure: str = "",
    result: Mapping[str, Any] | None = None,
    error: str = "",
    mode: str = "exercise",
    options_order: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The context `q` of one question.

    `chosen` are ids of options, `value` a typed answer, `sure` one of guess, 50, 70, 90, 99 or "". `result` is None
    before an answer counts; else a mapping that may hold `verdict` (right, partly, wrong, saved), `correct` (bool or
    None), `right` (ids of the right options, where they may be shown), `feedback` (block HTML each), `answer` and
    `explanation` (HTML). `options_order` is the order of an attempt's layout; without one it is `fixed_order`.
    """
    order = options_order if options_order is not None else fixed_order(question, course)
    return {
        "id": question["id"],
        "kind": question["kind"],
        "stem": mark_safe(question["stem"]),  # sanitised by the compiler, as is all author HTML
        "options": _options(question, order, chosen, result),
        "choose": question.get("choose"),
        "unit": question.get("unit", ""),
        "value": value,
        "hints": [mark_safe(hint) for hint in question["hints"]],
        "points": question["points"],
        "confidence": question["confidence"],
        "sure": sure,
        "mode": mode,
        "action": reverse("question-answer", args=[course, question["id"]]),
        "retry_url": f"?{TRY_AGAIN}={question['id']}#q-{question['id']}" if result is not None else "",
        "error": error,
        "result": result,
    }


def fixed_order(question: Question, course: str) -> list[str]:
    """Option ids in the order an exercise shows them: the same for everybody, and not the author's where that may tell.

    Authors tend to write the right answer first, so a question that may be shuffled is, by the digest of its ids.
    """
    ids = [option["id"] for option in question.get("options", [])]
    shuffle = question.get("shuffle", "no")
    if question["kind"] not in ("single-choice", "multiple-choice") or shuffle == "no":
        return ids
    last = [ids.pop()] if shuffle == "keep-last" and ids else []
    return sorted(ids, key=lambda one: hashlib.sha256(f"{course}/{question['id']}/{one}".encode()).digest()) + last


def _options(
    question: Question, order: Sequence[str], chosen: Collection[str], result: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    by_id: dict[str, Option] = {option["id"]: option for option in question.get("options", [])}
    return [
        {
            "id": one,
            "html": mark_safe(by_id[one]["html"]),
            "chosen": one in chosen,
            "mark": _mark(one, one in chosen, result),
        }
        for one in order
        if one in by_id
    ]


def _mark(option: str, is_chosen: bool, result: Mapping[str, Any] | None) -> str:
    """ "right", "wrong", "chosen" (neither: a rating, or the key is not shown), or "" for an option to pass over."""
    if result is None:
        return ""
    right = result.get("right")
    if right is not None and option in right:
        return "right"
    if not is_chosen:
        return ""
    if right is not None or result.get("correct") is None:
        return "wrong" if right else "chosen"
    return "right" if result["correct"] else "wrong"
