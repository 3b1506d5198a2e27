"""The numbers of the threshold explorer: read as people type them, refused in words, worked out without a gap."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.labs.threshold_explorer import Preset, Setup, Threshold
from courses.core.measures.diagnostic_test import natural_frequencies
from courses.core.runs.explorer import explore, read, read_rate, read_tests, stressed

pytestmark = pytest.mark.core
SURGERY = Preset(id="surgery", name="Surgery", group="", sensitivity="0.9", specificity="0.9", prevalence="0.01")
CLINIC = Preset(id="clinic", name="Clinic", group="", sensitivity="0.9", specificity="0.9", prevalence="0.2")
SETUP = Setup(
    presets=[SURGERY, CLINIC],
    thresholds=[Threshold(name="0.7", sensitivity="0.78", specificity="0.96")],
    population=1000,
    start="surgery",
    show=["icon-array", "two-by-two", "ppv-npv"],
)


@pytest.mark.parametrize(
    ("typed", "rate"),
    [
        ("90", Fraction(9, 10)),
        ("0.5", Fraction(1, 200)),
        ("0,5", Fraction(1, 200)),
        ("12 %", Fraction(12, 100)),
        ("100", Fraction(1)),
        ("0.000001", Fraction(1, 10**8)),
    ],
)
def test_a_rate_is_read_as_people_type_it(typed: str, rate: Fraction):
    assert read_rate(typed) == rate


@pytest.mark.parametrize("typed", ["", "x", "-1", "101", "100.1", "1e2", "0.0000001", "9 0", "٣", "1.2.3"])
def test_what_is_no_percentage_is_no_rate(typed: str):
    assert read_rate(typed) is None


@pytest.mark.parametrize(("typed", "tests"), [("0", 0), ("400", 400), ("1,200", 1200), ("100 000", 100_000)])
def test_people_a_month_are_read_with_or_without_a_comma(typed: str, tests: int):
    assert read_tests(typed) == tests


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "100001", "1000000", "12,34"])
def test_what_is_no_number_of_people_is_refused(typed: str):
    assert read_tests(typed) is None


def test_without_a_form_it_stands_at_its_starting_point():
    typed = read(SETUP, {})
    assert typed.texts == {"prevalence": "1", "sensitivity": "90", "specificity": "90", "tests": "400"}
    assert (typed.preset, typed.errors) == ("surgery", {})


def test_a_preset_that_was_chosen_wins_over_the_fields():
    form = {"prevalence": "7", "sensitivity": "90", "specificity": "90", "preset": "clinic", "from": "surgery"}
    typed = read(SETUP, form)
    assert (typed.preset, typed.texts["prevalence"]) == ("clinic", "20")


def test_a_field_that_was_changed_wins_over_the_preset_the_form_came_from():
    typed = read(SETUP, {"prevalence": "7", "preset": "surgery", "from": "surgery"})
    assert (typed.preset, typed.values.tool.prevalence) == ("", Fraction(7, 100))


def test_numbers_that_are_those_of_a_preset_name_it():
    assert read(SETUP, {"prevalence": "20.0", "preset": "surgery", "from": "surgery"}).preset == "clinic"


def test_what_cannot_be_read_is_said_and_the_starting_point_stands_in_for_it():
    typed = read(SETUP, {"prevalence": "lots", "sensitivity": "101", "specificity": "80", "tests": "1.5"})
    assert typed.errors == {
        "prevalence": "Type a number from 0 to 100. The figures below are for 1.",
        "sensitivity": "Type a number from 0 to 100. The figures below are for 90.",
        "tests": "Type a whole number from 0 to 100,000. The figures below are for 400.",
    }
    assert typed.texts["prevalence"] == "lots"
    assert typed.values.tool.specificity == Fraction(8, 10)


def test_it_begins_with_the_worked_example_of_108_flags():
    found = explore(SETUP, read(SETUP, {}).values, title_id="t")
    assert found.sentence == "Of 108 flagged, 9 have it (8%)."
    assert [one.said for one in found.chances] == ["9 of 108 (8%)", "891 of 892 (over 99%)"]
    (row,) = found.thresholds  # 400 people: 3.12 right and 15.84 wrong alerts, 0.88 missed
    assert (row.alerts, row.real, row.missed, row.right) == ("19", "3", "1", "16%")


def test_an_average_that_rounds_to_nothing_is_not_said_to_be_nothing():
    found = explore(SETUP, read(SETUP, {"prevalence": "0.1", "tests": "100"}).values, title_id="t")
    assert (found.thresholds[0].real, found.thresholds[0].missed) == ("under 1", "under 1")
    none = explore(SETUP, read(SETUP, {"tests": "0"}).values, title_id="t")
    assert (none.thresholds[0].alerts, none.thresholds[0].missed) == ("0", "0")


def test_more_people_than_a_picture_holds_are_counted_and_a_thousand_are_drawn():
    setup = SETUP | {"population": 10_000}
    found = explore(setup, read(setup, {}).values, title_id="t")  # type: ignore[arg-type]
    assert found.sentence == "Of 1,080 flagged, 90 have it (8%)."
    assert found.shown == 1000
    assert found.table.caption == "The same 10,000 as a table"


def test_one_tool_in_two_groups_is_compared_and_a_single_group_is_not():
    light = SURGERY | {"id": "l", "group": "light skin"}
    dark = SURGERY | {"id": "d", "group": "dark skin", "sensitivity": "0.69"}
    setup = SETUP | {"presets": [light, dark], "start": "l"}
    (groups,) = explore(setup, read(setup, {}).values, title_id="t").groups  # type: ignore[arg-type]
    assert groups.sentence == "Of 100 people who have it, the tool misses 31 in dark skin and 10 in light skin."
    alone = SETUP | {"presets": [light], "start": "l"}
    assert explore(alone, read(alone, {}).values, title_id="t").groups == ()  # type: ignore[arg-type]


def test_counts_are_set_off_and_percentages_are_not():
    assert [text for text, count in stressed("Of 1,080 flagged, 90 have it (8%).") if count] == ["1,080", "90"]


percents = st.decimals(min_value=0, max_value=100, places=2).map(str)


@given(percents, percents, percents)
def test_whatever_is_typed_the_people_add_up(prevalence: str, sensitivity: str, specificity: str):
    form = {"prevalence": prevalence, "sensitivity": sensitivity, "specificity": specificity}
    typed = read(SETUP, form)
    assert not typed.errors
    counts = natural_frequencies(typed.values.tool, 1000)
    assert counts.tp + counts.fn + counts.fp + counts.tn == 1000
    assert min(counts.tp, counts.fn, counts.fp, counts.tn) >= 0
    assert explore(SETUP, typed.values, title_id="t").sentence.endswith(".")


@given(st.dictionaries(st.sampled_from(["prevalence", "sensitivity", "tests", "preset", "from"]), st.text(max_size=30)))
def test_whatever_stands_in_an_address_there_is_a_picture(form: dict[str, str]):
    found = explore(SETUP, read(SETUP, form).values, title_id="t")
    assert found.array is not None
