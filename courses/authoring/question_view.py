"""What the question templates (parts/questions/*.html, context `q`) are told about one question."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from courses.core.document import Option, Question, Response

TRY_AGAIN = "try"  # query parameter of the unit page: show this question's empty form although it was answered
PART = "answer-"  # fields of a question that has several begin so; an option's or entry's id follows
LONG_CHOICE = 32  # characters; a longer right-hand choice does not fit into a closed select on a phone
SHUFFLED = ("single-choice", "multiple-choice", "ordering", "matching")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Given:
    """What a person has filled in so far, as the form shows it again; empty where nothing is."""

    chosen: Sequence[str] = ()  # ids of options
    value: str = ""  # what is typed: a number, a short text, a reflection
    numbers: Mapping[str, str] = field(default_factory=dict)  # ordering: id of a step -> its place, from 1
    partners: Mapping[str, str] = field(default_factory=dict)  # matching: id of an entry -> id of its partner


NOTHING = Given()


def given_in_answer(response: Response | None) -> Given:
    """What a stored answer, whole or half-done, shows in the form."""
    if not response:
        return NOTHING
    choices = response.get("choices") or [response[key] for key in ("choice", "point") if key in response]
    places = response.get("numbers") or {step: at for at, step in enumerate(response.get("order") or [], start=1)}
    return Given(
        chosen=[str(one) for one in choices],
        value=str(response.get("value", response.get("text", ""))),
        numbers={step: str(at) for step, at in places.items()},
        partners=dict(response.get("pairs") or {}),
    )


def given_in_form(form: Mapping[str, Sequence[str]]) -> Given:
    """What a posted form shows again when it could not be taken as it is."""
    whole = form.get("answer", ())
    parts = {name.removeprefix(PART): values[-1] for name, values in form.items() if name.startswith(PART) and values}
    order = {step: str(at) for at, step in enumerate(form.get("order", ()), start=1)}
    return Given(chosen=whole, value=whole[-1] if whole else "", numbers=order or parts, partners=parts)


def question_context(
    question: Question,
    *,
    course: str,
    given: Given = NOTHING,
    sure: str = "",
    result: Mapping[str, Any] | None = None,
    error: str = "",
    mode: str = "exercise",
    options_order: Sequence[str] | None = None,
    never: Sequence[str] = (),
) -> dict[str, Any]:
    """The context `q` of one question.

    `sure` is one of guess, 50, 70, 90, 99 or "". `result` is None before an answer counts; else a mapping that may hold
    `verdict` (right, partly, wrong, saved), `correct` (bool or None), `tally` ("2 of 3 pairs are right"), `feedback`
    (block HTML each), `answer`, `explanation` and `model_answer` (HTML), `sequence` (HTML of each step) and, where they
    may be shown, `right` (ids of the right options), `places` (step -> place), `pairs` (entry -> option).
    `options_order` is the order of an attempt's layout; without one it is `fixed_order`, which is not `never`.
    """
    order = options_order if options_order is not None else fixed_order(question, course, never)
    context = {
        "id": question["id"],
        "kind": question["kind"],
        "stem": mark_safe(question["stem"]),  # sanitised by the compiler, as is all author HTML
        "options": _options(question, order, given.chosen, result),
        "choose": question.get("choose"),
        "unit": question.get("unit", ""),
        "value": given.value,
        "hints": [mark_safe(hint) for hint in question["hints"]],
        "points": question["points"],
        "confidence": question["confidence"],
        "sure": sure,
        "mode": mode,
        "action": reverse("question-answer", args=[course, question["id"]]),
        "retry_url": f"?{TRY_AGAIN}={question['id']}#q-{question['id']}" if result is not None else "",
        "error": error,
        "error_at": f"{question['id']}-1",
        "result": result,
    }
    more = _MORE.get(question["kind"])
    return context | more(question, order, given, result) if more else context


def fixed_order(question: Question, course: str, never: Sequence[str] = ()) -> list[str]:
    """Option ids in the order an exercise shows them: the same for everybody, and not the author's where that may tell.

    Authors tend to write the right answer first, so a question that may be shuffled is, by the digest of its ids. Steps
    must not stand in their right order (`never`) by chance: then the first one comes last.
    """
    ids = [option["id"] for option in question.get("options", [])]
    shuffle = question.get("shuffle", "no" if question["kind"] in ("single-choice", "multiple-choice") else "yes")
    if question["kind"] not in SHUFFLED or shuffle == "no":
        return ids
    last = [ids.pop()] if shuffle == "keep-last" and ids else []
    drawn = sorted(ids, key=lambda one: hashlib.sha256(f"{course}/{question['id']}/{one}".encode()).digest()) + last
    return drawn[1:] + drawn[:1] if drawn == list(never) else drawn


def plain(markup: str) -> str:
    """The words of inline HTML, for places that hold no markup; the template escapes them again."""
    return html.unescape(strip_tags(markup))


def _options(
    question: Question, order: Sequence[str], chosen: Collection[str], result: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    by_id = _by_id(question)
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


def _ordering(
    question: Question, order: Sequence[str], given: Given, result: Mapping[str, Any] | None
) -> dict[str, Any]:
    """`steps` in the person's order once each has a place of its own, else in the order they are offered."""
    by_id = _by_id(question)
    shown = [one for one in order if one in by_id]
    places = [str(place) for place in range(1, len(shown) + 1)]
    if sorted(given.numbers.get(one, "") for one in shown) == sorted(places):
        shown.sort(key=lambda one: int(given.numbers[one]))
    belongs = (result or {}).get("places") or {}
    steps = [
        {
            "id": one,
            "html": mark_safe(by_id[one]["html"]),
            "text": plain(by_id[one]["html"]),
            "number": given.numbers.get(one, ""),
            "belongs": belongs.get(one) if belongs.get(one) != at else None,
        }
        for at, one in enumerate(shown, start=1)
    ]
    missing = next((at for at, step in enumerate(steps, start=1) if not step["number"]), 1)
    return {"steps": steps, "places": places, "judged": bool(belongs), "error_at": f"{question['id']}-{missing}"}


def _matching(
    question: Question, order: Sequence[str], given: Given, result: Mapping[str, Any] | None
) -> dict[str, Any]:
    """`rows`: one for each entry on the left. Long choices get letters, and stand once more as a list to read."""
    by_id = _by_id(question)
    shown = [one for one in order if one in by_id]
    texts = {one: plain(by_id[one]["html"]) for one in shown}
    lettered = any(len(text) > LONG_CHOICE for text in texts.values()) and len(shown) <= len(LETTERS)
    letters = dict(zip(shown, LETTERS, strict=False)) if lettered else {}
    right = (result or {}).get("pairs") or {}
    rows = [
        _row(left, given.partners.get(left["id"], ""), right.get(left["id"]), by_id, judged=bool(right))
        | {"choices": [(one, letters.get(one, ""), texts[one]) for one in shown]}
        for left in question.get("left", [])
    ]
    missing = next((at for at, row in enumerate(rows, start=1) if not row["partner"]), 1)
    choices = [mark_safe(by_id[one]["html"]) for one in shown] if lettered else []
    return {"rows": rows, "choices": choices, "judged": bool(right), "error_at": f"{question['id']}-{missing}"}


def _row(left: Option, partner: str, right: str | None, by_id: dict[str, Option], *, judged: bool) -> dict[str, Any]:
    return {
        "id": left["id"],
        "html": mark_safe(left["html"]),
        "partner": partner if partner in by_id else "",
        "partner_html": mark_safe(by_id[partner]["html"]) if partner in by_id else "",
        "mark": ("right" if partner == right else "wrong") if judged else "",
        "right_html": mark_safe(by_id[right]["html"]) if right in by_id and partner != right else "",
    }


def _reflection(
    question: Question, _order: Sequence[str], _given: Given, _result: Mapping[str, Any] | None
) -> dict[str, Any]:
    rubric = question.get("rubric", [])
    return {
        "words": question.get("words"),
        "marked_by": question.get("marked_by", "nobody"),
        "rubric": [
            {
                "html": mark_safe(one["html"]),
                "levels": [{"score": level["score"], "html": mark_safe(level["html"])} for level in one["levels"]],
            }
            for one in rubric
        ],
        "scores": [level["score"] for level in rubric[0]["levels"]] if rubric else [],
    }


def _by_id(question: Question) -> dict[str, Option]:
    return {option["id"]: option for option in question.get("options", [])}


_MORE = {"ordering": _ordering, "matching": _matching, "reflection": _reflection}
