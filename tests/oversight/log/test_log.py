"""A practice's log: its managers read who did what and when; nobody writes in it, and nobody else reads it."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from courses.operations import audit
from courses.operations.models import AuditEntry
from courses.oversight.log.queries import PAGE
from courses.oversight.log.words import KINDS, PHRASES, sentence
from courses.people.models import Practice, User
from tests.actors import person
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/practice/elm-street/log/"
WRITES = r"AuditEntry\.objects[^\n]*\.(update|delete|bulk_update)\(|entry\.(save|delete)\("
CSV = "/practice/elm-street/log.csv"
HOSTILE = "<script>alert(1)</script>{0}{who.__class__}"
ASKED = (
    "person.invited", "invitation.resent", "invitation.cancelled", "invitation.accepted", "joining_link.made",
    "joining_link.ended", "joining.approved", "joining.declined", "code.printed", "person.changed",
    "person.left", "person.restored", "leave.recorded", "leave.changed", "leave.withdrawn", "team.made",
    "team.renamed", "team.deleted", "practice.made", "practice.changed", "membership.removed",
    "assignment.made", "assignment.undone", "assignment.ended", "exemption.made", "exemption.ended",
    "access.given", "credit.accepted", "credit.declined", "credit.withdrawn", "session.recorded",
    "session.withdrawn", "attempt.granted", "attempt.declined", "matrix.exported", "people.reminded",
    "reminders.changed", "policy.published", "policy.ended", "review.recorded", "review.withdrawn",
    "tool.added", "tool.changed", "tool.ended", "pack.ordered", "pack.downloaded", "calendar.made",
    "calendar.ended",
)  # fmt: skip


def note(
    actor: User | None, practice: Practice, action: str = "team.made", subject: str = "Mornings", **detail: object
):
    audit.note(actor=actor, action=action, subject=subject, practice_id=practice.pk, **detail)


def said(action: str, subject: str = "", **detail: object) -> str:
    return sentence(who="Sam Lee", action=action, subject=subject, detail=detail)


@pytest.mark.parametrize("action", sorted({*ASKED, *PHRASES}))
def test_every_action_has_words_and_a_kind(action):
    text = said(action, "Ben")
    assert "no words" not in text
    assert "{" not in text
    assert "Sam Lee" in text or "Ben" in text
    kinds = [key for key, (_name, firsts) in KINDS.items() if action.split(".")[0] in firsts]
    assert len(kinds) == 1


@pytest.mark.parametrize(
    ("action", "subject", "detail", "text"),
    [
        ("person.invited", "", {"people": 8}, "Sam Lee invited 8 people"),
        ("person.invited", "", {"count": 1}, "Sam Lee invited 1 person"),
        ("person.invited", "ben@elm.example", {"manager": True}, "Sam Lee invited ben@elm.example as a manager"),
        ("person.invited", "ben@elm.example", {"manager": False}, "Sam Lee invited ben@elm.example"),
        (
            "matrix.exported",
            "Elm Street",
            {"format": "CSV", "people": 14, "filter": "role nurse"},
            "Sam Lee exported the matrix as CSV: 14 people, filter role nurse",
        ),
        (
            "exemption.made",
            "Ben",
            {"course": "Privacy", "until": "2026-03-03", "reason": "wrong role"},
            "Sam Lee exempted Ben from Privacy until 3 March 2026: wrong role",
        ),
        ("exemption.made", "Ben", {"course": "Privacy", "until": ""}, "Sam Lee exempted Ben from Privacy"),
        (
            "person.changed",
            "Ben",
            {"job_role": "gp", "is_manager": False},
            "Sam Lee changed the entry of Ben, role: GP or other doctor, no longer a manager",
        ),
        (
            "tool.changed",
            "Murmur",
            {"fields": ["maker", "status"], "status": "not-allowed"},
            "Sam Lee changed Murmur in the AI tools: “Made by”, “What has the practice decided?”. "
            "Decision: Not allowed",
        ),
        ("assignment.made", "Privacy", {"people": 0}, "Sam Lee assigned Privacy to those who join later"),
        ("assignment.made", "Privacy", {"people": 1}, "Sam Lee assigned Privacy to 1 person"),
        (
            "access.given",
            "Ben",
            {"missing": ["A", "B"]},
            "Sam Lee noted that Ben has access to records, still missing: A, B",
        ),
        (
            "tool.ended",
            "Murmur",
            {"on": "2026-13-99"},
            "Sam Lee noted that Murmur is no longer used, last used 2026-13-99",
        ),
    ],
)
def test_an_entry_reads_as_a_sentence(action, subject, detail, text):
    assert said(action, subject, **detail) == text


def test_an_action_without_words_says_so_and_tells_what_is_stored():
    text = said("kettle.boiled", "Elm Street", secret="x")
    assert text == "Sam Lee did something this page has no words for (kettle.boiled): Elm Street"


def test_details_of_the_wrong_shape_break_nothing():
    for action in PHRASES:
        for odd in (None, 3, "x", [1, {"a": []}], {"b": None}, True):
            names = ("people", "course", "until", "fields", "status", "job_role", "missing", "on", "filters")
            assert said(action, "", **dict.fromkeys(names, odd))


def test_names_are_never_taken_for_a_pattern():
    assert HOSTILE in sentence(who=HOSTILE, action="team.made", subject="x", detail={})
    assert HOSTILE in said("team.renamed", "x", before=HOSTILE)


def test_the_newest_stands_first_and_text_is_shown_as_text(as_user, manager, practice):
    note(manager, practice, subject="First")
    note(None, practice, action="kettle.boiled", subject=HOSTILE)
    text = as_user(manager).get(URL).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert text.index("The site did something") < text.index("Sam Lee made the team First")


def test_a_course_is_named_by_its_title(as_user, manager, practice, sample):
    note(manager, practice, "credit.accepted", "Ben", course="sample-reviewed-course")
    text = as_user(manager).get(URL).content.decode()
    assert f"Sam Lee accepted evidence of Ben: {sample.structure['title']}" in words(text)


def test_times_are_those_of_the_reader(as_user, manager, practice):
    note(manager, practice)
    AuditEntry.objects.update(at=datetime(2026, 1, 10, 23, 30, tzinfo=UTC))
    User.objects.filter(pk=manager.pk).update(timezone="Asia/Tokyo")
    client = as_user(manager)
    text = client.get(URL).content.decode()
    assert "11 Jan 2026, 08:30" in text
    assert "Asia/Tokyo" in text
    assert "Mornings" in client.get(f"{URL}?since=2026-01-11&until=2026-01-11").content.decode()
    assert "No entry fits" in client.get(f"{URL}?until=2026-01-10").content.decode()
    assert "2026-01-11 08:30:00" in b"".join(client.get(CSV)).decode()


def test_entries_are_found_by_person_kind_and_period(as_user, manager, clinician, practice):
    note(manager, practice, subject="By-Sam")
    note(clinician, practice, "tool.added", "By-Amara")
    client = as_user(manager)
    assert "By-Amara" not in client.get(f"{URL}?person={manager.pk}").content.decode()
    text = client.get(f"{URL}?kind=tools").content.decode()
    assert "By-Amara" in text
    assert "By-Sam" not in text
    for kind in KINDS:
        assert client.get(f"{URL}?kind={kind}").status_code == 200


@pytest.mark.parametrize(
    "query", ["person=x", "person=99999999", "kind=no", "since=soon", "before=-1", "since=2026-02-02&until=2026-01-01"]
)
def test_a_filter_that_makes_no_sense_is_said(as_user, manager, practice, query):
    note(manager, practice)
    reply = as_user(manager).get(f"{URL}?{query}")
    assert reply.status_code == 422
    assert "There is a problem" in reply.content.decode()
    assert as_user(manager).get(f"{CSV}?{query}").status_code == 404


def test_a_name_of_another_practice_cannot_be_looked_for(as_user, manager, stranger, practice):
    note(manager, practice)
    note(stranger, Practice.objects.get(slug="oak-lane"))
    assert "Pat Stranger" not in as_user(manager).get(URL).content.decode()
    assert as_user(manager).get(f"{URL}?person={stranger.pk}").status_code == 422


def test_pages_of_fifty_hold_every_entry_once(as_user, manager, practice):
    for number in range(PAGE * 2 + 1):
        note(manager, practice, subject=f"T{number:03}")
    client, seen, url = as_user(manager), [], URL
    while url:
        text = client.get(url).content.decode()
        seen += re.findall(r"made the team (T\d+)", text)
        older = re.search(r'href="(\?[^"]*before=[^"]*)"', text)
        url = f"{URL}{older.group(1).replace('&amp;', '&')}" if older else ""
    assert seen == [f"T{number:03}" for number in reversed(range(PAGE * 2 + 1))]


def test_the_next_page_keeps_what_is_looked_for(as_user, manager, practice):
    for number in range(PAGE + 1):
        note(manager, practice, subject=f"T{number}")
    assert "?kind=people&amp;before=" in as_user(manager).get(f"{URL}?kind=people").content.decode()


def test_the_table_is_streamed_whole_and_runs_nothing_in_a_spreadsheet(as_user, practice):
    formula = person("eve@elm.example", "=HYPERLINK(1)")
    formula.memberships.create(practice=practice, started="2020-01-01", is_manager=True)
    for _number in range(PAGE + 5):
        note(formula, practice)
    note(formula, practice, "tool.added", "Murmur")
    reply = as_user(formula).get(f"{CSV}?kind=people")
    assert reply.streaming
    rows = list(csv.reader(io.StringIO(b"".join(reply).decode("utf-8-sig"))))[5:]
    assert len(rows) == PAGE + 5
    assert all(row[1] == "'=HYPERLINK(1)" for row in rows)
    assert all(row[2].startswith("'=HYPERLINK(1) made") for row in rows)


def test_the_page_costs_the_same_for_one_entry_and_for_many(as_user, manager, practice, django_assert_num_queries):
    note(manager, practice)
    client = as_user(manager)
    client.get(URL)
    with django_assert_num_queries(5):
        client.get(URL)
    for number in range(60):
        note(person(f"p{number}@elm.example", f"P{number}"), practice)
    with django_assert_num_queries(5):
        client.get(URL)


@pytest.mark.parametrize("who", ["clinician", "stranger", "educator"])
def test_for_everybody_else_the_log_does_not_exist(request, as_user, practice, who):
    client = as_user(request.getfixturevalue(who))
    assert [client.get(url).status_code for url in (URL, CSV)] == [404, 404]


def test_entries_of_other_practices_and_of_the_site_are_not_in_it(as_user, manager, stranger, practice):
    note(stranger, Practice.objects.get(slug="oak-lane"), subject="Theirs")
    audit.note(actor=manager, action="course.published", subject="Of the site")
    text = as_user(manager).get(URL).content.decode()
    assert "Nothing has happened yet" in text
    assert "Theirs" not in text
    assert "Of the site" not in text


def test_an_empty_log_and_a_signed_out_reader(as_user, client, manager):
    assert "Nothing has happened yet" in as_user(manager).get(URL).content.decode()
    assert client.get(URL).url.startswith("/accounts/login/")


def test_nothing_can_be_written_deleted_or_changed_here(as_user, manager, practice):
    note(manager, practice)
    before = list(AuditEntry.objects.values())
    client = as_user(manager)
    for method in ("post", "put", "patch", "delete"):
        for url in (URL, CSV):
            assert getattr(client, method)(url).status_code == 405
    client.get(URL)
    assert list(AuditEntry.objects.values()) == before


def test_no_module_changes_or_deletes_entries_but_the_one_that_forgets_names():
    for path in Path("courses").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path == Path("courses/operations/audit.py"):
            assert re.findall(r"\.update\(([^)]*)\)", text) == [
                'subject="", detail={FORGOTTEN: True}', "detail={FORGOTTEN: True}",
            ]  # fmt: skip
            continue
        if "AuditEntry" in text and "migrations" not in path.parts:
            touched = re.search(
                r"AuditEntry\.objects[^\n]*\.(update|delete|bulk_update)\(|entry\.(save|delete)\(", text
            )
            assert touched is None, path


def test_a_person_whose_account_is_gone_does_not_break_the_log(as_user, manager, practice):
    gone = person("gone@elm.example", "Gone Person")
    note(gone, practice)
    AuditEntry.objects.update(actor=None, at=datetime.now(UTC) - timedelta(days=1))
    assert "The site made the team Mornings" in as_user(manager).get(URL).content.decode()
