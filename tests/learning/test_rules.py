"""What a course asks, read off its structure: no database, no clock."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.learning.rules import (
    Reader,
    graded_quizzes,
    is_complete,
    minutes_left,
    next_attempt_at,
    percent_shown,
    required_units,
    valid_until,
)

pytestmark = pytest.mark.core
ROLES = ["gp", "practice-nurse", "reception"]
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def unit(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "minutes": 5, "required": True, "audience": ROLES, "region": "any", **fields}


def quiz(name: str = "final", **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "minutes": 3,
        "graded": True,
        "wait_hours": 0,
        "attempts": None,
        "pass_mark": 80,
        "draws": 2,
        "points": 2,
    } | fields


def course(*units: dict[str, Any], quizzes: tuple[dict[str, Any], ...] = ()) -> Any:
    return {"audience": ROLES, "region": "any", "units": list(units), "quizzes": list(quizzes)}


@pytest.mark.parametrize(
    ("done", "months", "last"),
    [
        (date(2026, 11, 21), 12, date(2027, 11, 21)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 2, 28), 24, date(2028, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 31), 24, date(2028, 5, 31)),
    ],
)
def test_a_certificate_is_valid_to_the_same_day_of_the_month_or_the_last_one(done, months, last):
    assert valid_until(done, months) == last


def test_a_course_that_never_runs_out_has_no_last_day():
    assert valid_until(date(2026, 11, 21), None) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_the_last_valid_day_is_in_the_right_month_and_never_later_in_it(done, months):
    last = valid_until(done, months)
    assert last is not None
    assert (last.year * 12 + last.month) - (done.year * 12 + done.month) == months
    assert last.day == min(done.day, calendar.monthrange(last.year, last.month)[1])


def test_every_required_unit_is_asked_of_everybody():
    asked = course(unit("a"), unit("b", required=False), unit("c"))
    assert required_units(asked, Reader("gp", "uk")) == ["a", "c"]


def test_a_unit_for_one_role_is_optional_for_the_others():
    asked = course(unit("a"), unit("b", audience=["practice-nurse"]))
    assert required_units(asked, Reader("practice-nurse", "uk")) == ["a", "b"]
    assert required_units(asked, Reader("gp", "uk")) == ["a"]


def test_somebody_whose_role_is_not_known_is_asked_everything():
    assert required_units(course(unit("a"), unit("b", audience=["gp"])), Reader("", "uk")) == ["a", "b"]


def test_naming_all_roles_of_the_course_narrows_nothing():
    assert required_units(course(unit("a", audience=list(reversed(ROLES)))), Reader("pharmacist", "uk")) == ["a"]


def test_a_unit_of_another_region_is_not_asked():
    asked = course(unit("a", region="us"), unit("b", region="uk"), unit("c"))
    assert required_units(asked, Reader("gp", "uk")) == ["b", "c"]


def test_a_reader_from_somewhere_else_sees_every_region():
    assert required_units(course(unit("a", region="us"), unit("b", region="uk")), Reader("gp", "any")) == ["a", "b"]


def test_complete_means_every_required_unit_and_every_graded_quiz():
    asked = course(unit("a"), unit("b"), quizzes=(quiz("one"), quiz("two")))
    reader = Reader("gp", "uk")
    assert is_complete(asked, reader, finished={"a", "b"}, passed={"one", "two"})
    assert not is_complete(asked, reader, finished={"a"}, passed={"one", "two"})
    assert not is_complete(asked, reader, finished={"a", "b"}, passed={"one"})


def test_what_is_not_asked_for_stands_in_nobodys_way():
    asked = course(unit("a"), unit("b", required=False), quizzes=(quiz(), quiz("try-out", graded=False)))
    assert is_complete(asked, Reader("gp", "uk"), finished={"a", "gone"}, passed={"final", "gone"})
    assert [one["id"] for one in graded_quizzes(asked)] == ["final"]


def test_the_minutes_left_are_those_of_what_is_asked_and_not_done():
    asked = course(unit("a", minutes=8), unit("b", minutes=5), unit("c", required=False), quizzes=(quiz(minutes=4),))
    reader = Reader("gp", "uk")
    assert minutes_left(asked, reader, finished=set(), passed=set()) == 17
    assert minutes_left(asked, reader, finished={"a"}, passed=set()) == 9
    assert minutes_left(asked, reader, finished={"a", "b"}, passed={"final"}) == 0


@given(st.sets(st.sampled_from("abc")), st.sets(st.sampled_from(["final"])))
def test_no_minutes_are_left_exactly_when_the_course_is_complete(finished, passed):
    asked, reader = course(unit("a"), unit("b"), unit("c"), quizzes=(quiz(),)), Reader("gp", "uk")
    left = minutes_left(asked, reader, finished=finished, passed=passed)
    assert (left == 0) == is_complete(asked, reader, finished=finished, passed=passed)


def test_without_a_waiting_time_the_next_attempt_may_begin_at_once():
    assert next_attempt_at(quiz(), NOW) is None


def test_the_waiting_time_runs_from_the_last_submission():
    assert next_attempt_at(quiz(wait_hours=24), NOW) == NOW + timedelta(hours=24)


def test_nobody_waits_for_a_first_attempt():
    assert next_attempt_at(quiz(wait_hours=24), None) is None


@pytest.mark.parametrize(
    ("points", "out_of", "mark", "passed", "shown"),
    [
        ("5", 8, 80, False, 63),
        ("2", 3, 66, True, 67),
        ("7.96", 10, 80, False, 79),
        ("8", 8, 75, True, 100),
        ("0", 0, 75, True, 0),
    ],
)
def test_the_percentage_is_rounded_but_never_up_to_a_pass_mark_that_was_missed(points, out_of, mark, passed, shown):
    assert percent_shown(Decimal(points), out_of, mark, passed=passed) == shown
