"""Changes of labs: cases, steps and texts that came or went, what is right in them, and their words.

The shapes of `setup` and `answers` belong to each lab's kind; here both halves are compared as one tree. What has an id
is a part of its own, a word or a piece of HTML is wording, and any other value decides something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.core.changes.change import ADDITION, MEANING, REMOVAL, REQUIREMENT, WORDING, Change, counted
from courses.core.changes.content import Content, PlacedLab
from courses.core.changes.course import fell
from courses.core.changes.options import matched
from courses.core.changes.words import plain
from courses.core.document import Option

TEXTS = frozenset({"about", "consequence", "debrief", "explanation", "feedback", "html", "intro", "label", "meaning"})
NAMES = frozenset({"name", "stem", "text", "title", "vignette", "why", "words"})  # wording, too
PARTS: Mapping[str, tuple[str, str]] = {
    "cases": ("case", "cases"),
    "choices": ("choice", "choices"),
    "decisions": ("decision", "decisions"),
    "endings": ("ending", "endings"),
    "marks": ("mark", "marks"),
    "presets": ("preset", "presets"),
    "steps": ("step", "steps"),
    "targets": ("marked span", "marked spans"),
    "texts": ("text", "texts"),
}
OTHER_PART = ("part", "parts")
Path = tuple[str, ...]


def of_labs(before: Content, after: Content) -> Iterator[Change]:
    old, new = before.labs(), after.labs()
    for name, placed in old.items():
        if name not in new:
            yield _change(name, placed, REMOVAL, "lab removed", plain(placed.view["intro"]))
    for name, placed in new.items():
        if name not in old:
            graded = placed.view["graded"]
            words = "graded lab added" if graded else "lab added"
            yield _change(name, placed, REQUIREMENT if graded else ADDITION, words, "", plain(placed.view["intro"]))
        else:
            yield from _of_lab(name, old[name], placed)


def _change(name: str, placed: PlacedLab, change_class: str, words: str, *texts: str) -> Change:
    before, after = texts if len(texts) == 2 else (*texts, "", "")[:2]
    return Change(name, "lab", placed.page, change_class, words, before, after, kind=placed.view["kind"])


def _of_lab(name: str, old: PlacedLab, new: PlacedLab) -> Iterator[Change]:
    if old.view["kind"] != new.view["kind"]:
        kinds = old.view["kind"].replace("-", " "), new.view["kind"].replace("-", " ")
        yield _change(name, new, MEANING, f"kind changed from {kinds[0]} to {kinds[1]}", *kinds)
        return
    if old.view["id"] != name:
        yield _change(name, new, WORDING, f"was called {old.view['id']}", old.view["id"], name)
    if old.page != new.page:
        yield _change(name, new, WORDING, f"moved from {old.page} to {new.page}")
    titles = old.view.get("title", ""), new.view.get("title", "")
    if titles[0] != titles[1]:
        yield _change(name, new, WORDING, "title reworded", *titles)
    yield from _of_rules(name, old, new)
    for part, words in (("intro", "introduction reworded"), ("debrief", "debrief reworded")):
        texts = [plain(placed.view["intro"] if part == "intro" else placed.key["debrief"]) for placed in (old, new)]
        if texts[0] != texts[1]:
            yield _change(name, new, WORDING, words, *texts)
    yield from _of_content(name, old, new)


def _of_rules(name: str, old: PlacedLab, new: PlacedLab) -> Iterator[Change]:
    first, second = old.view, new.view
    if first["graded"] != second["graded"]:
        change_class, words = (REQUIREMENT, "now graded") if second["graded"] else (WORDING, "no longer graded")
        yield _change(name, new, change_class, words)
    both_graded = first["graded"] and second["graded"]  # else nobody must pass it
    if both_graded and first["pass_mark"] != second["pass_mark"]:
        raised = second["pass_mark"] > first["pass_mark"]
        words = f"pass mark {'raised' if raised else 'lowered'} from {first['pass_mark']}% to {second['pass_mark']}%"
        yield _change(name, new, REQUIREMENT if raised else WORDING, words)
    if both_graded and first["attempts"] != second["attempts"]:
        fewer = fell(first["attempts"], second["attempts"])
        shown = [str(view["attempts"] or "unlimited") for view in (first, second)]
        yield _change(name, new, REQUIREMENT if fewer else WORDING, f"attempts changed from {shown[0]} to {shown[1]}")
    if first["pair"] != second["pair"]:
        yield _change(name, new, MEANING, "compared with another lab")


def _of_content(name: str, old: PlacedLab, new: PlacedLab) -> Iterator[Change]:
    before, after = ({"setup": lab.view["setup"], "answers": lab.key["answers"]} for lab in (old, new))
    first, second = _leaves(_with_names(before, _reworded(before, after))), _leaves(after)
    came, gone = second.parts.keys() - first.parts.keys(), first.parts.keys() - second.parts.keys()
    for words, number in _counts({path: second.parts[path] for path in came}):
        more_to_try = words == PARTS["cases"]  # format.md: a new case is an addition
        yield _change(name, new, ADDITION if more_to_try else MEANING, f"{counted(number, *words)} added")
    for words, number in _counts({path: first.parts[path] for path in gone}):
        yield _change(name, new, MEANING, f"{counted(number, *words)} removed")
    for path in sorted(first.facts.keys() | second.facts.keys()):
        values = first.facts.get(path, ""), second.facts.get(path, "")
        if values[0] != values[1] and not any(path[: len(part)] == part for part in came | gone):
            yield _change(name, new, MEANING, f"{_place(path)} changed", *map(str, values))
    both = sorted(first.texts.keys() & second.texts.keys())
    reworded = [one for one in both if first.texts[one] != second.texts[one]]
    if reworded:
        texts = ("\n".join(leaves.texts[one] for one in reworded) for leaves in (first, second))
        yield _change(name, new, WORDING, f"{counted(len(reworded), 'text')} reworded", *texts)


def _counts(parts: Mapping[Path, str]) -> Iterator[tuple[tuple[str, str], int]]:
    """How many parts of each kind, those inside others left out: a new case brings its own decisions."""
    outermost = [path for path in parts if not any(path != other and path[: len(other)] == other for other in parts)]
    kinds = [parts[path] for path in outermost]
    for kind in sorted(set(kinds)):
        yield PARTS.get(kind, OTHER_PART), kinds.count(kind)


def _place(path: Path) -> str:
    """ "correct of weak-cough", in the author's words as far as there are any."""
    what = path[-1].replace("_", " ")
    return f"{what} of {path[-2]}" if len(path) > 1 else what


@dataclass(slots=True)
class _Leaves:
    """The leaves of a lab by path. A path holds ids and names of values: collections have no name of their own in it,
    so that the two halves of a case, which lie in `setup` and in `answers`, meet under one path.
    """

    facts: dict[Path, Any] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    parts: dict[Path, str] = field(default_factory=dict)  # path of a part -> name of its collection


def _leaves(lab: Mapping[str, Any]) -> _Leaves:
    leaves = _Leaves()
    for half in lab.values():
        _gather(half, (), leaves, "")
    return leaves


def _gather(value: Any, path: Path, leaves: _Leaves, name: str = "targets") -> None:
    """`name` is what the value is called where it lies; a text's targets have no name of their own."""
    parts = _parts(name, value)
    if parts is not None:
        for one, inner in parts.items():
            leaves.parts[(*path, one)] = name
            _gather(inner, (*path, one), leaves)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _gather_value(key, inner, path, leaves)
    elif path and isinstance(value, str) and (path[-1] in TEXTS | NAMES or "<" in value):
        leaves.texts[path] = plain(value)
    else:
        leaves.facts[path] = value


def _gather_value(key: str, value: Any, path: Path, leaves: _Leaves) -> None:
    if key == "blocks":  # a text cut into pieces that can be marked
        leaves.texts[(*path, key)] = "\n".join(map(_joined, value))
    elif key in PARTS:
        _gather(value, path, leaves, key)
    elif key != "units":  # where in the text a mark stands moves with the words before it
        _gather(value, (*path, key), leaves, "")


def _joined(block: Mapping[str, Any]) -> str:
    text: str = block["lead"] + "".join(unit["text"] + unit["after"] for unit in block["units"])
    return text


def _parts(name: str, value: Any) -> dict[str, Any] | None:
    """The parts of a collection by id; None for anything else."""
    if isinstance(value, dict) and name in PARTS and name != "targets":
        return value
    if isinstance(value, list) and value and all(isinstance(one, dict) and "id" in one for one in value):
        return {one["id"]: {key: inner for key, inner in one.items() if key != "id"} for one in value}
    return None


def _reworded(before: Any, after: Any) -> dict[str, str]:
    """Old id → new id of choices whose ids are made of their text, where the text is nearly the same."""
    old, new = dict(_choices(before)), dict(_choices(after))
    found: dict[str, str] = {}
    for step in old.keys() & new.keys():
        found |= matched(old[step], new[step]).renamed
    return found


def _choices(lab: Mapping[str, Any]) -> Iterator[tuple[str, list[Option]]]:
    for step in lab["setup"].get("steps", []):
        yield step["id"], step["choices"]


def _with_names(value: Any, names: Mapping[str, str]) -> Any:
    """The same tree with ids by their new names."""
    if not names:
        return value
    if isinstance(value, dict):
        return {names.get(key, key): _with_names(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_names(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value
