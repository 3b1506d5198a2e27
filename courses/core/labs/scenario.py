"""Scenario: a situation told in steps; every choice has a consequence and leads on, in the end to an ending.

Choices carry ids made from their words and stand sorted by id, so that neither name nor place tells which is good.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, TypedDict

from courses.core.document import Option
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import Line, Passage, Render, Report, normalised
from courses.core.labs.lab import COMMON, GRADING, PartKind
from courses.core.labs.source import Choice, LabSource, PartSource

OUTCOMES = ("good", "mixed", "poor")
MINUTES_A_STEP = 0.5
WORDS_A_MINUTE = 200
LINK = re.compile(r"\[([^\[\]\n]*+)\]\(#([^\s()\"]*+)(?: +\"[^\"\n]*+\")? *\)")


class StepView(TypedDict):
    id: str
    html: str  # the situation, block HTML
    choices: list[Option]  # sorted by id


class Setup(TypedDict):
    """`LabView.setup` of a scenario. Endings are in the key: their names and number would tell."""

    start: str  # id of the first step
    steps: list[StepView]
    scoring: str  # choices: good choices ÷ choices made; outcome: the ending decides


class ChoiceKey(TypedDict):
    goto: str  # "step-ring" or "ending-late"
    good: bool
    consequence: dict[str, str] | None  # {"html": …}, shown before moving on


class Ending(TypedDict):
    outcome: str  # good, mixed, poor
    html: str  # block HTML


class Answers(TypedDict):
    """`LabKey.answers` of a scenario."""

    steps: dict[str, dict[str, ChoiceKey]]  # step id -> choice id -> what it leads to
    endings: dict[str, Ending]  # ending id -> ending


class Scenario:
    name = "Scenario"
    slug = "scenario"
    settings: Mapping[str, Rule] = {**COMMON, **GRADING, "scoring": Rule("choice", ("choices", "outcome"))}
    parts: tuple[PartKind, ...] = (
        PartKind("Step", choices=True, per_file=True),
        PartKind("Ending", settings={"outcome": Rule("choice", OUTCOMES)}, per_file=True),
    )
    tables: tuple[str, ...] = ()
    decisions = False
    questions = False

    def check(self, source: LabSource, report: Report) -> None:
        steps, endings = source.of("step"), source.of("ending")
        if source.sound and not steps:
            report("C230", source.line, source.column)
        if source.sound and not endings:
            report("C235", source.line, source.column)
        for part in source.parts:
            _check_part(part, report)
        whole = _check_links(source, report)
        if whole and source.sound and steps and endings:
            _check_ways(source, report)

    def setup(self, source: LabSource, render: Render) -> dict[str, Any]:
        steps = [
            StepView(
                id=step.id,
                html=render.block(step.text),
                choices=sorted(
                    (Option(id=id, html=render.inline(_words(choice))) for id, choice in _with_ids(step)),
                    key=lambda option: option["id"],
                ),
            )
            for step in source.of("step")
        ]
        setup = Setup(start=steps[0]["id"], steps=steps, scoring=source.setting("scoring", "choices"))
        return dict(setup)

    def answers(self, source: LabSource, render: Render) -> dict[str, Any]:
        steps = {
            step.id: {id: _choice_key(choice, render) for id, choice in _with_ids(step)} for step in source.of("step")
        }
        endings = {
            ending.id: Ending(outcome=ending.setting("outcome"), html=render.block(ending.text))
            for ending in source.of("ending")
        }
        return dict(Answers(steps=steps, endings=endings))

    def minutes(self, source: LabSource) -> float:
        words = sum(len(part.text.text.split()) for part in source.parts)
        return words / WORDS_A_MINUTE + MINUTES_A_STEP * len(source.of("step"))


def goto_of(choice: Choice) -> str:
    """`step-ring` or `ending-late`; "" when the choice is not a link."""
    match = LINK.fullmatch(choice.text.text.strip())
    return match[2] if match else ""


def _words(choice: Choice) -> Passage:
    """What the choice says, without its link."""
    match = LINK.fullmatch(choice.text.text.strip())
    words = match[1] if match else choice.text.text
    return Passage((Line(choice.text.line, choice.text.column + (1 if match else 0), words),))


def _with_ids(step: PartSource) -> list[tuple[str, Choice]]:
    """Choices with their ids: `c-` and six hex digits of the step and the words, a longer one where two are alike."""
    found: dict[str, Choice] = {}
    for choice in step.choices:
        digest = hashlib.sha256(f"{step.id}/{normalised(_words(choice).text)}".encode()).hexdigest()
        length = next(n for n in range(6, len(digest) + 1) if f"c-{digest[:n]}" not in found)
        found[f"c-{digest[:length]}"] = choice
    return list(found.items())


def _choice_key(choice: Choice, render: Render) -> ChoiceKey:
    told = {"html": render.block(choice.consequence)} if choice.consequence else None
    return ChoiceKey(goto=goto_of(choice), good=choice.good, consequence=told)


def _check_part(part: PartSource, report: Report) -> None:
    if not part.text:
        report("C242", part.line, part.column, part=part.kind)
    if part.kind == "ending":
        if "outcome" not in part.settings:
            report("C006", part.line, part.column, field="outcome")
        return
    if part.sound and len(part.choices) < 2:
        report("C231", part.line, part.column)
    texts: dict[str, int] = {}
    for choice in part.choices:
        text = normalised(_words(choice).text)
        if not text:
            report("C124", choice.line, choice.column)
        elif text in texts:
            report("C132", choice.line, choice.column, first=texts[text])
        texts.setdefault(text, choice.line)
    if part.sound and part.choices and not any(choice.good for choice in part.choices):
        report("C100", part.choices[0].line, part.choices[0].column)


def _check_links(source: LabSource, report: Report) -> bool:
    """C232, C233. True when every choice leads somewhere."""
    known = [f"{part.kind}-{part.id}" for part in source.parts]
    held = {part.kind for part in source.parts}  # without any ending, C235 says all there is to say
    whole = True
    for step in source.of("step"):
        for choice in step.choices:
            goto = goto_of(choice)
            if not goto.startswith(("step-", "ending-")):
                if choice.text:
                    report("C232", choice.text.line, choice.text.column)
                whole = False
            elif goto not in known:
                if source.sound and goto.partition("-")[0] in held:
                    column = choice.text.column + choice.text.lines[0].text.find("(#") + 2
                    report("C233", choice.text.line, column, value=goto, known=known)
                whole = False
    return whole


def _check_ways(source: LabSource, report: Report) -> None:
    """C234: every part can be reached. C236: from every step that can, some ending can."""
    leads = {f"step-{step.id}": {goto_of(choice) for choice in step.choices} for step in source.of("step")}
    back: dict[str, set[str]] = {}
    for place, targets in leads.items():
        for target in targets:
            back.setdefault(target, set()).add(place)
    reached = _closure({f"step-{source.of('step')[0].id}"}, leads)
    ending = _closure({f"ending-{one.id}" for one in source.of("ending")}, back)
    for part in source.parts:
        name = f"{part.kind}-{part.id}"
        if name not in reached:
            report("C234", part.line, part.column, part=part.name, id=part.id)
        elif name not in ending:
            report("C236", part.line, part.column)


def _closure(start: set[str], leads: Mapping[str, set[str]]) -> set[str]:
    """Everything that can be reached from `start`."""
    reached, fresh = set(start), list(start)
    while fresh:
        for target in leads.get(fresh.pop(), set()) - reached:
            reached.add(target)
            fresh.append(target)
    return reached
