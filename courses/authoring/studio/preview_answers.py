"""A question with its key, as an author checks it: what is right, the feedback of every answer, the explanation."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from courses.authoring.question_view import Given, question_context
from courses.core import kinds
from courses.core.document import Key, Question


def answered(question: Question, key: Key, slug: str) -> str:
    places = {step: at for at, step in enumerate(key.get("order", []), start=1)}
    given = Given(
        chosen=key.get("right", []),
        value=key.get("answer", ""),
        numbers={step: str(at) for step, at in places.items()},
        partners=key.get("pairs", {}),
    )
    result: dict[str, Any] = {
        "verdict": "right",
        "correct": True,
        "right": key.get("right", []),
        "places": places,
        "pairs": key.get("pairs", {}),
        "feedback": [],
    }
    context = {
        "q": question_context(question, course=slug, given=given, result=result),
        "right": [mark_safe(one) for one in kinds.right_html(question, key)],
        "feedback": _feedback(question, key),
        "explanation": mark_safe(key["explanation"]),
        "model_answer": mark_safe(key.get("model_answer", "")),
    }
    return render_to_string("studio/preview_answer.html", context)


def _feedback(question: Question, key: Key) -> list[tuple[str, bool, str]]:
    """(answer, whether it is right, feedback) for every option and every value the author has foreseen."""
    names = {option["id"]: option["html"] for option in question.get("options", [])}
    right = key.get("right", [])
    found = [
        (mark_safe(names.get(option, "")), option in right, mark_safe(html))
        for option, html in key.get("feedback", {}).items()
    ]
    found += [(one["text"], bool(one["right"]), mark_safe(one["feedback"])) for one in key.get("answers", [])]
    for one in key.get("ranges", []):
        words = one["low"] if one["low"] == one["high"] else f"{one['low']} – {one['high']}"
        found.append((words, bool(one["right"]), mark_safe(one["feedback"])))
    return [one for one in found if one[2]]
