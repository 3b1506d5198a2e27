"""The right answer of a question, for comparing and for showing. What marks it stands in its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.core.changes.words import plain
from courses.core.document import Key, Question


def answer_signature(key: Key, renamed: Mapping[str, str]) -> dict[str, Any]:
    """What decides right and wrong, with ids of options translated to the newer release's. Equal: same answer."""
    ranges = sorted((one["low"], one["high"]) for one in key.get("ranges", []) if one["right"])
    texts = sorted(" ".join(one["text"].casefold().split()) for one in key.get("answers", []) if one["right"])
    return {
        "right": sorted(renamed.get(one, one) for one in key.get("right", [])),
        "ranges": ranges,
        "answers": texts,
        "order": [renamed.get(one, one) for one in key.get("order", [])],
        "pairs": sorted((renamed.get(a, a), renamed.get(b, b)) for a, b in key.get("pairs", {}).items()),
    }


def answer_shown(view: Question, key: Key) -> str:
    """The right answer in words, a line for each part."""
    texts = {option["id"]: plain(option["html"]) for option in [*view.get("options", []), *view.get("left", [])]}
    if "order" in key:
        return "\n".join(f"{number}. {texts.get(one, one)}" for number, one in enumerate(key["order"], 1))
    if "pairs" in key:
        return "\n".join(f"{texts.get(one, one)}: {texts.get(other, other)}" for one, other in key["pairs"].items())
    if "right" in key:
        return "\n".join(texts.get(one, one) for one in key["right"])
    if "answers" in key:
        return "\n".join(one["text"] for one in key["answers"] if one["right"])
    right = [one for one in key.get("ranges", []) if one["right"]]
    return "\n".join(one["low"] if one["low"] == one["high"] else f"{one['low']} to {one['high']}" for one in right)
