"""What the editor's script asks while somebody types."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client
from django.urls import reverse

from courses.authoring import compiler_process
from courses.authoring.drafts import put_files
from courses.authoring.models import CourseEditor, Draft, DraftCopy
from courses.people.sessions import STATE
from tests.authoring.sample import UNIT as TEXT
from tests.studio.pages import UNIT, post, text_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def client(as_user, educator, draft) -> Client:
    return as_user(educator)


def pulse(client: Client, **query: int) -> dict:
    return client.get(reverse("studio-pulse", args=["sample", UNIT]), query).json()


def test_a_save_says_when_and_on_what_the_next_must_be_based(client, draft):
    reply = post(client, "studio-save", "typed", client="tab", seq=1).json()
    assert (reply["version"], reply["revision"]) == (2, 2)
    assert reply["saved_at"]
    assert text_of(draft) == "typed"


def test_a_clash_is_said_with_name_and_time_and_stores_nothing(as_user, shared_draft, educator, other_educator):
    post(as_user(educator), "studio-save", "by Elif", client="a", seq=1)
    reply = post(as_user(other_educator), "studio-save", "by Bea", client="b", seq=1)
    assert reply.status_code == 409
    assert "Dr Elif Kaya saved another text at" in reply.json()["message"]
    assert text_of(shared_draft) == "by Elif"


def test_saves_of_a_tab_go_on_from_each_other_whatever_version_they_carry(client, draft):
    post(client, "studio-save", "one", client="tab", seq=1)
    assert post(client, "studio-save", "two", client="tab", seq=2, version=1).status_code == 200
    assert post(client, "studio-save", "late", client="tab", seq=1, version=1).status_code == 200
    assert text_of(draft) == "two"


def test_after_the_session_has_ended_a_script_hears_401_and_nothing_is_stored(draft):
    for name in ("studio-save", "studio-check"):
        reply = post(Client(), name, "typed")
        assert reply.status_code == 401
        assert reply.json()["login"] == "/accounts/login/"
    assert Client().get(reverse("studio-pulse", args=["sample", UNIT])).status_code == 401
    assert text_of(draft) == TEXT


def test_a_forged_save_is_refused(draft, educator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(educator)
    assert post(client, "studio-save", "forged").status_code == 403
    assert text_of(draft) == TEXT


def test_who_lost_the_course_while_typing_hears_404(as_user, shared_draft, other_educator):
    CourseEditor.objects.filter(person=other_educator).delete()
    assert post(as_user(other_educator), "studio-save", "typed").status_code == 404
    assert post(as_user(other_educator), "studio-check", "typed").status_code == 404


def test_the_unsaved_text_is_checked_and_shown_and_not_stored(client, draft):
    reply = post(client, "studio-check", TEXT.replace("## Look first", "##Look at this")).json()
    assert reply["total"] > 0
    assert "C014" in reply["problems"]
    assert "error" in reply["lines"].values()
    assert reply["files"][UNIT] >= 1
    assert "Decide before you look." in reply["preview"]
    assert text_of(draft) == TEXT
    assert Draft.objects.get().errors == 0


def test_the_checked_stored_text_gives_the_course_list_its_counts(client, draft):
    post(client, "studio-save", TEXT.replace("## Look first", "##Look"))
    post(client, "studio-check", text_of(draft))
    assert Draft.objects.get().errors == 1


def test_problems_of_this_file_come_first_and_errors_before_warnings(client, draft, educator):
    put_files(by=educator, draft_id=draft.pk, files={"02-final.md": b"no"}, reason=DraftCopy.Reason.REPLACED)
    html = post(client, "studio-check", TEXT.replace("## Look first", "##Look")).json()["problems"]
    assert html.index("C014") < html.index("02-final.md")
    assert html.index("02-final.md") < html.index("W701")


def test_the_child_may_be_killed_and_the_next_check_answers(client, draft):
    post(client, "studio-check", TEXT)
    compiler_process.close()
    assert post(client, "studio-check", TEXT + "\nMore.\n").json()["stopped"] == ""


def test_a_text_that_stops_the_checker_is_said_and_not_an_error_page(client, monkeypatch):
    def gives_up(*_args, **_more):
        raise compiler_process.CompilerStopped("time", 5)

    monkeypatch.setattr(compiler_process._compiler, "ask", gives_up)
    reply = post(client, "studio-check", "[" * 90_000)
    assert reply.status_code == 200
    assert "too long to read" in reply.json()["stopped"]


@pytest.mark.parametrize("text", ["", "\x00\x01\x02", "---\n", "---\ntitle: [\n---\n", "`" * 5000, "é" * 200_000])
def test_whatever_is_typed_is_answered(client, text):
    assert post(client, "studio-check", text).status_code == 200
    assert post(client, "studio-compare", text).status_code == 200


def test_a_fix_offered_in_the_editor_carries_its_edits(client):
    html = post(client, "studio-check", TEXT.replace("## Look first", "##Look")).json()["problems"]
    edits = json.loads(html.split('data-fix="', 1)[1].split('"', 1)[0].replace("&quot;", '"'))
    assert edits[0][-1] == " "
    assert '<pre class="out">##Look' in html
    assert '<pre class="in">## Look' in html


def test_a_program_that_writes_the_draft_is_noticed(client, draft, educator):
    assert pulse(client, version=1, revision=1) == {"revision": 1, "version": 1}
    put_files(by=educator, draft_id=draft.pk, files={UNIT: b"from a folder"}, reason=DraftCopy.Reason.REPLACED)
    news = pulse(client, version=1, revision=1)
    assert (news["text"], news["version"]) == ("from a folder", 2)


def test_an_open_page_that_asks_keeps_no_sign_in_alive(client, draft):
    session = client.session
    session[STATE] = {"shared": True, "began": time.time() - 600, "seen": time.time() - 600}
    session.save()
    pulse(client, version=1, revision=1)
    assert client.session[STATE] == session[STATE]
    post(client, "studio-check", TEXT)
    assert client.session[STATE]["seen"] > session[STATE]["seen"]


def test_checking_asks_the_database_the_same_for_few_and_many_files(
    client, draft, educator, django_assert_max_num_queries
):
    post(client, "studio-check", TEXT)
    with django_assert_max_num_queries(9):
        post(client, "studio-check", TEXT)
    put_files(
        by=educator,
        draft_id=draft.pk,
        files={f"notes/{number}.md": b"x" for number in range(30)},
        reason=DraftCopy.Reason.REPLACED,
    )
    post(client, "studio-check", TEXT)
    with django_assert_max_num_queries(9):
        post(client, "studio-check", TEXT)
