"""Reliance lab: decide first, see the advice of a tool, decide again. Measures what the advice did to the person.

Whether the advice is right is derived (`advice` = `correct`), so that it cannot disagree with itself. What is computed
from the decisions stands in courses/core/measures (Schemmer et al., IUI 2023).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NotRequired, TypedDict

from courses.core.document import Option
from courses.core.kinds.settings import YES_NO, Rule
from courses.core.kinds.source import Passage, Render, Report, normalised
from courses.core.labs.lab import COMMON, PartKind
from courses.core.labs.percent import fraction, percentage, shown
from courses.core.labs.source import Decision, LabSource, PartSource

FORMS = ("1", "2", "train", "recheck")
MOST_DECISIONS = 5
MINUTES_A_CASE = 1
MOST_WRONG = Fraction(3, 5)
MOST_APART = Fraction(5, 100)  # between the mean stated confidence of right and of wrong advice
MOST_LONGEST = Fraction(1, 3)
_PERCENT = re.compile(r"(?<![\w.,])([0-9]{1,3}(?:[.,][0-9]+)?) ?%")
_RISK = re.compile(r"\b(?:risk|chance|probability|likelihood|likely|prevalence|predicted)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_ALL_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


class CaseView(TypedDict):
    """One case before the first decision. Nothing here says what is right or what the tool will say."""

    id: str
    html: str  # the vignette, block HTML
    decisions: NotRequired[list[Option]]  # where the case has a list of its own, in the author's order
    form: str  # 1, 2, train, recheck, or "" where the lab has no forms
    roles: list[str]  # empty: everybody
    region: str  # uk, us, eu or any


class Setup(TypedDict):
    """`LabView.setup` of a reliance lab."""

    decisions: list[Option]  # of all cases without a list of their own; id is the author's key
    cases: list[CaseView]
    confidence: bool  # ask "How sure are you?" with the first decision, and with the final one if it changed
    feedback: str  # each: explanation after each case; end: after the last one
    order: str  # shuffled, as-written
    forms: list[str]  # forms a learner meets; a stored seed decides which comes first. Empty: no forms
    draw: int | None  # cases of one run; None: all of them


class Advice(TypedDict):
    """What the tool says about one case. Sent only after the first decision is stored."""

    decision: str  # id of the decision it advises
    confidence: str | None  # its stated chance of being right, as an exact fraction of 1 ("0.88")
    html: str  # block HTML
    about: dict[str, str] | None  # {"html": …} behind "About this tool"; opening it is recorded


class CaseKey(TypedDict):
    correct: str  # id of the right decision
    advice: Advice
    type: str  # miss, alarm, trap, plain, text or "": for balance, never shown
    explanation: str  # block HTML


class Answers(TypedDict):
    """`LabKey.answers` of a reliance lab. A case's advice is right when `advice["decision"] == correct`."""

    cases: dict[str, CaseKey]  # case id -> key


class RelianceLab:
    name = "Reliance lab"
    slug = "reliance-lab"
    settings: Mapping[str, Rule] = {
        **COMMON,
        "confidence": Rule("choice", YES_NO),
        "feedback": Rule("choice", ("each", "end")),
        "order": Rule("choice", ("shuffled", "as-written")),
        "forms": Rule("text"),
        "draw": Rule("whole", least=1),
    }
    parts: tuple[PartKind, ...] = (
        PartKind(
            "Case",
            settings={
                "correct": Rule("text"),
                "advice": Rule("text"),
                "advice-confidence": Rule("text"),
                "roles": Rule("roles"),
                "region": Rule("choice", ("uk", "us", "eu", "any")),
                "form": Rule("choice", FORMS),
                "type": Rule("choice", ("miss", "alarm", "trap", "plain", "text")),
            },
            labels=("AI advice", "About this tool", "Explanation"),
            decisions=True,
        ),
    )
    tables: tuple[str, ...] = ()
    decisions = True
    questions = False

    def check(self, source: LabSource, report: Report) -> None:
        _check_decisions(source, report)
        for case in source.parts:
            _check_case(source, case, report)
        _check_forms(source, report)
        if not source.sound:
            return
        if len(source.parts) < 2:
            report("C201", source.line, source.column)
        elif all(_known(source, case) for case in source.parts):
            _check_balance(source, report)
            _check_confidence(source, report)
            _check_lengths(source, report)
        _check_draw(source, report)

    def setup(self, source: LabSource, render: Render) -> dict[str, Any]:
        draw = source.setting("draw")
        setup = Setup(
            decisions=_options(source.decisions, render),
            cases=[_case_view(case, render) for case in source.parts],
            confidence=source.setting("confidence", "no") == "yes",
            feedback=source.setting("feedback", "each"),
            order=source.setting("order", "shuffled"),
            forms=_listed(source.setting("forms")),
            draw=int(draw) if draw else None,
        )
        return dict(setup)

    def answers(self, source: LabSource, render: Render) -> dict[str, Any]:
        return dict(Answers(cases={case.id: _case_key(case, render) for case in source.parts}))

    def minutes(self, source: LabSource) -> float:
        return MINUTES_A_CASE * min(len(source.parts), int(source.setting("draw") or len(source.parts)))


def decisions_of(source: LabSource, case: PartSource) -> tuple[Decision, ...]:
    """What can be decided in this case: its own list, else the lab's."""
    return case.decisions or source.decisions


def _options(decisions: Sequence[Decision], render: Render) -> list[Option]:
    return [Option(id=one.key, html=render.inline(one.text)) for one in decisions]


def _listed(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _case_view(case: PartSource, render: Render) -> CaseView:
    view = CaseView(
        id=case.id,
        html=render.block(case.text),
        form=case.setting("form"),
        roles=_listed(case.setting("roles")),
        region=case.setting("region", "any"),
    )
    if case.decisions:
        view["decisions"] = _options(case.decisions, render)
    return view


def _case_key(case: PartSource, render: Render) -> CaseKey:
    stated, about = percentage(case.setting("advice-confidence")), case.label("About this tool")
    advice = Advice(
        decision=case.setting("advice"),
        confidence=None if stated is None else fraction(stated),
        html=render.block(case.label("AI advice")),
        about={"html": render.block(about)} if about else None,
    )
    return CaseKey(
        correct=case.setting("correct"),
        advice=advice,
        type=case.setting("type"),
        explanation=render.block(case.label("Explanation")),
    )


def _known(source: LabSource, case: PartSource) -> bool:
    """Whether right decision and advice of this case can be compared."""
    keys = {one.key for one in decisions_of(source, case)}
    return case.setting("correct") in keys and case.setting("advice") in keys


def _advice_is_right(case: PartSource) -> bool:
    return case.setting("correct") == case.setting("advice")


def _check_decisions(source: LabSource, report: Report) -> None:
    """C200 and what else can be wrong with a list: too many, the same twice."""
    if len(source.decisions) < 2 and (not source.parts or any(not case.decisions for case in source.parts)):
        place = source.decisions[0] if source.decisions else source
        report("C200", place.line, place.column)
    for decisions in (source.decisions, *(case.decisions for case in source.parts)):
        if len(decisions) > MOST_DECISIONS:
            extra, count = decisions[MOST_DECISIONS], len(decisions)
            word = _ALL_NUMBERS[count] if count < len(_ALL_NUMBERS) else str(count)
            report("C239", extra.line, extra.column, count=word)
        keys, texts = set[str](), dict[str, int]()
        for one in decisions:
            text = normalised(one.text.text)
            if one.key in keys:
                report("C133", one.line, one.column, key=one.key)
            elif not text:
                report("C124", one.line, one.column)
            elif text in texts:
                report("C132", one.line, one.column, first=texts[text])
            keys.add(one.key)
            texts.setdefault(text, one.line)


def _check_case(source: LabSource, case: PartSource, report: Report) -> None:
    if len(case.decisions) == 1:
        report("C200", case.decisions[0].line, case.decisions[0].column)
    known = [one.key for one in decisions_of(source, case)]
    for name in ("correct", "advice"):
        setting = case.settings.get(name)
        if setting is None:
            report("C202", case.line, case.column, name=name)
        elif len(known) > 1 and setting.value not in known:
            report("C203", setting.line, setting.value_column, value=setting.value, known=known)
    if not case.text:
        report("C242", case.line, case.column, part="case")
    if not case.label("AI advice"):
        report("C204", case.line, case.column)
    if not case.label("Explanation"):
        report("C205", case.line, case.column)
    _check_stated(case, len(known), report)


def _check_stated(case: PartSource, decisions: int, report: Report) -> None:
    setting = case.settings.get("advice-confidence")
    if setting is None:
        return
    if percentage(setting.value) is None:
        report("C211", setting.line, setting.value_column, name="Advice confidence", value=setting.value)
    elif _is_a_risk(case, decisions):
        report("C208", setting.line, setting.value_column, value=setting.value)


def _is_a_risk(case: PartSource, decisions: int) -> bool:
    """C208: a chance of being right that lies below a guess, or that the advice itself calls a risk, is a risk."""
    stated = percentage(case.setting("advice-confidence"))
    return stated is not None and (stated * max(decisions, 2) < 100 or stated in _risks(case.label("AI advice")))


def _risks(advice: Passage) -> set[Fraction]:
    """Percentages that stand in one sentence with a word for a risk."""
    sentences = _SENTENCE.split(" ".join(line.text.strip() for line in advice.lines))
    figures = [match.group(1) for text in sentences if _RISK.search(text) for match in _PERCENT.finditer(text)]
    return {value for figure in figures if (value := percentage(figure.replace(",", ".") + "%")) is not None}


def _check_forms(source: LabSource, report: Report) -> None:
    setting = source.settings.get("forms")
    if setting is None:
        return
    held = {case.setting("form") for case in source.parts}
    for word in _listed(setting.value):
        if word not in FORMS:
            report("C114", setting.line, setting.value_column, name="forms", choices="1, 2, train or recheck")
        elif source.sound and word not in held:
            report("C241", setting.line, setting.value_column, form=word)


def _check_draw(source: LabSource, report: Report) -> None:
    draw = source.settings.get("draw")
    if draw and draw.value.isdecimal() and len(draw.value) < 7 and int(draw.value) > len(source.parts):
        report("C240", draw.line, draw.value_column, draw=draw.value, size=len(source.parts))


def _check_balance(source: LabSource, report: Report) -> None:
    """C206: both right and wrong advice. W207: more than 60% wrong teaches blanket distrust."""
    wrong, total = sum(not _advice_is_right(case) for case in source.parts), len(source.parts)
    if wrong == 0:
        report("C206", source.line, source.column, all="right", one="wrong")
    elif wrong == total:
        report("C206", source.line, source.column, all="wrong", one="right")
    elif Fraction(wrong, total) > MOST_WRONG:
        report("W207", source.line, source.column, wrong=wrong, total=total)


def _check_confidence(source: LabSource, report: Report) -> None:
    """W209: a tool that states more confidence when it is right, or when it is wrong, gives itself away."""
    stated: dict[bool, list[Fraction]] = {True: [], False: []}
    for case in source.parts:
        value = percentage(case.setting("advice-confidence"))
        if value is not None and not _is_a_risk(case, len(decisions_of(source, case))):
            stated[_advice_is_right(case)].append(value / 100)
    if not stated[True] or not stated[False]:
        return
    right, wrong = (sum(values, Fraction(0)) / len(values) for values in (stated[True], stated[False]))
    if abs(right - wrong) > MOST_APART:
        report("W209", source.line, source.column, wrong=shown(wrong), right=shown(right))


def _check_lengths(source: LabSource, report: Report) -> None:
    """W210: the right decision is strictly the longest more often than chance would have it."""
    longest = Counter(_right_is_longest(source, case) for case in source.parts)[True]
    if Fraction(longest, len(source.parts)) > MOST_LONGEST:
        report("W210", source.line, source.column, longest=longest, total=len(source.parts))


def _right_is_longest(source: LabSource, case: PartSource) -> bool:
    lengths = {one.key: len(normalised(one.text.text)) for one in decisions_of(source, case)}
    right = lengths.pop(case.setting("correct"))
    return bool(lengths) and all(right > other for other in lengths.values())
