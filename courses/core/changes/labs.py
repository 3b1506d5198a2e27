"""Changes of labs: cases, steps and texts that came or went, what is right in them, and their words.

The shapes of `setup` and `answers` belong to each lab's kind; here they are compared as trees. What has an `id` is a
part of its own; a word or a piece of HTML is wording; any other value decides something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from courses.core.changes.change import ADDITION, MEANING, REMOVAL, REQUIREMENT, WORDING, Change, counted
from courses.core.changes.content import Content, PlacedLab
from courses.core.changes.course import fell
from courses.core.changes.words import plain

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
    yield from _of_rules(name, old, new)
    for field, words in (("intro", "introduction reworded"), ("debrief", "debrief reworded")):
        texts = [plain(placed.view["intro"] if field == "intro" else placed.key["debrief"]) for placed in (old, new)]
        if texts[0] != texts[1]:
            yield _change(name, new, WORDING, words, *texts)
    yield from _of_content(name, old, new)


def _of_rules(name: str, old: PlacedLab, new: PlacedLab) -> Iterator[Change]:
    first, second = old.view, new.view
    if first["graded"] != second["graded"]:
        change_class, words = (REQUIREMENT, "now graded") if second["graded"] else (WORDING, "no longer graded")
        yield _change(name, new, change_class, words)
    if first["pass_mark"] != second["pass_mark"]:
        raised = second["pass_mark"] > first["pass_mark"]
        words = f"pass mark {'raised' if raised else 'lowered'} from {first['pass_mark']}% to {second['pass_mark']}%"
        yield _change(name, new, REQUIREMENT if raised and second["graded"] else WORDING, words)
    if first["attempts"] != second["attempts"]:
        fewer = fell(first["attempts"], second["attempts"]) and second["graded"]
        shown = [str(view["attempts"] or "unlimited") for view in (first, second)]
        yield _change(name, new, REQUIREMENT if fewer else WORDING, f"attempts changed from {shown[0]} to {shown[1]}")
    if first["pair"] != second["pair"]:
        yield _change(name, new, MEANING, "compared with another lab")


def _of_content(name: str, old: PlacedLab, new: PlacedLab) -> Iterator[Change]:
    before, after = (_tree({"setup": lab.view["setup"], "answers": lab.key["answers"]}) for lab in (old, new))
    gone, came = before.parts.keys() - after.parts.keys(), after.parts.keys() - before.parts.keys()
    for found, what, rises in ((came, "added", False), (gone, "removed", True)):
        for words, number in _counts(found):
            only_more = words == PARTS["cases"] and not rises  # format.md: a new case is an addition
            yield _change(name, new, ADDITION if only_more else MEANING, f"{counted(number, *words)} {what}")
    for path in sorted(before.facts.keys() & after.facts.keys()):
        if before.facts[path] != after.facts[path]:
            shown = str(before.facts[path]), str(after.facts[path])
            yield _change(name, new, MEANING, f"{_place(path)} changed", *shown)
    stray = [one for one in before.facts.keys() ^ after.facts.keys() if not _inside(one, gone | came)]
    if stray:
        yield _change(name, new, MEANING, f"{_place(min(stray))} changed")
    both = sorted(before.texts.keys() & after.texts.keys())
    reworded = [one for one in both if before.texts[one] != after.texts[one]]
    if reworded:
        texts = ("\n".join(tree.texts[one] for one in reworded) for tree in (before, after))
        yield _change(name, new, WORDING, f"{counted(len(reworded), 'text')} reworded", *texts)


def _counts(paths: set[Path]) -> Iterator[tuple[tuple[str, str], int]]:
    """How many parts of each kind, those inside others left out: a new case brings its own decisions."""
    outermost = [path for path in paths if not any(path[: len(other)] == other and path != other for other in paths)]
    names = {path[-1]: path[-2] for path in sorted(outermost) if len(path) > 1}  # setup and answers tell of one part
    kinds = list(names.values())
    for kind in sorted(set(kinds)):
        yield PARTS.get(kind, ("part", "parts")), kinds.count(kind)


def _inside(path: Path, parts: set[Path]) -> bool:
    return any(path[: len(part)] == part for part in parts)


def _place(path: Path) -> str:
    """ "correct of weak-cough", in the author's words as far as there are any."""
    inner = [one for one in path[1:-1] if one not in PARTS]
    return f"{path[-1].replace('_', ' ')} of {inner[-1]}" if inner else path[-1].replace("_", " ")


class _Leaves:
    """The leaves of a tree by path, apart by what they are."""

    __slots__ = ("facts", "parts", "texts")

    def __init__(self) -> None:
        self.facts: dict[Path, Any] = {}
        self.texts: dict[Path, str] = {}
        self.parts: dict[Path, bool] = {}


def _tree(value: Mapping[str, Any]) -> _Leaves:
    leaves = _Leaves()
    _gather(value, (), leaves)
    return leaves


def _gather(value: Any, path: Path, leaves: _Leaves) -> None:
    if isinstance(value, dict):
        for name in value:
            _gather(value[name], (*path, str(name)), leaves)
    elif isinstance(value, list) and value and all(isinstance(one, dict) and "id" in one for one in value):
        for one in value:
            place = (*path, str(one["id"]))
            leaves.parts[place] = True
            _gather({name: inner for name, inner in one.items() if name != "id"}, place, leaves)
    elif isinstance(value, str) and (path[-1] in TEXTS | NAMES or "<" in value):
        leaves.texts[path] = plain(value)
    else:
        leaves.facts[path] = value
