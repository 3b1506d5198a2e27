"""Number: a typed figure, compared exactly (Decimal) with ranges the author gave as `8.3`, `8.3 ± 0.5` or `8 to 9`."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, Literal

from courses.core.document import Key, Question, Refusal, Response, Score
from courses.core.kinds.kind import FIELD, Form, Kind
from courses.core.kinds.settings import Rule
from courses.core.kinds.source import Item, QuestionSource, Render, Report

ENTER = "Enter a number, such as 8.3"
_PLAIN = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_POINTED_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_TOLERANCE = re.compile(r"(.+?)(?:±|\+-|\+/-)(.+)")
_RANGE = re.compile(r"(.+?) to (.+)")


@dataclass(frozen=True, slots=True)
class _Range:
    """Both ends count. `plain` is set for a value without tolerance."""

    low: Decimal
    high: Decimal
    plain: Decimal | None = None


class Number(Kind):
    name = "Number"
    slug = "number"
    settings: Mapping[str, Rule] = {"unit": Rule("text"), "places": Rule("whole")}
    answers: Literal["tasks", "points", "table", "text"] = "tasks"
    scored = True

    def check(self, source: QuestionSource, report: Report) -> None:
        if not any(item.ticked for item in source.items):
            first = source.items[0] if source.items else None
            report("C100", first.line if first else source.line, first.column if first else source.column)
        right: list[tuple[Item, _Range]] = []
        for item in sorted(source.items, key=lambda item: not item.ticked):
            if not item.text:
                report("C124", item.line, item.column)
                continue
            found = _range(item.text.text, source.setting("unit"))
            if found is None:
                report("C140", item.text.line, item.text.column, value=item.text.text)
            elif found.low > found.high:
                report("C142", item.text.line, item.text.column, low=_short(found.low), high=_short(found.high))
            elif item.ticked:
                right.append((item, found))
                _check_tolerance(item, found, report)
            else:
                _check_inside(item, found, right, report)

    def learner(self, source: QuestionSource, _render: Render) -> dict[str, Any]:
        return {"unit": source.setting("unit"), "places": source.number("places")}

    def key(self, source: QuestionSource, render: Render) -> dict[str, Any]:
        """Right ranges stand before known wrong ones: where they overlap, right wins."""
        ranges: list[dict[str, Any]] = []
        for item in sorted(source.items, key=lambda item: not item.ticked):
            found = _range(item.text.text, source.setting("unit"))
            if found:
                feedback = render.block(item.feedback) if item.feedback else ""
                ranges.append(
                    {"low": _short(found.low), "high": _short(found.high), "right": item.ticked, "feedback": feedback}
                )
        first = next((item.text.text for item in source.items if item.ticked), "")
        return {"ranges": ranges, "answer": first}

    def read(self, question: Question, form: Form) -> Response | Refusal:
        typed = " ".join(value for value in form.get(FIELD, ()) if value)
        number = read_number(typed, question.get("unit", ""))
        return number if isinstance(number, Refusal) else {"value": format(number, "f")}

    def fits(self, _question: Question, response: Response) -> bool:
        return not isinstance(read_number(str(response.get("value", "")), ""), Refusal)

    def score(self, key: Key, response: Response) -> Score:
        number = read_number(str(response.get("value", "")), "")
        if isinstance(number, Refusal):
            return Score(Fraction(0), False)
        for known in key.get("ranges", []):
            if Decimal(known["low"]) <= number <= Decimal(known["high"]):
                right = bool(known["right"])
                return Score(Fraction(int(right)), right, (known["feedback"],) if known["feedback"] else ())
        return Score(Fraction(0), False)

    def answer_html(self, question: Question, response: Response) -> list[str]:
        return [_with_unit(str(response.get("value", "")), question.get("unit", ""))]

    def right_html(self, question: Question, key: Key) -> list[str]:
        return [_with_unit(key.get("answer", ""), question.get("unit", ""))]


def read_number(typed: str, unit: str) -> Decimal | Refusal:
    """The figure a person typed. Takes `,` or `.` as decimal sign, drops the unit and `%`; no exponents, no NaN."""
    text = _tidy(typed)
    for ending in (unit, "%"):
        ending = _tidy(ending)
        if ending and text.casefold().endswith(ending.casefold()):
            text = text[: -len(ending)]
    if re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", text):  # 1,250 is 1.25 to some and 1250 to others
        return Refusal(f"Enter {text.replace(',', '')} or {text.replace(',', '.')}: the comma can be read two ways")
    if _POINTED_THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif text.count(",") > 1 or ("," in text and "." in text):
        text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else ""
    text = text.replace(",", ".")
    return Decimal(text) if _PLAIN.fullmatch(text) else Refusal(ENTER)


def _tidy(text: str) -> str:
    """Compatibility forms, foreign digits, minus signs and spaces made plain."""
    shown = unicodedata.normalize("NFKC", text[:80]).replace("\u2212", "-").replace("\u2013", "-")
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in shown if not sign.isspace())


def _range(text: str, unit: str) -> _Range | None:
    """The range an author wrote, or None."""
    found = _TOLERANCE.fullmatch(text.strip())
    if found:
        middle, width = read_number(found.group(1), unit), found.group(2).strip()
        relative = width.endswith("%")
        spread = read_number(width, "")
        if isinstance(middle, Refusal) or isinstance(spread, Refusal) or spread < 0:
            return None
        with localcontext() as context:
            context.prec = 60
            spread = abs(middle) * spread / 100 if relative else spread
            return _Range(middle - spread, middle + spread)
    found = _RANGE.fullmatch(text.strip())
    if found:
        low, high = read_number(found.group(1), unit), read_number(found.group(2), unit)
        return None if isinstance(low, Refusal) or isinstance(high, Refusal) else _Range(low, high)
    value = read_number(text, unit)
    return None if isinstance(value, Refusal) else _Range(value, value, value)


def _check_tolerance(item: Item, found: _Range, report: Report) -> None:
    """W141: 8.33 with no tolerance marks 8.3 wrong."""
    if found.plain is None or not isinstance(exponent := found.plain.as_tuple().exponent, int) or exponent >= 0:
        return
    short = found.plain.quantize(Decimal(1).scaleb(exponent + 1))
    if short != found.plain:
        tolerance = Decimal(5).scaleb(exponent)
        report(
            "W141", item.text.line, item.text.column,
            value=_short(found.plain), short=_short(short), tolerance=_short(tolerance),
        )  # fmt: skip


def _check_inside(item: Item, found: _Range, right: list[tuple[Item, _Range]], report: Report) -> None:
    for other, accepted in right:
        if accepted.low <= found.low and found.high <= accepted.high:
            report("C143", item.text.line, item.text.column, value=item.text.text, first=other.line)
            return


def _short(value: Decimal) -> str:
    return format(value, "f")


def _with_unit(value: str, unit: str) -> str:
    """Escaped text such as `8.3 %`; a unit the author wrote into the value is not doubled."""
    if unit and not value.rstrip().endswith(unit):
        value = f"{value}{unit}" if unit == "%" else f"{value} {unit}"
    return html.escape(value, quote=False)
