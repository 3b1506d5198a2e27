"""The text that calendar programs read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.training.calendar.ics import Event, calendar, escaped, folded

pytestmark = pytest.mark.core
NOW = datetime(2026, 11, 4, 12, 30, tzinfo=UTC)


def test_an_event_lasts_a_whole_day():
    text = calendar("Mine", [Event("due-1-small@site", date(2026, 12, 31), "Due: Small", "https://site/c/")], NOW)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "UID:due-1-small@site",
        "DTSTAMP:20261104T123000Z",
        "SEQUENCE:2499",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Due: Small",
    ):
        assert line in lines


def test_the_last_day_there_is_needs_no_day_after_it():
    text = calendar("Mine", [Event("renew-1-small@site", date(9999, 12, 31), "Renew: Small", "https://site/c/")], NOW)
    assert "DTSTART;VALUE=DATE:99991231" in text
    assert "DTEND" not in text


def test_separators_and_breaks_are_escaped_and_controls_left_out():
    assert escaped("a;b,c\\d\r\ne\x00\x07") == "a\\;b\\,c\\\\d\\ne"


@given(st.text(max_size=300))
def test_folding_loses_nothing_and_no_line_is_longer_than_75_octets(text):
    pieces = list(folded(text))
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_title_can_add_a_line_of_its_own(title):
    plain = calendar("x", [Event("u", date(2026, 1, 1), "", "")], NOW)
    text = calendar("x", [Event("u", date(2026, 1, 1), title, "")], NOW).replace("\r\n ", "")
    assert text.count("\r\n") == plain.count("\r\n")
    assert "\n" not in text.replace("\r\n", "")
