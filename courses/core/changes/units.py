"""Changes of units and graded quizzes: what everybody must do, and the text between the questions."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from courses.core.changes.change import ADDITION, REMOVAL, REQUIREMENT, WORDING, Change, counted
from courses.core.changes.content import Content
from courses.core.changes.course import fell
from courses.core.changes.words import passages, plain
from courses.core.compiler.roles import REGIONS
from courses.core.document import QuizSummary, QuizView, UnitSummary, UnitView
from courses.core.labs import named
from courses.core.quiz import asks


def of_units(before: Content, after: Content) -> Iterator[Change]:
    old = {unit["id"]: unit for unit in before.structure["units"]}
    new = {unit["id"]: unit for unit in after.structure["units"]}
    texts = [{unit["id"]: page_passages(unit) for unit in content.units} for content in (before, after)]
    for unit_id, unit in old.items():
        if unit_id not in new:
            yield _unit(unit_id, REMOVAL, "unit removed", unit["title"])
    for unit_id, unit in new.items():
        if unit_id not in old:
            needed = unit["required"]
            words = "required unit added" if needed else "optional unit added"
            yield _unit(unit_id, REQUIREMENT if needed else ADDITION, words, "", unit["title"])
            continue
        yield from _of_unit(old[unit_id], unit)
        yield from _of_text(unit_id, texts[0].get(unit_id, []), texts[1].get(unit_id, []))
    yield from _of_places(list(old), list(new))


def _unit(unit_id: str, change_class: str, words: str, before: str = "", after: str = "") -> Change:
    return Change(unit_id, "unit", unit_id, change_class, words, before, after)


def _of_unit(old: UnitSummary, new: UnitSummary) -> Iterator[Change]:
    name = new["id"]
    for field in ("title", "summary"):
        if old[field] != new[field]:
            yield _unit(name, WORDING, f"{field} reworded", old[field], new[field])
    if old["minutes"] != new["minutes"]:
        yield _unit(name, WORDING, "minutes changed", str(old["minutes"]), str(new["minutes"]))
    if old["required"] != new["required"]:
        words = "now required" if new["required"] else "now optional"
        yield _unit(name, REQUIREMENT if new["required"] else WORDING, words)
    if _reaches_more(old["audience"], new["audience"]) or _reaches_more(_regions(old), _regions(new)):
        yield _unit(name, REQUIREMENT if new["required"] else ADDITION, "meant for more people", *_for(old, new))
    elif (old["audience"], old["region"]) != (new["audience"], new["region"]):
        yield _unit(name, WORDING, "meant for fewer people", *_for(old, new))
    if more := set(new.get("requires", [])) - set(old.get("requires", [])):
        yield _unit(name, REQUIREMENT, f"opens after {', '.join(sorted(more))}")
    elif old.get("requires", []) != new.get("requires", []):
        yield _unit(name, WORDING, "opens sooner")
    if sorted(old["objectives"]) != sorted(new["objectives"]):
        yield _unit(name, WORDING, "objectives changed", ", ".join(old["objectives"]), ", ".join(new["objectives"]))


def _reaches_more(old: Sequence[str], new: Sequence[str]) -> bool:
    """An empty list is everybody."""
    return bool(old) and (not new or bool(set(new) - set(old)))


def _regions(unit: UnitSummary) -> list[str]:
    return [] if unit["region"] == "any" else [unit["region"]]


def _for(old: UnitSummary, new: UnitSummary) -> tuple[str, str]:
    first, second = (", ".join([*unit["audience"], unit["region"]]) for unit in (old, new))
    return first, second


def _of_text(unit_id: str, old: list[str], new: list[str]) -> Iterator[Change]:
    if old == new:
        return
    moves = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    touched = sum(max(move[2] - move[1], move[4] - move[3]) for move in moves if move[0] != "equal")
    yield _unit(unit_id, WORDING, f"{counted(touched, 'passage')} of text changed")


def _of_places(old: list[str], new: list[str]) -> Iterator[Change]:
    kept = [one for one in old if one in new]
    if kept != [one for one in new if one in old]:
        yield Change("order-of-units", "course", "", WORDING, "order of units changed", ", ".join(old), ", ".join(new))


def page_passages(unit: UnitView) -> list[str]:
    """The text of a unit between its questions and labs: headings, paragraphs, pictures. A lab's name is its own."""
    lines: list[str] = []
    for step in unit["steps"]:
        of_labs = [named(block["lab"]) for block in step["blocks"] if block["type"] == "lab"]
        lines += [step["title"]] if step["title"] and step["title"] not in of_labs else []
        for block in step["blocks"]:
            lines += passages(block["html"]) if block["type"] == "prose" else []
    return lines


def of_quizzes(before: Content, after: Content) -> Iterator[Change]:
    old = {quiz["id"]: quiz for quiz in before.structure["quizzes"]}
    new = {quiz["id"]: quiz for quiz in after.structure["quizzes"]}
    for name, quiz in old.items():
        if name not in new:
            yield Change(name, "quiz", name, REMOVAL, "quiz removed", quiz["title"])
    for name, quiz in new.items():
        if name not in old:
            yield Change(name, "quiz", name, REQUIREMENT, "quiz added", "", quiz["title"])
        else:
            yield from _of_quiz(old[name], quiz)
    yield from _of_shares(before, after)
    intros = [{quiz["id"]: quiz["intro"] for quiz in content.quizzes} for content in (before, after)]
    for name in sorted(set(intros[0]) & set(intros[1])):
        if intros[0][name] != intros[1][name]:
            texts = plain(intros[0][name]), plain(intros[1][name])
            yield Change(name, "quiz", name, WORDING, "text above the questions reworded", *texts)


def _of_quiz(old: QuizSummary, new: QuizSummary) -> Iterator[Change]:
    name = new["id"]
    if old["title"] != new["title"]:
        yield Change(name, "quiz", name, WORDING, "title reworded", old["title"], new["title"])
    for higher, words, unit in (("pass_mark", "pass mark", "%"), ("wait_hours", "wait between attempts", " hours")):
        first, second = old[higher], new[higher]  # type: ignore[literal-required]
        if first != second:
            raised = second > first
            text = f"{words} {'raised' if raised else 'lowered'} from {first}{unit} to {second}{unit}"
            yield Change(name, "quiz", name, REQUIREMENT if raised else WORDING, text)
    if old["attempts"] != new["attempts"]:
        fewer = fell(old["attempts"], new["attempts"])
        first, second = (str(quiz["attempts"] or "unlimited") for quiz in (old, new))
        words = f"attempts {'lowered' if fewer else 'raised'} from {first} to {second}"
        yield Change(name, "quiz", name, REQUIREMENT if fewer else WORDING, words)
    if old["draws"] != new["draws"]:
        more = new["draws"] > old["draws"]
        words = f"{counted(new['draws'], 'question')} an attempt instead of {old['draws']}"
        yield Change(name, "quiz", name, REQUIREMENT if more else WORDING, words)


def _of_shares(before: Content, after: Content) -> Iterator[Change]:
    """Roles that are asked another number of questions, where that is not what everybody is told."""
    old = {quiz["id"]: quiz for quiz in before.quizzes}
    for quiz in after.quizzes:
        if quiz["id"] not in old:
            continue
        general = (old[quiz["id"]]["draws"], quiz["draws"])
        told: dict[tuple[int, int, str], list[str]] = {}
        for role in after.structure["audience"]:
            for (first, second), where in _shares(old[quiz["id"]], quiz, role, after.structure["region"]).items():
                if first != second and (first, second) != general:
                    told.setdefault((first, second, where), []).append(role)
        for (first, second, where), roles in told.items():
            words = f"{', '.join(roles)}{where}: {counted(second, 'question')} an attempt instead of {first}"
            yield Change(quiz["id"], "quiz", quiz["id"], REQUIREMENT if second > first else WORDING, words)


def _shares(old: QuizView, new: QuizView, role: str, region: str) -> dict[tuple[int, int], str]:
    """(questions before, questions now) of a role → where that is so, "" for everywhere."""
    found: dict[tuple[int, int], list[str]] = {}
    for place in REGIONS if region == "any" else (region,):
        pair = asks(old, audience=role, region=place)[0], asks(new, audience=role, region=place)[0]
        found.setdefault(pair, []).append("elsewhere" if place == "any" else place)
    return {pair: "" if len(found) == 1 else f" ({', '.join(places)})" for pair, places in found.items()}
