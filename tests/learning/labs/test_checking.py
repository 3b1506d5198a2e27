"""A checking lab: the record and its summary on one page, what was added, changed and left out."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.learning.labs.marked_text import Sheet, Stamp, keep, read_marks, sheets_of
from courses.learning.models import LabRecord
from tests.learning.labs.marked_course import FAULTS, SUMMARY, begin, fields, marked_release, post, sheet

NOW: Any = type("Now", (), {"isoformat": lambda _self: "2026-11-21T10:00:00"})()


@pytest.fixture
def released(db: None) -> Any:
    return marked_release(summary="must-find: major")


@pytest.mark.web
@pytest.mark.django_db
def test_record_and_summary_stand_on_one_page_and_the_record_takes_one_mark(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client, SUMMARY)
    assert run.layout == {"sheets": [["talk", "draft"]]}
    text = unescape(client.get(sheet(run, 1)).content.decode())
    assert re.findall(r'data-text="(\w+)"', text) == ["talk", "draft"]
    assert 'data-only="omitted"' in text
    assert re.findall(r'type="radio" name="mark" value="(\w+)"', text) == ["added", "changed"]
    assert "Secret-" not in text


@pytest.mark.web
@pytest.mark.django_db
def test_all_faults_found_leave_none_in_the_record(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client, SUMMARY)
    assert post(client, run, 1, "check", fields(run, "talk", "draft", marks=FAULTS)).url == f"/labs/{run.pk}/result/"
    text = unescape(client.get(f"/labs/{run.pk}/result/").content.decode())
    assert "3 of 3 found" in text
    assert "No fault that we know of would stay in the record." in text
    assert "Secret-left out" in text
    assert LabRecord.objects.get(attempt=run).counts["marks"] == {
        "added": [1, 1, 0, 0, 0], "changed": [1, 1, 0, 0, 0], "omitted": [1, 1, 0, 0, 0],
    }  # fmt: skip


@pytest.mark.web
@pytest.mark.django_db
def test_a_missed_serious_fault_is_named_with_what_it_would_do(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client, SUMMARY)
    post(client, run, 1, "check", fields(run, "draft", marks=FAULTS))
    text = unescape(client.get(f"/labs/{run.pk}/result/").content.decode())
    assert "1 fault would stay in the record, and it is major: “Penicillin rash in 2009”." in text
    assert "Missed, major: this had to be found" in text


def view(*kinds: str) -> list[Any]:
    return [{"id": f"{kind}-{n}", "kind": kind, "marks": ["a", "b"], "blocks": []} for n, kind in enumerate(kinds)]


@pytest.mark.core
@pytest.mark.parametrize(
    ("kinds", "sizes"),
    [
        ("text text text", [1, 1, 1]),
        ("source summary", [2]),
        ("source summary source summary", [2, 2]),
        ("source source summary summary", [4]),
        ("summary source summary source", [2, 2]),
        ("source summary summary source source summary", [3, 3]),
    ],
)
def test_each_summary_stands_with_its_source(kinds, sizes):
    assert [len(page) for page in sheets_of(view(*kinds.split()))] == sizes


UNITS = [{"id": f"u{n}", "text": "x", "after": " "} for n in range(1, 6)]
SHEET = Sheet(1, [{"id": "t", "kind": "text", "marks": ["a", "b"], "blocks": [{"units": UNITS}]}], {})  # type: ignore[typeddict-item]
PAIRS = st.tuples(st.sampled_from(["m.t.u1", "m.t.u3", "m.t.u9", "m.x.u1", "u2"]), st.sampled_from(["a", "b", "", "c"]))


@pytest.mark.core
@given(st.lists(PAIRS), st.randoms())
def test_the_order_of_fields_and_what_is_forged_make_no_difference(pairs, random):
    fields = dict(pairs)
    shuffled = list(fields.items())
    random.shuffle(shuffled)
    found = read_marks(SHEET, dict(shuffled))
    assert found == read_marks(SHEET, fields)
    assert list(found.get("t", {})) == sorted(found.get("t", {}))
    assert set(found) <= {"t"}
    assert set(found.get("t", {})) <= {"u1", "u3"}
    assert set(found.get("t", {}).values()) <= {"a", "b"}


SAVES = st.lists(
    st.tuples(st.integers(1, 8), st.sampled_from(["a", "b"])), min_size=1, max_size=8, unique_by=lambda one: one[0]
)


@pytest.mark.core
@given(SAVES, st.randoms())
def test_saves_of_one_client_in_any_order_end_with_the_last_it_sent(saves, random):
    arriving = [*saves, *saves]
    random.shuffle(arriving)
    stored = keep({"t": {"u1": "a"}}, Stamp(0, "tab", 0))(None, NOW)
    for seq, mark in arriving:
        stored = keep({"t": {"u1": mark}}, Stamp(1, "tab", seq))(stored, NOW) or stored
    assert stored is not None
    assert stored["marks"] == {"t": {"u1": max(saves)[1]}}
