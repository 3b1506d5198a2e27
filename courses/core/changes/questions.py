"""Changes of questions: what is asked, what may be answered, what is right, and the words around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from courses.core.changes.answers import answer_shown, answer_signature
from courses.core.changes.change import (
    ADDITION,
    ANSWER,
    MEANING,
    REMOVAL,
    REQUIREMENT,
    STEM,
    WORDING,
    Change,
    counted,
)
from courses.core.changes.content import Content, Placed
from courses.core.changes.options import Matched, matched
from courses.core.changes.words import OTHER, SAME, alike, plain
from courses.core.document import Key

PARTS: Mapping[str, tuple[str, str]] = {
    "ordering": ("step", "steps"),
    "matching": ("choice on the right", "choices on the right"),
    "rating": ("point", "points"),
}
OPTION = ("option", "options")
GIVEN = "="  # begins the name of a typed answer; no id of an option can
LEFT = ("entry on the left", "entries on the left")


def of_questions(before: Content, after: Content) -> Iterator[Change]:
    old, new = before.questions(), after.questions()
    marked_before, marked_after = (set(content.structure.get("marked", [])) for content in (before, after))
    for name, placed in old.items():
        if name not in new:
            words = plain(placed.view["stem"])
            yield Change(name, "question", placed.page, REMOVAL, "question removed", words, kind=placed.view["kind"])
    for name, placed in new.items():
        counts = name in marked_after
        if name not in old:
            yield _added(name, placed, counts=counts)
            continue
        yield from _of_question(name, old[name], placed)
        if counts and old[name].view["id"] not in marked_before:
            yield _change(name, placed, REQUIREMENT, "must now be marked by an educator")


def _change(name: str, placed: Placed, change_class: str, words: str, *texts: str, asks: str = "") -> Change:
    before, after = texts or ("", "")
    kind = placed.view["kind"]
    return Change(name, "question", placed.page, change_class, words, before, after, asks=asks, kind=kind)


def _added(name: str, placed: Placed, *, counts: bool) -> Change:
    asked = placed.how == "asked" or counts
    words = {"exercise": "exercise added", "drawn": "question added to a pool", "asked": "graded question added"}
    return _change(name, placed, REQUIREMENT if asked else ADDITION, words[placed.how], "", plain(placed.view["stem"]))


def _of_question(name: str, old: Placed, new: Placed) -> Iterator[Change]:
    if old.view["kind"] != new.view["kind"]:
        kinds = old.view["kind"].replace("-", " "), new.view["kind"].replace("-", " ")
        yield _change(name, new, MEANING, f"kind changed from {kinds[0]} to {kinds[1]}", *kinds)
        return
    if old.view["id"] != name:
        yield _change(name, new, WORDING, f"was called {old.view['id']}", old.view["id"], name)
    yield from _of_place(name, old, new)
    yield from _of_stem(name, old, new)
    options = matched(old.view.get("options", []), new.view.get("options", []))
    left = matched(old.view.get("left", []), new.view.get("left", []))
    yield from _of_options(name, new, options, PARTS.get(new.view["kind"], OPTION))
    yield from _of_options(name, new, left, LEFT)
    renamed = {**options.renamed, **left.renamed}
    if answer_signature(old.key, renamed) != answer_signature(new.key, {}):
        shown = answer_shown(old.view, old.key), answer_shown(new.view, new.key)
        yield _change(name, new, MEANING, "answer changed", *shown, asks=ANSWER)
    yield from _of_marking(name, old, new)
    yield from _of_words(name, old, new, renamed)
    yield from _of_settings(name, old, new)


def _of_place(name: str, old: Placed, new: Placed) -> Iterator[Change]:
    if old.how == "asked" or new.how != "asked":
        if (old.page, old.how) != (new.page, new.how):
            yield _change(name, new, WORDING, f"moved from {old.page} to {new.page}")
        return
    yield _change(name, new, REQUIREMENT, "now asked in every attempt")


def _of_stem(name: str, old: Placed, new: Placed) -> Iterator[Change]:
    if old.view["stem"] == new.view["stem"]:
        return
    texts = plain(old.view["stem"]), plain(new.view["stem"])
    likeness = alike(*texts)
    if texts[0] == texts[1]:
        yield _change(name, new, WORDING, "question laid out anew", *texts)
    elif likeness > SAME:
        yield _change(name, new, WORDING, "question reworded", *texts)
    else:
        change_class = WORDING if likeness >= OTHER else MEANING
        yield _change(name, new, change_class, "question asks in other words", *texts, asks=STEM)


def _of_options(name: str, new: Placed, options: Matched, words: tuple[str, str]) -> Iterator[Change]:
    for change_class, found, what in (
        (MEANING, options.gone, "removed"),
        (MEANING, options.added, "added"),
        (WORDING, options.reworded, "reworded"),
    ):
        if found:
            texts = "\n".join(one[0] for one in found), "\n".join(one[1] for one in found)
            yield _change(name, new, change_class, f"{counted(len(found), *words)} {what}", *texts)


def _of_marking(name: str, old: Placed, new: Placed) -> Iterator[Change]:
    for field, words in (("points", "points"), ("scoring", "scoring"), ("accept", "accepted form"), ("typos", "typos")):
        first, second = old.key.get(field), new.key.get(field)
        if first != second:
            yield _change(name, new, MEANING, f"{words} changed from {first} to {second}", str(first), str(second))
    if _levels(old) != _levels(new):
        yield _change(name, new, MEANING, "rubric gives other marks")
    if old.key.get("marked_by") != new.key.get("marked_by"):
        raised = new.key.get("marked_by") == "educator"
        words = "now marked by an educator" if raised else "no longer marked by an educator"
        yield _change(name, new, REQUIREMENT if raised else MEANING, words)
    lengths = old.view.get("words"), new.view.get("words")
    if lengths[0] != lengths[1]:
        least = [given[0] if given else 0 for given in lengths]
        shown = [f"{given[0]} to {given[1]} words" if given else "any length" for given in lengths]
        yield _change(name, new, REQUIREMENT if least[1] > least[0] else WORDING, f"asks for {shown[1]}", *shown)


def _levels(placed: Placed) -> list[list[int]]:
    return [[level["score"] for level in criterion["levels"]] for criterion in placed.key.get("rubric", [])]


def _of_words(name: str, old: Placed, new: Placed, renamed: Mapping[str, str]) -> Iterator[Change]:
    """What stands around the question: hints, feedback, explanation, model answer, the words of a rubric."""
    first, second = _texts(old), _texts(new)
    first["feedback"], second["feedback"] = _feedback(old.key, new.key, renamed)
    for what in first:
        if first[what] == second[what]:
            continue
        verb = "added" if not first[what] else "removed" if not second[what] else "reworded"
        texts = ("\n".join(plain(text) for text in given) for given in (first[what], second[what]))
        yield _change(name, new, WORDING, f"{what} {verb}", *texts)


def _texts(placed: Placed) -> dict[str, list[str]]:
    key = placed.key
    return {
        "hint": list(placed.view["hints"]),
        "explanation": [key["explanation"]] if key["explanation"] else [],
        "model answer": [key["model_answer"]] if key.get("model_answer") else [],
        "rubric": [
            text
            for criterion in key.get("rubric", [])
            for text in (criterion["html"], *(level["html"] for level in criterion["levels"]))
        ],
    }


def _feedback(old: Key, new: Key, renamed: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Feedback where it differs. That of an option which came or went belongs to the option."""
    before = {renamed.get(option, option): text for option, text in old.get("feedback", {}).items()} | _given(old)
    after = new.get("feedback", {}) | _given(new)
    there = {renamed.get(one, one) for one in old.get("options", [])} & set(new.get("options", []))
    told = [one for one in sorted(before.keys() | after.keys()) if one in there or one.startswith(GIVEN)]
    changed = [one for one in told if before.get(one, "") != after.get(one, "")]
    return [before[one] for one in changed if one in before], [after[one] for one in changed if one in after]


def _given(key: Key) -> dict[str, str]:
    """Feedback on typed answers, by the answer."""
    ranges = {f"{GIVEN}{one['low']} {one['high']}": one["feedback"] for one in key.get("ranges", [])}
    return ranges | {f"{GIVEN}{one['text']}": one["feedback"] for one in key.get("answers", [])}


def _of_settings(name: str, old: Placed, new: Placed) -> Iterator[Change]:
    for field, words in (
        ("confidence", "How sure are you?"),
        ("shuffle", "order of options"),
        ("unit", "unit behind the field"),
        ("places", "decimal places"),
        ("competency", "competency"),
        ("objective", "objective"),
    ):
        first, second = old.view.get(field), new.view.get(field)
        if first != second:
            yield _change(name, new, WORDING, f"{words}: {_said(second)} instead of {_said(first)}")
    if old.view.get("pair") != new.view.get("pair"):
        yield _change(name, new, MEANING, "compared with another rating")
    for field in ("audience", "region"):
        values = old.view.get(field), new.view.get(field)
        if values[0] != values[1]:
            yield _change(name, new, ADDITION, f"{field} changed", *(_said(value) for value in values))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "none" if value in (None, "") else str(value)
