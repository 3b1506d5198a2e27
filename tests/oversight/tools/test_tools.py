"""The register of AI tools: written by the practice's managers, read by nobody else."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.operations.models import AuditEntry
from courses.oversight.tools.models import AiTool
from courses.oversight.tools.queries import register
from courses.oversight.tools.services import change_tool, end_tool
from courses.people.models import Membership, Practice
from tests.actors import person
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]
ALL = "/practice/elm-street/tools/"
NEW = f"{ALL}new/"
HOSTILE = '<img src=x onerror="alert(1)">{{ 7 }}\u202e'
GIVEN = ("kind", "status", "dpia_on", "review_on", "responsible")  # not free text


def of(tool: AiTool, rest: str = "") -> str:
    return f"{ALL}{tool.pk}/{rest}"


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_the_empty_register_says_why_there_is_one_and_offers_typical_entries(as_user, manager):
    text = as_user(manager).get(ALL).content.decode()
    assert "Inspectors, insurers and patients ask" in text
    for key in ("scribe", "chatbot", "triage", "phones"):
        assert f"{NEW}?like={key}" in text


def test_a_typical_entry_fills_in_the_form_and_keeps_nothing(as_user, manager):
    text = as_user(manager).get(f"{NEW}?like=scribe").content.decode()
    assert "Listens to consultations and drafts the note." in text
    assert '<option value="scribe" selected>' in text
    assert "You can say no at any time" in text
    assert not AiTool.objects.exists()
    assert not actions()


def test_a_saved_tool_is_in_the_list_on_its_page_and_in_the_log(as_user, manager, posted):
    client = as_user(manager)
    reply = client.post(NEW, posted, follow=True)
    tool = AiTool.objects.get()
    assert reply.redirect_chain == [(of(tool), 302)]
    page = words(reply.content.decode())
    for text in ("Murmur", "Drafts the note.", "Dr Cover", "Agreement of 3 May", "Dr Safe", "Desk, extension 12"):
        assert text in page
    assert 'href="https://hazards.example/murmur" rel="noopener noreferrer"' in reply.content.decode()
    listed = words(client.get(ALL).content.decode())
    assert "Approved" in listed
    assert "GP or other doctor, Practice nurse" in listed
    assert actions() == ["tool.added"]


def test_a_double_click_on_a_new_tool_makes_one(as_user, manager, posted):
    client = as_user(manager)
    first, second = (client.post(NEW, posted) for _click in range(2))
    tool = AiTool.objects.get()
    assert first["Location"] == second["Location"] == of(tool)
    assert actions().count("tool.added") == 1


@pytest.mark.parametrize("change", [{"status": "considered"}, {"name": "Murmur 2"}])
def test_an_entry_that_differs_in_anything_is_another_tool(as_user, manager, posted, change):
    client = as_user(manager)
    client.post(NEW, posted)
    client.post(NEW, {**posted, **change})
    assert AiTool.objects.count() == 2


def test_the_same_entry_a_minute_later_is_meant(as_user, manager, posted):
    client = as_user(manager)
    client.post(NEW, posted)
    AiTool.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    client.post(NEW, posted)
    assert AiTool.objects.count() == 2


def test_a_review_that_is_late_says_since_when(as_user, manager, murmur):
    AiTool.objects.update(review_on=date(2020, 5, 3))
    assert "review was due 3 May 2020" in as_user(manager).get(ALL).content.decode()
    AiTool.objects.update(review_on=timezone.localdate() + timedelta(days=400))
    assert "review was due" not in as_user(manager).get(ALL).content.decode()


def test_the_list_shows_the_tools_of_one_decision(as_user, manager, murmur):
    AiTool.objects.create(practice=murmur.practice, name="Guesser", kind="risk", purpose="x", status="not-allowed")
    text = as_user(manager).get(f"{ALL}?status=not-allowed").content.decode()
    assert "Guesser" in text
    assert "Murmur" not in text
    assert "Murmur" in as_user(manager).get(f"{ALL}?status=no-such").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write the name of the tool."),
        ("kind", "", "Choose what kind of tool it is."),
        ("purpose", "", "Write what it is used for."),
        ("kind", "toaster", "Select a valid choice"),
        ("status", "conditional", "Say under which conditions"),
        ("hazard_log", "http://hazards.example/", "begins with https://"),
        ("hazard_log", "javascript:alert(1)", "begins with https://"),
        ("roles", ["king"], "Select a valid choice"),
        ("review_on", "soon", "Enter a valid date"),
        ("purpose", "x" * 501, "at most 500 characters"),
        ("patient_notice", "x" * 4001, "at most 4,000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_user, manager, posted, field, value, said):
    reply = as_user(manager).post(NEW, {**posted, field: value})
    text = reply.content.decode()
    assert reply.status_code == 422
    assert "There is a problem" in text
    assert said in text
    assert "Agreement of 3 May" in text
    assert not AiTool.objects.exists()


def test_only_a_colleague_can_answer_for_a_tool(as_user, manager, stranger, posted):
    theirs = Membership.objects.get(user=stranger).pk
    mine = Membership.objects.get(user=manager).pk
    assert as_user(manager).post(NEW, {**posted, "responsible": theirs, "responsible_name": ""}).status_code == 422
    both = as_user(manager).post(NEW, {**posted, "responsible": mine})
    assert "not both" in both.content.decode()
    as_user(manager).post(NEW, {**posted, "responsible": mine, "responsible_name": ""})
    assert [tool.responsible for tool in register(Practice.objects.get(slug="elm-street"))] == ["Sam Lee"]


def test_who_has_left_is_shown_as_having_left_and_can_stay_in_the_entry(as_user, manager, clinician, murmur, posted):
    member = Membership.objects.get(user=clinician)
    AiTool.objects.update(responsible=member)
    Membership.objects.filter(pk=member.pk).update(ended=timezone.localdate())
    client = as_user(manager)
    assert "has left" in client.get(of(murmur)).content.decode()
    assert "Dr Amara Osei (has left)" in client.get(of(murmur, "edit/")).content.decode()
    kept = {**posted, "responsible": member.pk, "responsible_name": "", "version": 1}
    assert client.post(of(murmur, "edit/"), kept).status_code == 302


def test_a_change_is_kept_and_the_log_names_the_fields(as_user, manager, murmur, posted):
    reply = as_user(manager).post(of(murmur, "edit/"), {**posted, "version": 1, "status": "not-allowed"})
    assert reply.status_code == 302
    murmur.refresh_from_db()
    assert (murmur.status, murmur.version, murmur.maker) == ("not-allowed", 2, "Example Scribes")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.practice_id) == ("tool.changed", "Murmur", murmur.practice_id)
    assert entry.detail["was"] == "approved"
    assert {"maker", "status"} <= set(entry.detail["fields"])
    assert "purpose" not in entry.detail["fields"]


def test_saving_without_a_change_writes_nothing(as_user, manager, murmur):
    values = {"name": "Murmur", "kind": "scribe", "status": "approved"}
    assert change_tool(practice=murmur.practice, by=manager, tool_id=murmur.pk, version=1, values=values) == []
    murmur.refresh_from_db()
    assert murmur.version == 1
    assert not actions()


def test_of_two_tabs_the_second_sees_both_and_loses_nothing(as_user, manager, murmur, posted):
    client = as_user(manager)
    client.post(of(murmur, "edit/"), {**posted, "version": 1, "purpose": "Theirs"})
    reply = client.post(of(murmur, "edit/"), {**posted, "version": 1, "purpose": "Mine"})
    text = reply.content.decode()
    assert reply.status_code == 409
    assert "Somebody else has saved this entry meanwhile" in text
    assert "<bdi>Theirs</bdi>" in text
    assert ">\nMine</textarea>" in text
    assert 'name="version" value="2"' in text
    assert AiTool.objects.get().purpose == "Theirs"
    assert client.post(of(murmur, "edit/"), {**posted, "version": 2, "purpose": "Mine"}).status_code == 302
    assert AiTool.objects.get().purpose == "Mine"
    assert actions() == ["tool.changed", "tool.changed"]


def test_a_form_without_a_version_overwrites_nothing(as_user, manager, murmur, posted):
    assert as_user(manager).post(of(murmur, "edit/"), {**posted, "purpose": "Mine"}).status_code == 409
    assert AiTool.objects.get().purpose == "Drafts the note."


def test_a_tool_that_is_no_longer_used_stays_in_the_register_and_can_come_back(as_user, manager, murmur):
    client = as_user(manager)
    client.post(of(murmur, "end/"), {"ended_on": "2026-03-01"})
    text = words(client.get(ALL).content.decode())
    assert "No longer used" in text
    assert "last used 1 March 2026" in text
    client.post(of(murmur, "use/"))
    client.post(of(murmur, "use/"))
    assert AiTool.objects.get().ended_on is None
    assert actions() == ["tool.ended", "tool.restored"]


def test_a_second_end_does_not_move_the_day(manager, murmur):
    assert end_tool(practice=murmur.practice, by=manager, tool_id=murmur.pk, on=date(2026, 3, 1))
    assert not end_tool(practice=murmur.practice, by=manager, tool_id=murmur.pk, on=date(2026, 4, 1))
    assert AiTool.objects.get().ended_on == date(2026, 3, 1)
    assert actions() == ["tool.ended"]


def test_a_tool_cannot_end_in_the_future(as_user, manager, murmur):
    reply = as_user(manager).post(of(murmur, "end/"), {"ended_on": "2999-01-01"})
    assert reply.status_code == 422
    assert "Give today or an earlier day" in reply.content.decode()
    assert AiTool.objects.get().ended_on is None


def test_hostile_text_is_shown_as_text_everywhere(as_user, manager, posted):
    texts = {name: HOSTILE for name, value in posted.items() if isinstance(value, str)}
    sent = {**posted, **texts, **{name: posted[name] for name in GIVEN}}
    client = as_user(manager)
    assert client.post(NEW, {**sent, "hazard_log": 'https://x.example/"onmouseover=1'}).status_code in (302, 422)
    client.post(NEW, {**sent, "hazard_log": ""})
    tool = AiTool.objects.latest("pk")
    clash = client.post(of(tool, "edit/"), {**sent, "hazard_log": "", "name": HOSTILE + "2", "version": 99})
    pages = [client.get(url).content.decode() for url in (ALL, of(tool), of(tool, "edit/"), of(tool, "end/"))]
    for text in (*pages, clash.content.decode(), client.get("/practice/elm-street/needs/").content.decode()):
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text


def test_the_table_runs_nothing_in_a_spreadsheet(as_user, manager, practice):
    formulas = ("=1+1", "+1", "-1", "@a", "\t=1", " =1", "＝1")
    for formula in formulas:
        AiTool.objects.create(practice=practice, name=formula, kind="other", purpose=formula, status="approved")
    reply = as_user(manager).get("/practice/elm-street/tools.csv")
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert reply["Content-Type"].startswith("text/csv")
    assert "attachment" in reply["Content-Disposition"]
    assert {row[0] for row in rows[4:]} == {f"'{formula}" for formula in formulas}
    assert all(row[3].startswith("'") for row in rows[4:])


@pytest.mark.parametrize("who", ["clinician", "stranger", "educator"])
def test_for_everybody_else_the_register_does_not_exist(request, as_user, murmur, posted, who):
    client: Client = as_user(request.getfixturevalue(who))
    for url in (ALL, NEW, of(murmur), of(murmur, "edit/"), of(murmur, "end/"), "/practice/elm-street/needs/"):
        assert client.get(url).status_code == 404, url
    assert client.get("/practice/elm-street/tools.csv").status_code == 404
    for url in (NEW, of(murmur, "edit/"), of(murmur, "end/"), of(murmur, "use/")):
        assert client.post(url, {**posted, "version": 1, "ended_on": "2026-01-01"}).status_code == 404, url
    assert AiTool.objects.get().version == 1


def test_a_tool_of_another_practice_does_not_exist(as_user, stranger, murmur, posted):
    client = as_user(stranger)
    for rest in ("", "edit/", "end/"):
        assert client.get(f"/practice/oak-lane/tools/{murmur.pk}/{rest}").status_code == 404
    for rest in ("edit/", "end/", "use/"):
        sent = {**posted, "version": 1, "ended_on": "2026-01-01"}
        assert client.post(f"/practice/oak-lane/tools/{murmur.pk}/{rest}", sent).status_code == 404
    murmur.refresh_from_db()
    assert (murmur.version, murmur.ended_on) == (1, None)


def test_signed_out_people_are_asked_to_sign_in(client, murmur):
    for url in (ALL, of(murmur), "/practice/elm-street/tools.csv"):
        assert client.get(url).url.startswith("/accounts/login/")


def test_looking_changes_nothing_and_undo_takes_no_get(as_user, manager, murmur):
    client = as_user(manager)
    for rest in ("", "edit/", "end/"):
        assert client.get(of(murmur, rest)).status_code == 200
    assert client.get(of(murmur, "use/")).status_code == 405
    assert not actions()


def test_the_list_costs_the_same_for_one_tool_and_for_thirty(
    as_user, manager, practice, murmur, django_assert_num_queries, django_assert_max_num_queries
):
    client = as_user(manager)
    client.get(ALL)
    with django_assert_max_num_queries(6) as first:
        client.get(ALL)
    for number in range(30):
        colleague = person(f"p{number}@elm.example", f"Person {number}")
        member = Membership.objects.create(user=colleague, practice=practice, started=date(2020, 1, 1))
        AiTool.objects.create(
            practice=practice, name=f"T{number}", kind="risk", purpose="x", status="approved", responsible=member
        )
    with django_assert_num_queries(len(first)):
        client.get(ALL)
