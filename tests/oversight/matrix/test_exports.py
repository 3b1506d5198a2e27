"""The matrix as CSV and XLSX: what the page shows, in every shape, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.operations.models import AuditEntry
from courses.operations.tables import csv_cell, stream_csv
from courses.people.models import Membership
from courses.training.models import Credit
from tests.oversight.matrix.reading import URL, settle
from tests.oversight.matrix.workbooks import sheet
from tests.training.situations import ask, complete, today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FILES = ["matrix.csv", "matrix.xlsx", "matrix.csv?shape=long", "matrix.xlsx?shape=long"]


def table(client: Client, query: str = "") -> list[list[str]]:
    reply = client.get(f"{URL}matrix.csv{query}")
    assert reply.status_code == 200
    data = reply.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 0
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_holds_the_filtered_people_and_courses_of_all_pages(as_user, manager, join, small):
    for number in range(52):
        ask(join(f"Person {number:02}", job_role="reception" if number else "gp"), small, days=5 if number else -3)
    settle()
    client = as_user(manager)
    rows = table(client)
    assert rows[0] == ["Practice", "Elm Street Surgery"]
    assert rows[1][0] == "Made on"
    assert "(Europe/London)" in rows[1][1]
    assert rows[2] == ["Filter", "none: everybody who needs training, all courses"]
    assert rows[3] == []
    assert rows[4] == ["Person", "Role", "Team", "A small course"]
    assert len(rows) == 5 + 52
    assert rows[5][:2] == ["Person 00", "GP or other doctor"]
    assert rows[5][3].startswith("Overdue, since ")
    narrowed = table(client, "?role=reception&course=small&page=2&person=person")
    assert narrowed[2][1] == "Course: A small course; Role: Reception or administration; Person: person"
    assert len(narrowed) == 5 + 51


def test_the_spreadsheet_says_the_same(as_user, manager, clinician, join, small):
    ask(clinician, small, days=5)
    complete(join("Bo"), small)
    settle()
    client = as_user(manager)
    reply = client.get(f"{URL}matrix.xlsx")
    rows = sheet(reply.getvalue())
    assert rows[4:] == table(client)[4:]
    assert reply.headers["Content-Disposition"].endswith('.xlsx"')


def test_one_row_for_each_person_and_course_has_days_source_and_code(as_user, manager, clinician, join, small):
    done = complete(clinician, small, days_ago=2)
    Certificate.objects.update(completed_on=today_of(clinician) - timedelta(days=2))
    bo = join("Bo")
    until = timezone.localdate() + timedelta(days=300)
    Credit.objects.create(
        membership=Membership.objects.get(user=bo), course=small.course, kind="prior", accepted=True,
        completed_on=date(2020, 2, 29), valid_until=until, decided_by=manager, decided_at=timezone.now() - timedelta(1),
    )  # fmt: skip
    ask(join("Cleo"), small, days=30)
    settle()
    paper = Certificate.objects.get(enrolment=done)
    Certificate.objects.update(valid_until=_valid(clinician))
    client = as_user(manager)
    head, *rows = table(client, "?shape=long")[4:]
    assert head[3:] == [
        "Course", "State", "Detail", "Due", "Completed on", "Valid to", "Source", "Certificate code",
    ]  # fmt: skip
    by_name = {row[0]: row[3:] for row in rows}
    assert by_name["Dr Amara Osei"][4:] == [
        str(today_of(clinician) - timedelta(days=2)), str(_valid(clinician)), "this course", grouped(paper.code),
    ]  # fmt: skip
    assert by_name["Bo"][4:] == ["2020-02-29", str(until), "prior learning approved by Sam Lee", ""]
    assert by_name["Cleo"][1] == "Not started"
    assert by_name["Cleo"][3:] == [str(timezone.localdate() + timedelta(days=30)), "", "", "", ""]
    dated = sheet(client.get(f"{URL}matrix.xlsx?shape=long").getvalue())
    assert next(row for row in dated if row and row[0] == "Bo")[7] == date(2020, 2, 29)  # a day, not a text


def _valid(person):
    return Membership.objects.get(user=person).standings.get().valid_until


def test_the_head_and_the_names_stay_in_sight(as_user, manager, clinician, small):
    ask(clinician, small, days=5)
    settle()
    with ZipFile(io.BytesIO(as_user(manager).get(f"{URL}matrix.xlsx").getvalue())) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert '<pane xSplit="1" ySplit="5"' in xml
    assert "<cols>" in xml
    assert 'orientation="landscape"' in xml


@pytest.mark.parametrize("name", ["=1+1", "+44 20", "-x", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_a_name_that_looks_like_a_formula_is_text_in_both(as_user, manager, join, small, name):
    person = join("Plain")
    type(person).objects.filter(pk=person.pk).update(display_name=name)
    ask(person, small, days=5)
    settle()
    client = as_user(manager)
    assert table(client)[5][0] == f"'{name}"
    data = client.get(f"{URL}matrix.xlsx").getvalue()
    assert sheet(data)[5][0].strip() == name.strip()
    with ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_quotes_commas_and_lines_are_quoted():
    text = b"".join(stream_csv([['a "b"', "c,d", "e\nf", None, date(2026, 3, 1), 7]])).decode("utf-8-sig")
    assert text == '"a ""b""","c,d","e\nf",,2026-03-01,7\r\n'
    assert csv_cell("-") == "'-"


def test_a_long_table_comes_in_pieces():
    pieces = list(stream_csv([["x" * 100]] * 2000))
    assert len(pieces) > 10
    assert max(len(piece) for piece in pieces) < 20_000
    assert b"".join(pieces).count(b"\r\n") == 2000


@pytest.mark.parametrize("file", FILES)
def test_taking_it_is_noted_with_filter_and_rows_and_a_look_at_the_headers_is_not(
    as_user, manager, clinician, practice, small, file
):
    ask(clinician, small, days=5)
    settle()
    client = as_user(manager)
    address = URL + file + ("&" if "?" in file else "?") + "role=gp"
    assert client.head(address).status_code == 200
    assert not AuditEntry.objects.filter(action="matrix.exported").exists()
    client.get(address).getvalue()
    entry = AuditEntry.objects.get(action="matrix.exported")
    assert (entry.actor, entry.practice_id) == (manager, practice.pk)
    assert entry.detail == {"filter": "Role: GP or other doctor", "rows": 1, "file": file[7:].partition("?")[0]}


@pytest.mark.parametrize("file", FILES)
def test_nobody_else_may_take_it(as_user, manager, clinician, stranger, educator, file):
    for other in (clinician, stranger, educator):
        assert as_user(other).get(URL + file).status_code == 404
    assert Client().get(URL + file).status_code == 302
    assert as_user(manager).post(URL + file).status_code == 405
    assert not AuditEntry.objects.filter(action="matrix.exported").exists()


@pytest.mark.parametrize("shape", ["", "?shape=long"])
def test_three_people_and_thirty_cost_the_same(as_user, manager, join, small, shape):
    client = as_user(manager)

    def cost() -> int:
        settle()
        with CaptureQueriesContext(connection) as caught:
            table(client, shape)
        return len(caught)

    def add(count: int) -> None:
        for number in range(count):
            one = join(f"Person {number}")
            complete(one, small) if number % 2 else ask(one, small, days=5)

    add(3)
    cost()
    few = cost()
    add(27)
    assert cost() == few
