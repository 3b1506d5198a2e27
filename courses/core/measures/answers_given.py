"""Which answers a question can get, for counting them: options, known figures or words, pairs, places in an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.core import kinds
from courses.core.changes.words import plain
from courses.core.document import Key, Option, Question, Response

OTHER = "other"  # id of the group of answers nobody foresaw
OTHER_WORDS = "Any other answer"


@dataclass(frozen=True, slots=True)
class Group:
    """One answer that is counted. `feedback` is block HTML that people who gave it are told, "" for none."""

    id: str
    label: str  # plain text
    right: bool
    feedback: str = ""


def adds_up(kind: str) -> bool:
    """Whether each person is in exactly one group; otherwise people tick several, or get several things right."""
    return kind not in ("multiple-choice", "matching", "ordering")


def groups(question: Question, key: Key) -> list[Group]:
    """The answers of a question in the order its author wrote them; [] where a text is written and nothing counted.

    Matching: each pair, matched rightly. Ordering: each step, put in its place.
    """
    names = {one["id"]: plain(one["html"]) for one in _both(question)}
    if "order" in key:
        return [Group(one, f"{at}. {names.get(one, one)}", True) for at, one in enumerate(key["order"], start=1)]
    if "pairs" in key:
        return [Group(a, f"{names.get(a, a)} → {names.get(b, b)}", True) for a, b in key["pairs"].items()]
    if known := _known(key):
        found = [Group(str(at), _words(one), one["right"], one["feedback"]) for at, one in enumerate(known)]
        return [*found, Group(OTHER, OTHER_WORDS, right=False)]
    feedback, right = key.get("feedback", {}), key.get("right", [])
    options = question.get("options", [])
    return [Group(o["id"], names[o["id"]], o["id"] in right, feedback.get(o["id"], "")) for o in options]


def given(key: Key, response: Response) -> list[str]:
    """The groups an answer belongs to, by id. An answer that makes no sense for this key belongs to none."""
    if "order" in key:
        order = response.get("order")
        placed = zip(key["order"], order, strict=False) if isinstance(order, list) else ()
        return [right for right, chosen in placed if right == chosen]
    if "pairs" in key:
        pairs = response.get("pairs")
        return [a for a, b in key["pairs"].items() if isinstance(pairs, Mapping) and pairs.get(a) == b]
    if known := _known(key):
        return [_nearest(key, known, response)]
    choices = response.get("choices", [response.get("choice", response.get("point"))])
    return [str(one) for one in choices] if isinstance(choices, list) else []


def _both(question: Question) -> list[Option]:
    return [*question.get("options", []), *question.get("left", [])]


def _known(key: Key) -> Sequence[Mapping[str, Any]]:
    """Figures or words the author foresaw, right and wrong ones."""
    return key.get("ranges") or key.get("answers") or []


def _words(known: Mapping[str, Any]) -> str:
    if "text" in known:
        return str(known["text"])
    low, high = str(known["low"]), str(known["high"])
    return low if low == high else f"{low} to {high}"


def _nearest(key: Key, known: Sequence[Mapping[str, Any]], response: Response) -> str:
    """The first foreseen answer that this one is taken for, among the right ones if it is marked right."""
    right = kinds.score(key, response).correct
    for at, one in enumerate(known):
        if one["right"] == right and kinds.score(_alone(key, one), response).correct:
            return str(at)
    return OTHER


def _alone(key: Key, known: Mapping[str, Any]) -> Key:
    """The key as if this were the only answer, and right."""
    field = "ranges" if key.get("ranges") else "answers"
    return {**key, field: [{**known, "right": True}]}  # type: ignore[misc]
