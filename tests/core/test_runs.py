"""Layouts of one run of a reliance lab: the same every time, and no place or rate that gives wrong advice away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.document import Option
from courses.core.labs.reliance_lab import CaseView, Setup
from courses.core.runs.reliance import forms_in_order, lay_out, wrong_cases

pytestmark = pytest.mark.core
DECISIONS = ("home", "review", "admit")
SEEDS = 10_000


def case(id: str, form: str = "", roles: Sequence[str] = (), region: str = "any", own: Sequence[str] = ()) -> CaseView:
    view = CaseView(id=id, html="<p>A record.</p>", form=form, roles=list(roles), region=region)
    if own:
        view["decisions"] = [Option(id=one, html=one) for one in own]
    return view


def lab(
    cases: Sequence[CaseView], *, draw: int | None = None, order: str = "shuffled", forms: Sequence[str] = ()
) -> Setup:
    return Setup(
        decisions=[Option(id=one, html=one) for one in DECISIONS], cases=list(cases), confidence=True, feedback="end",
        order=order, forms=list(forms), draw=draw,
    )  # fmt: skip


EIGHT = lab([case(f"c{at}") for at in range(8)])
WRONG = {"c1", "c4", "c6"}


def order(setup: Setup, seed: int, wrong: set[str], **given: object) -> list[str]:
    return [slot["case"] for slot in lay_out(setup, seed=seed, wrong=wrong, **given)]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def many() -> list[list[str]]:
    return [order(EIGHT, seed, WRONG) for seed in range(SEEDS)]


def places(runs: list[list[str]], wanted: set[str]) -> Counter[int]:
    return Counter(at for run in runs for at, id in enumerate(run) if id in wanted)


def test_a_wrong_case_is_never_first_and_two_are_never_neighbours(many: list[list[str]]) -> None:
    for run in many:
        held = [at for at, id in enumerate(run) if id in WRONG]
        assert len(held) == 3
        assert held[0] > 0
        assert all(after - before > 1 for before, after in zip(held, held[1:], strict=False))


def test_every_place_but_the_first_holds_wrong_advice_equally_often(many: list[list[str]]) -> None:
    found = places(many, WRONG)
    assert set(found) == set(range(1, 8))
    expected = SEEDS * 3 / 7
    assert all(abs(count - expected) < 0.05 * expected for count in found.values())


def test_each_case_takes_each_place_open_to_it_equally_often(many: list[list[str]]) -> None:
    for id in WRONG:
        assert all(abs(count - SEEDS / 7) < 0.1 * SEEDS / 7 for count in places(many, {id}).values())
    first = Counter(run[0] for run in many)
    assert set(first) == {f"c{at}" for at in range(8)} - WRONG
    assert all(abs(count - SEEDS / 5) < 0.08 * SEEDS / 5 for count in first.values())


@given(st.integers(0, 2**63), st.integers(1, 14), st.data())
def test_a_run_holds_every_case_once_whatever_is_wrong(seed: int, size: int, data: st.DataObject) -> None:
    setup = lab([case(f"c{at}") for at in range(size)])
    wrong = set(data.draw(st.lists(st.sampled_from([f"c{at}" for at in range(size)]), unique=True)))
    run = order(setup, seed, wrong)
    assert sorted(run) == sorted(one["id"] for one in setup["cases"])
    if len(wrong) < size:
        assert run[0] not in wrong
    if 2 * len(wrong) <= size:
        assert not any(a in wrong and b in wrong for a, b in zip(run, run[1:], strict=False))


@given(st.integers(0, 2**63))
def test_the_same_arguments_give_the_same_layout(seed: int) -> None:
    one, other = lay_out(EIGHT, seed=seed, wrong=WRONG), lay_out(EIGHT, seed=seed, wrong=frozenset(WRONG))
    assert one == other


def test_decisions_all_cases_share_stand_in_one_order_a_run_and_in_every_order_over_runs() -> None:
    orders = set()
    for seed in range(200):
        held = {tuple(slot["options"]) for slot in lay_out(EIGHT, seed=seed, wrong=WRONG)}
        assert len(held) == 1
        orders |= held
    assert len(orders) == 6


def test_a_case_s_own_decisions_are_shuffled_for_themselves() -> None:
    setup = lab([case("a", own=("x", "y", "z")), case("b", own=("x", "y", "z"))])
    runs = [lay_out(setup, seed=seed, wrong={"b"}) for seed in range(300)]
    assert all(sorted(slot["options"]) == ["x", "y", "z"] for run in runs for slot in run)
    assert any(run[0]["options"] != run[1]["options"] for run in runs)
    firsts = Counter(run[0]["options"].index("x") for run in runs)
    assert all(70 < firsts[place] < 130 for place in range(3))


def test_cases_of_another_role_region_or_form_are_left_out() -> None:
    setup = lab(
        [
            case("all"), case("gps", roles=("gp",)), case("nurses", roles=("nurse",)), case("us", region="us"),
            case("uk", region="uk"),
        ]
    )  # fmt: skip
    assert sorted(order(setup, 1, {"all"}, role="gp", region="uk")) == ["all", "gps", "uk"]
    assert len(order(setup, 1, {"all"})) == 5
    forms = lab([case("a", "1"), case("b", "1"), case("c", "2"), case("d", "2")], forms=("1", "2"))
    assert sorted(order(forms, 1, {"a", "c"}, form="2")) == ["c", "d"]


def test_a_draw_prefers_unseen_cases_and_keeps_the_rate_of_wrong_advice() -> None:
    setup = lab([case(f"c{at}") for at in range(8)], draw=4)
    wrong = {"c0", "c1", "c2", "c3"}
    seen = {"c0", "c1", "c4", "c5"}
    for seed in range(100):
        run = order(setup, seed, wrong, seen=seen)
        assert sorted(run) == ["c2", "c3", "c6", "c7"]
    again = [order(setup, seed, wrong, seen={f"c{at}" for at in range(8)}) for seed in range(300)]
    assert {sum(id in wrong for id in run) for run in again} == {2}
    assert {id for run in again for id in run} == {f"c{at}" for at in range(8)}


def test_a_small_draw_still_holds_both_right_and_wrong_advice() -> None:
    setup = lab([case(f"c{at}") for at in range(10)], draw=2)
    for wrong in ({"c0"}, {f"c{at}" for at in range(9)}):
        assert all(len(set(order(setup, seed, wrong)) & wrong) == 1 for seed in range(50))


def test_the_author_s_order_is_kept_where_it_is_asked_for() -> None:
    setup = lab([case(f"c{at}") for at in range(8)], order="as-written")
    assert order(setup, 7, WRONG) == [f"c{at}" for at in range(8)]


def test_half_of_all_learners_begin_with_each_form_and_meet_the_other_next() -> None:
    setup = lab([], forms=("1", "2"))
    met = Counter(tuple(forms_in_order(setup, seed)) for seed in range(SEEDS))
    assert set(met) == {("1", "2"), ("2", "1")}
    assert abs(met["1", "2"] - SEEDS / 2) < 200
    assert forms_in_order(lab([]), 3) == []


def test_who_begins_with_one_form_ends_with_the_other() -> None:
    start, end = lab([], forms=("1", "2")), lab([], forms=("2", "1"))
    assert all(forms_in_order(start, seed)[0] != forms_in_order(end, seed)[0] for seed in range(200))


def test_which_advice_is_wrong_is_derived_from_the_key() -> None:
    key = {
        "cases": {
            "a": {"correct": "x", "advice": {"decision": "x"}},
            "b": {"correct": "x", "advice": {"decision": "y"}},
        }
    }
    assert wrong_cases(key) == {"b"}
