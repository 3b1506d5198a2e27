"""Texts held against their key: what counts as found, what a needless mark costs, what marking everything is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.labs.marking import Answers, Setup, Target, TextView
from courses.core.labs.units import Block, Unit
from courses.core.measures.marked_text import Marked, mark
from courses.core.measures.marked_text_words import headline, residual_risk, tally, why_not_passed

pytestmark = pytest.mark.core
MARKS = ["name", "date", "place"]


def text(id: str, blocks: Sequence[int], kind: str = "text", marks: Sequence[str] = MARKS) -> TextView:
    """A text of so many units a block: u1, u2, … read w1, w2, …"""
    made: list[Block] = []
    count = 0
    for size in blocks:
        units = [Unit(id=f"u{count + at}", text=f"w{count + at}", after=" ") for at in range(1, size + 1)]
        made.append(Block(kind="paragraph", lead="", units=units))
        count += size
    return TextView(id=id, kind=kind, marks=list(marks), blocks=made)


def target(id: str, units: str, marks: str = "name", severity: str = "minor") -> Target:
    return Target(
        id=id, units=units.split(), words=id, marks=marks.split(), severity=severity, feedback=f"About {id}."
    )  # fmt: skip


def lab(*texts: TextView, must_find: Sequence[str] = ()) -> Setup:
    return Setup(marks=[], select="phrase", must_find=list(must_find), texts=list(texts))


# 10 units: three targets (one of three units, one accepting two marks), a decoy, and five more that must be left
NOTE = text("note", (6, 4))
KEY = Answers(
    texts={
        "note": [
            target("mrs-sample", "u1 u2 u3"),
            target("born", "u5", "date name", "major"),
            target("diabetes", "u6", ""),
            target("harbury", "u8", "place"),
        ]
    }
)


def marked(marks: Mapping[str, str], must_find: Sequence[str] = ()) -> Marked:
    return mark(lab(NOTE, must_find=must_find), KEY, {"note": marks})


def verdicts(found: Marked) -> dict[str, str]:
    return {place.id or place.words: place.verdict for place in found.places}


def test_one_unit_of_a_target_finds_all_of_it_and_it_counts_once() -> None:
    for units in ("u2", "u1 u2 u3"):
        found = marked(dict.fromkeys(units.split(), "name"))
        assert verdicts(found)["mrs-sample"] == "found"
        assert found.score == Fraction(1, 3)


def test_each_place_is_found_found_under_another_mark_missed_left_or_not_needed() -> None:
    found = marked({"u1": "name", "u5": "place", "u9": "date", "u10": "date"})
    assert verdicts(found) == {
        "mrs-sample": "found", "born": "other", "diabetes": "left", "harbury": "missed", "w9 w10": "not-needed",
    }  # fmt: skip
    assert headline(found) == "1 of 3 found"
    assert tally(found) == "1 under another mark, 1 missed, 1 mark not needed."


def test_the_formula_on_a_worked_example() -> None:
    """(1 found + ½ for another mark) ÷ 3 targets − 2 needless ÷ 5 units to be left."""
    assert marked({"u1": "name", "u5": "place", "u9": "date", "u10": "date"}).score == Fraction(1, 2) - Fraction(2, 5)


def test_either_of_two_marks_is_right() -> None:
    for given_mark in ("date", "name"):
        assert verdicts(marked({"u5": given_mark}))["born"] == "found"


def test_a_decoy_that_is_marked_was_not_needed_and_says_why() -> None:
    found = marked({"u6": "name"})
    place = next(place for place in found.of("not-needed"))
    assert (place.id, place.feedback) == ("diabetes", "About diabetes.")


def test_neighbours_over_a_block_end_or_under_another_mark_are_two_places() -> None:
    across = marked({"u4": "name", "u7": "name", "u9": "name", "u10": "date"})
    assert [place.words for place in across.of("not-needed")] == ["w4", "w7", "w9", "w10"]


def test_everything_right_is_the_whole_score_and_passes() -> None:
    found = marked({"u1": "name", "u5": "date", "u8": "place"}, must_find=("name", "major"))
    assert (found.score, found.percent, found.passed(100)) == (1, 100, True)
    assert tally(found) == "Nothing missed, no mark that was not needed."


def test_a_miss_that_must_be_found_fails_whatever_the_score() -> None:
    good = {"u1": "name", "u8": "place"}
    assert marked(good).passed(60)
    for rule in ("date", "name", "major"):
        found = marked(good, must_find=(rule,))
        assert not found.passed(60)
        assert why_not_passed(found, 60) == "These had to be found: “born”."
    assert marked(good, must_find=("place",)).passed(60)


def test_a_place_seen_under_another_mark_is_not_a_miss_that_fails() -> None:
    found = marked({"u1": "name", "u5": "place", "u8": "place"}, must_find=("major",))
    assert found.score == Fraction(5, 6)
    assert found.passed(80)


def test_a_pass_mark_is_compared_exactly() -> None:
    found = marked({"u1": "name", "u8": "place"})
    assert found.score == Fraction(2, 3)
    assert not found.passed(67)
    assert found.passed(66)
    assert why_not_passed(found, 67) == "You reached 66%; 67% is needed."


def test_a_unit_of_a_target_and_a_decoy_belongs_to_the_target() -> None:
    key = Answers(texts={"note": [target("name", "u1"), target("keep", "u1 u2", "")]})
    found = mark(lab(NOTE), key, {"note": {"u1": "name"}})
    assert verdicts(found) == {"name": "found", "keep": "left"}
    assert found.score == 1


def test_source_and_summary_are_weighed_by_their_targets() -> None:
    """All 3 of the summary found with 1 of 7 needless, the 1 of the source missed: (3·(1 − 1/7) + 1·0) ÷ 4."""
    source = text("record", (40,), "source", ["omitted"])
    summary = text("note", (10,), "summary")
    key = Answers(
        texts={
            "record": [target("left-out", "u7", "omitted", "major")],
            "note": [target("a", "u1"), target("b", "u2"), target("c", "u3")],
        }
    )
    marks = {"note": {"u1": "name", "u2": "name", "u3": "name", "u9": "date"}, "record": {"u1": "name"}}
    found = mark(lab(source, summary), key, marks)
    assert found.score == Fraction(3, 4) * Fraction(6, 7)
    assert residual_risk(found, "checking-lab") == "1 fault would stay in the record, and it is major: “left-out”."


def test_forged_marks_change_nothing() -> None:
    honest = {"note": {"u1": "name"}}
    forged = {"note": {"u1": "name", "u99": "name", "u8": "doctor", "u9": ""}, "another": {"u1": "name"}}
    assert mark(lab(NOTE), KEY, forged) == mark(lab(NOTE), KEY, honest)


def test_what_would_leave_with_the_text_is_said() -> None:
    assert residual_risk(marked({}), "redaction-lab") == (
        "3 details would leave with this text and could identify the person, 1 of them serious: "
        "“born”; “mrs-sample”; “harbury”."
    )
    everything = marked({"u1": "name", "u5": "date", "u8": "place"})
    assert residual_risk(everything, "redaction-lab").endswith("somebody who knows the person.")
    assert residual_risk(everything, "checking-lab") == "No fault that we know of would stay in the record."


SIZES = st.integers(2, 30)


@st.composite
def keyed(draw: st.DrawFn) -> tuple[Setup, Answers, dict[str, str]]:
    """A text of up to 30 units with targets on some, and any marks."""
    size = draw(SIZES)
    units = [f"u{at}" for at in range(1, size + 1)]
    chosen = draw(st.lists(st.sampled_from(units), unique=True, min_size=1))
    kinds = draw(st.lists(st.sampled_from(["name", "date place", ""]), min_size=len(chosen), max_size=len(chosen)))
    targets = [target(f"t-{unit}", unit, kind) for unit, kind in zip(chosen, kinds, strict=True)]
    marks = draw(st.dictionaries(st.sampled_from(units), st.sampled_from(MARKS)))
    return lab(text("note", (size,))), Answers(texts={"note": targets}), marks


@given(keyed())
def test_every_target_has_one_verdict_and_the_score_is_a_share(case: tuple[Setup, Answers, dict[str, str]]) -> None:
    setup, key, marks = case
    found = mark(setup, key, {"note": marks})
    wanted = [one for one in key["texts"]["note"] if one["marks"]]
    assert found.targets == len(wanted)
    assert 0 <= found.score <= 1
    on_targets = {unit for one in wanted for unit in one["units"]}
    needless = [unit for place in found.of("not-needed") for unit in place.units]
    assert sorted(needless) == sorted(unit for unit in marks if unit not in on_targets)


@given(keyed(), st.sampled_from(MARKS))
def test_marking_everything_is_worth_nothing_where_anything_had_to_be_left(
    case: tuple[Setup, Answers, dict[str, str]], given_mark: str
) -> None:
    setup, key, _ = case
    units = [unit["id"] for block in setup["texts"][0]["blocks"] for unit in block["units"]]
    on_targets = {unit for one in key["texts"]["note"] if one["marks"] for unit in one["units"]}
    if len(on_targets) < len(units):
        assert mark(setup, key, {"note": dict.fromkeys(units, given_mark)}).score == 0


@given(keyed(), st.randoms(use_true_random=False))
def test_the_order_of_taps_changes_nothing(case: tuple[Setup, Answers, dict[str, str]], chance: object) -> None:
    setup, key, marks = case
    taps = list(marks.items())
    chance.shuffle(taps)  # type: ignore[attr-defined]
    assert mark(setup, key, {"note": dict(taps)}) == mark(setup, key, {"note": marks})
