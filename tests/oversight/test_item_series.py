"""Which answers are about the same question: through renames, up to a change of meaning, and not across a removal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from courses.oversight.item_series import Series, Step, series_of

pytestmark = pytest.mark.core
START = datetime(2026, 1, 1, tzinfo=UTC)


def step(number: int, *ids: str, was: Mapping[str, str] | None = None, new_meaning: Collection[str] = ()) -> Step:
    return Step(number, START + timedelta(days=number), ids, was or {}, new_meaning)


def eras(series: Series) -> list[dict[int, str]]:
    return [dict(era.names) for era in series.eras]


def test_a_question_that_keeps_its_id_is_one_series() -> None:
    (one,) = series_of([step(1, "a"), step(2, "a"), step(3, "a")])
    assert (one.name, eras(one)) == ("a", [{1: "a", 2: "a", 3: "a"}])
    assert (one.eras[0].first, one.eras[0].last, one.eras[0].began) == (1, 3, START + timedelta(days=1))


def test_a_renamed_question_carries_on_and_is_known_by_both_names() -> None:
    (one,) = series_of([step(1, "a"), step(2, "b", was={"b": "a"}), step(3, "b", was={"b": "a"})])
    assert (one.name, eras(one)) == ("b", [{1: "a", 2: "b", 3: "b"}])
    assert one.ids == {"a", "b"}


def test_a_question_renamed_twice_carries_on() -> None:
    (one,) = series_of([step(1, "a"), step(2, "b", was={"b": "a"}), step(3, "c", was={"c": "b"})])
    assert eras(one) == [{1: "a", 2: "b", 3: "c"}]


def test_a_change_of_meaning_begins_a_new_era_and_keeps_the_old_one() -> None:
    (one,) = series_of([step(1, "a"), step(2, "a", new_meaning={"a"}), step(3, "a")])
    assert eras(one) == [{1: "a"}, {2: "a", 3: "a"}]
    assert [era.number for era in one.eras] == [1, 2]
    assert one.eras[1].began == START + timedelta(days=2)


def test_a_rename_with_another_meaning_begins_a_new_era_of_the_same_series() -> None:
    (one,) = series_of([step(1, "a"), step(2, "b", was={"b": "a"}, new_meaning={"b"})])
    assert eras(one) == [{1: "a"}, {2: "b"}]


def test_a_question_that_comes_back_begins_anew() -> None:
    first, other = series_of([step(1, "a", "z"), step(2, "z"), step(3, "a", "z")])
    assert eras(first) == [{1: "a"}, {3: "a"}]
    assert eras(other) == [{1: "z", 2: "z", 3: "z"}]


def test_a_rename_of_something_that_still_stands_is_a_question_of_its_own() -> None:
    found = series_of([step(1, "a"), step(2, "a", "b", was={"b": "a"})])
    assert [eras(one) for one in found] == [[{1: "a", 2: "a"}], [{2: "b"}]]


def test_two_questions_that_change_names_keep_their_own_ids() -> None:
    """Ids are what a text is known by: a swap of two names in one release is two changes of meaning, not a rename."""
    found = series_of([step(1, "a", "b"), step(2, "b", "a", was={"a": "b", "b": "a"})])
    assert {one.name: eras(one) for one in found} == {"a": [{1: "a", 2: "a"}], "b": [{1: "b", 2: "b"}]}


@pytest.mark.parametrize(("first", "last", "expected"), [(1, 3, 2), (1, 1, 1), (2, 2, 2), (3, 3, 2), (4, 9, None)])
def test_the_newest_meaning_within_a_range_is_chosen(first: int, last: int, expected: int | None) -> None:
    (one,) = series_of([step(1, "a"), step(2, "a", new_meaning={"a"}), step(3, "a")])
    found = one.newest_within(first, last)
    assert (found.number if found else None) == expected
