"""A lab with its answers, as the templates take it: on its page for learners, and in the preview for its authors.

Pure: whoever calls has been allowed to read the key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from courses.authoring.lab_view import lab_context, text_titles
from courses.core.document import LabKey, LabView
from courses.core.labs.percent import per_cent


def answers_context(view: LabView, key: LabKey, *, course: str) -> dict[str, Any]:
    """Everything about a lab: each case with its advice, each target, each turn, and the debrief."""
    return lab_context(view, course=course) | _TOLD[view["kind"]](view, key) | {"debrief": key["debrief"]}


def _cases(view: LabView, key: LabKey) -> dict[str, Any]:
    """Each case with the tool's advice, what was right, and why."""
    setup, answers = view["setup"], key["answers"]["cases"]
    cases = []
    for case in setup["cases"]:
        told = answers[case["id"]]
        words = {one["id"]: one["html"] for one in case.get("decisions", setup["decisions"])}
        advice, confidence = told["advice"], told["advice"]["confidence"]
        cases.append(
            case
            | {
                "advice": advice["html"],
                "advised": words[advice["decision"]],
                "sure": per_cent(confidence) if confidence else "",
                "about": advice["about"]["html"] if advice["about"] else "",
                "correct": words[told["correct"]],
                "advice_is_right": told["correct"] == advice["decision"],
                "explanation": told["explanation"],
            }
        )
    return {"cases": cases}


def _nothing_hidden(_view: LabView, _key: LabKey) -> dict[str, Any]:
    return {}


def _texts(view: LabView, key: LabKey) -> dict[str, Any]:
    """Each text with its marked places numbered, and the list of them."""
    setup, answers = view["setup"], key["answers"]["texts"]
    texts = []
    for text, title in zip(setup["texts"], text_titles(setup["texts"]), strict=True):
        targets = [target | {"n": n} for n, target in enumerate(answers[text["id"]], start=1)]
        blocks = [{"kind": block["kind"], "pieces": list(_pieces(block, targets))} for block in text["blocks"]]
        texts.append({"id": text["id"], "title": title, "blocks": blocks, "targets": targets})
    return {"texts": texts}


def _pieces(block: dict[str, Any], targets: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The text of a block in pieces of {"text", "target"?}: units of one target stay together."""
    by_weight = sorted(targets, key=lambda target: bool(target["marks"]))  # a target counts before a decoy
    owner = {unit: target for target in by_weight for unit in target["units"]}
    text, target = block["lead"], None
    after = ""
    for unit in block["units"]:
        found = owner.get(unit["id"])
        if found is not None and found is target:
            text += after + unit["text"]
        else:
            yield {"text": text, "target": target}
            yield {"text": after, "target": None}
            text, target = unit["text"], found
        after = unit["after"]
    yield {"text": text, "target": target}
    yield {"text": after, "target": None}


def _steps(view: LabView, key: LabKey) -> dict[str, Any]:
    """Each step with what its choices lead to, and the endings."""
    answers = key["answers"]
    numbers = {f"step-{step['id']}": n for n, step in enumerate(view["setup"]["steps"], start=1)}
    steps = []
    for step in view["setup"]["steps"]:
        choices = []
        for choice in step["choices"]:
            told = answers["steps"][step["id"]][choice["id"]]
            kind, _, place = told["goto"].partition("-")
            leads = {"good": told["good"], "ends": kind == "ending", "place": place, "n": numbers.get(told["goto"])}
            choices.append(choice | leads | {"consequence": (told["consequence"] or {}).get("html", "")})
        steps.append(step | {"choices": choices})
    letters = {id: chr(ord("A") + index % 26) for index, id in enumerate(answers["endings"])}
    endings = [ending | {"id": id, "letter": letters[id]} for id, ending in answers["endings"].items()]
    for step in steps:
        for choice in step["choices"]:
            choice["letter"] = letters.get(choice["place"], "") if choice["ends"] else ""
    return {"steps": steps, "endings": endings}


_TOLD = {
    "reliance-lab": _cases,
    "threshold-explorer": _nothing_hidden,
    "redaction-lab": _texts,
    "checking-lab": _texts,
    "scenario": _steps,
}
