"""The threshold explorer: numbers as somebody typed them, and all that follows from them. Nothing here is secret.

Every figure is worked out from exact fractions (courses/core/measures/diagnostic_test.py). The script of the page
(static/js/src/labs/explorer.js) does the same arithmetic in whole numbers; tests/browser/test_lab_explorer.py compares
the two on 200 cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from courses.core.figures.icon_array import MOST, IconArray, icon_array
from courses.core.figures.two_by_two import TwoByTwoTable, two_by_two
from courses.core.labs.percent import per_cent
from courses.core.labs.threshold_explorer import Preset, Setup, Threshold
from courses.core.measures.diagnostic_test import (
    Burden,
    GroupRow,
    ThresholdRow,
    Tool,
    TwoByTwo,
    compare_groups,
    natural_frequencies,
)
from courses.core.measures.diagnostic_words import burden_sentences, flag_sentence, groups_sentence, rounding_note
from courses.core.measures.explorer_setup import groups_of, thresholds_of, tool_of
from courses.core.measures.shares import Exact
from courses.core.measures.shares import per_cent as whole_per_cent

RATES = ("prevalence", "sensitivity", "specificity")
FIELDS = (*RATES, "tests")
TESTS, MOST_TESTS = 400, 100_000  # people a month the tool looks at: a small clinic (fact P15), and the most
_RATE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?) ?%?")
_WHOLE = re.compile(r"[0-9]{1,3}(?:[, ]?[0-9]{3})?")
_COUNT = re.compile(r"(\d[\d,]*)(?![\d,]*%)")


@dataclass(frozen=True, slots=True)
class Values:
    """What can be moved: a tool at one threshold, where it is used, and how many people a month it looks at."""

    tool: Tool
    tests: int = TESTS


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was filled in. Where a field has an error, `values` has the number of the starting point for it."""

    values: Values
    texts: Mapping[str, str]  # field → as typed, or as the field shows it
    errors: Mapping[str, str]  # field → what to type, in words
    preset: str  # id of the preset with these very rates, "" for somebody's own numbers


def start_of(setup: Setup) -> Preset:
    return next(one for one in setup["presets"] if one["id"] == setup["start"])


def start_values(setup: Setup) -> Values:
    return Values(tool_of(start_of(setup)))


def read(setup: Setup, form: Mapping[str, str]) -> Typed:
    """What a form or an address says. `preset` wins over the fields when it is not the one the form came `from`."""
    by_id = {one["id"]: one for one in setup["presets"]}
    chosen = by_id.get(form.get("preset", "")) if form.get("preset") != form.get("from", "") else None
    base = chosen or start_of(setup)
    found: dict[str, Fraction] = {}
    texts: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in RATES:
        typed = "" if chosen else form.get(name, "").strip()
        rate = read_rate(typed)
        if typed and rate is None:
            errors[name] = _rate_error(base, name)
        found[name] = Fraction(_rate(base, name)) if rate is None else rate
        texts[name] = typed[:20] if typed else percent_text(_rate(base, name))
    typed_tests = form.get("tests", "").strip()
    tests = read_tests(typed_tests)
    if typed_tests and tests is None:
        errors["tests"] = f"Type a whole number from 0 to {MOST_TESTS:,}. The figures below are for {TESTS}."
    texts["tests"] = typed_tests[:20] if typed_tests else str(TESTS)
    tool = Tool(found["sensitivity"], found["specificity"], found["prevalence"])
    preset = chosen["id"] if chosen else next((one["id"] for one in setup["presets"] if tool_of(one) == tool), "")
    return Typed(Values(tool, TESTS if tests is None else tests), texts, errors, preset)


def read_rate(text: str) -> Fraction | None:
    """A percentage from 0 to 100 as a fraction of 1; a comma serves as well as a point. None for anything else."""
    match = _RATE.fullmatch(text)
    rate = Fraction(match.group(1).replace(",", ".")) / 100 if match else None
    return rate if rate is not None and rate <= 1 else None


def read_tests(text: str) -> int | None:
    """A whole number from 0 to MOST_TESTS. None for anything else."""
    number = int(re.sub(r"\D", "", text)) if _WHOLE.fullmatch(text) else None
    return number if number is not None and number <= MOST_TESTS else None


def percent_text(rate: str) -> str:
    """A rate as a field shows it: "0.9" → "90"."""
    return per_cent(rate).removesuffix("%")


def _rate(preset: Preset, name: str) -> str:
    return {"prevalence": preset["prevalence"], "sensitivity": preset["sensitivity"]}.get(name, preset["specificity"])


def _rate_error(base: Preset, name: str) -> str:
    return f"Type a number from 0 to 100. The figures below are for {percent_text(_rate(base, name))}."


@dataclass(frozen=True, slots=True)
class Chance:
    """How often the tool is right, in counts: "9 of 108 (8%)", or why there is no answer."""

    of: str  # ppv, npv
    said: str


@dataclass(frozen=True, slots=True)
class Row:
    """One threshold of the author's table, as text; `rates` are those a script reckons with, exact."""

    name: str
    sensitivity: str
    specificity: str
    rates: str
    alerts: str
    real: str
    missed: str
    right: str  # share of the alerts that are right


@dataclass(frozen=True, slots=True)
class Groups:
    """One tool in each group the presets name, for the same number of people. `tool` is "" where there is only one."""

    tool: str
    sentence: str
    people: str  # how many of each group
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class Explored:
    """Everything that follows from the numbers. Texts are plain. None and () where there is nothing to show."""

    sentence: str
    array: IconArray | None
    table: TwoByTwoTable  # always there: where the author does not show it, it stands for the picture
    chances: tuple[Chance, ...]
    burden: str
    thresholds: tuple[Row, ...]
    groups: tuple[Groups, ...]
    shown: int  # people in the picture


def explore(setup: Setup, values: Values, *, title_id: str) -> Explored:
    """`title_id` is the id of the element that holds `sentence`, which names the picture."""
    counts = natural_frequencies(values.tool, setup["population"])
    shown = natural_frequencies(values.tool, min(setup["population"], MOST))
    note = rounding_note(values.tool, shown)
    return Explored(
        sentence=flag_sentence(counts),
        array=icon_array(shown, title_id=title_id, note=note) if "icon-array" in setup["show"] else None,
        table=two_by_two(counts),
        chances=chances(counts) if "ppv-npv" in setup["show"] else (),
        burden=burden_sentences(Burden(values.tool, values.tests)),
        thresholds=tuple(threshold_rows(setup["thresholds"], values)),
        groups=tuple(_groups(setup)),
        shown=shown.total,
    )


def chances(counts: TwoByTwo) -> tuple[Chance, ...]:
    return (Chance("ppv", _sentence(counts.ppv.said)), Chance("npv", _sentence(counts.npv.said)))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def threshold_rows(thresholds: Sequence[Threshold], values: Values) -> Iterator[Row]:
    """Each threshold of the author's table where the tool is used now, with what it asks of a practice a month."""
    found = thresholds_of(thresholds, prevalence=values.tool.prevalence, tests=values.tests)
    for one, row in zip(thresholds, found, strict=True):
        yield _row(one, row)


def _row(threshold: Threshold, row: ThresholdRow) -> Row:
    burden, tool = row.burden, row.burden.tool
    return Row(
        name=row.name,
        sensitivity=per_cent(threshold["sensitivity"]),
        specificity=per_cent(threshold["specificity"]),
        rates=f"{threshold['sensitivity']} {threshold['specificity']}",
        alerts=_average(burden.alerts, burden.tests * tool.flagged),
        real=_average(burden.real, burden.tests * tool.true_flags),
        missed=_average(burden.missed, burden.tests * tool.prevalence * (1 - tool.sensitivity)),
        right=exactly(burden.ppv),
    )


def _average(rounded: int, exact: Fraction) -> str:
    """A rounded average a month; what rounds to nothing and is not nothing says so."""
    return "under 1" if rounded == 0 and exact else f"{rounded:,}"


def exactly(share: Exact) -> str:
    return "–" if share.value is None else whole_per_cent(share.value)


def _groups(setup: Setup) -> Iterator[Groups]:
    for tool, named in groups_of(setup["presets"]).items():
        rows = compare_groups(named, setup["population"])
        yield Groups(tool, groups_sentence(rows), f"{setup['population']:,}", tuple(rows))


def name_of(preset: Preset) -> str:
    return f"{preset['name']}, {preset['group']}" if preset["group"] else preset["name"]


def stressed(sentence: str) -> list[tuple[str, bool]]:
    """A sentence in pieces, its counts apart so that a page can set them off: [("Of ", False), ("108", True), …]."""
    pieces = _COUNT.split(sentence)
    return [(piece, bool(index % 2)) for index, piece in enumerate(pieces) if piece]
