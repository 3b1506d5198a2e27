"""The editor as plain forms: nothing here needs a script."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.authoring import compiler_process
from courses.authoring.compiler_process import CompilerStopped
from courses.authoring.drafts import delete_file, save_file
from courses.authoring.models import DraftCopy, DraftFile
from tests.authoring.sample import UNIT as TEXT
from tests.studio.pages import UNIT, edit, post, text_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
ERROR = '<p class="w err">'


@pytest.fixture
def client(as_user, educator, draft) -> Client:
    return as_user(educator)


def test_the_editor_shows_the_text_its_problems_and_what_can_be_inserted(client):
    page = edit(client).content.decode()
    assert "### Single choice `who-decides`" in page
    assert "W701" in page
    assert ERROR not in page
    assert '<option value="reliance-lab">' in page
    assert 'sandbox="allow-scripts"' in page


def test_only_the_editor_may_show_a_frame(client):
    assert "frame-src 'self'" in edit(client).headers["Content-Security-Policy"]
    assert "frame-src" not in client.get(reverse("studio")).headers["Content-Security-Policy"]


def test_a_text_is_shown_and_saved_byte_for_byte(client, draft):
    text = '\n\n  <script>alert("x")</script> &amp; é 🩺 \u202e\n\n\n'
    saved = post(client, "studio-edit", text.replace("\n", "\r\n"))
    assert saved.status_code == 302
    assert text_of(draft) == text
    page = edit(client).content.decode()
    assert "<script>alert" not in page
    area = page.split("data-text>\n", 1)[1].split("</textarea>", 1)[0]
    assert area == ("\n\n  &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp;amp; é 🩺 \u202e\n\n\n")


def test_save_and_check_leads_to_a_summary_with_links_into_a_numbered_listing(client):
    broken = TEXT.replace("- [x] `clinician`", "- [ ] `clinician`")
    reply = post(client, "studio-edit", broken, action="check")
    page = client.get(reply.url).content.decode()
    (line,) = re.findall(r'href="#line-(\d+)">Line \d+: No correct answer is marked', page)
    assert f'id="line-{line}" class="bad-line"' in page
    assert "There is a problem" in page


def test_a_double_click_on_save_is_one_save(client, draft):
    assert post(client, "studio-edit", "once").status_code == 302
    assert post(client, "studio-edit", "once").status_code == 302
    assert DraftFile.objects.get(draft=draft, path=UNIT).version == 2


def test_a_clash_shows_both_texts_and_stores_nothing(as_user, shared_draft, educator, other_educator):
    post(as_user(educator), "studio-edit", "First line.\nBy Elif.\n")
    page = post(as_user(other_educator), "studio-edit", "First line.\nBy Bea.\n")
    assert page.status_code == 409
    body = page.content.decode()
    assert "Dr Elif Kaya saved another text" in body
    assert "<ins>Elif.</ins>" in body
    assert "<del>Bea.</del>" in body
    assert "First line.\nBy Elif.\nBy Bea.\n" in body
    assert text_of(shared_draft) == "First line.\nBy Elif.\n"


@pytest.mark.parametrize(
    ("action", "stands", "kept"),
    [
        ("mine", "by Bea", {"by Elif"}),
        ("theirs", "by Elif", {"by Bea"}),
        ("merged", "by both", {"by Elif", "by Bea"}),
    ],
)
def test_whatever_is_chosen_no_text_is_lost(as_user, shared_draft, educator, other_educator, action, stands, kept):
    post(as_user(educator), "studio-edit", "by Elif")
    fields = {"action": action, "merged": "by both", "version": 2}
    assert post(as_user(other_educator), "studio-edit", "by Bea", **fields).status_code == 302
    assert text_of(shared_draft) == stands
    assert kept <= {bytes(one.data).decode() for one in DraftCopy.objects.all()}


def test_two_tabs_of_one_person_lose_nothing_either(client, draft):
    post(client, "studio-edit", "tab one")
    assert post(client, "studio-edit", "tab two").status_code == 409
    post(client, "studio-edit", "tab two", action="mine", version=2)
    assert text_of(draft) == "tab two"
    assert [bytes(one.data) for one in DraftCopy.objects.all()] == [b"tab one"]


def test_a_second_clash_while_choosing_shows_the_newest_text(as_user, shared_draft, educator, other_educator):
    post(as_user(educator), "studio-edit", "one")
    post(as_user(educator), "studio-edit", "two", version=2)
    page = post(as_user(other_educator), "studio-edit", "mine", action="mine", version=2)
    assert page.status_code == 409
    assert "two" in page.content.decode()
    assert text_of(shared_draft) == "two"


def test_a_text_whose_file_was_deleted_can_be_put_back(client, draft, educator):
    delete_file(by=educator, draft_id=draft.pk, path=UNIT)
    page = post(client, "studio-edit", "still here")
    assert page.status_code == 409
    assert "still here" in page.content.decode()
    post(client, "studio-edit", "still here", version=0)
    assert text_of(draft) == "still here"


def test_an_example_is_added_at_the_end_with_an_id_of_its_own(client, draft):
    post(client, "studio-edit", TEXT, action="insert", example="single-choice")
    assert "### Single choice `who-decides-2`" in text_of(draft)
    assert ERROR not in edit(client).content.decode()


def test_a_text_posted_after_the_session_ended_is_given_back(client):
    reply = post(Client(), "studio-edit", "long <b>text</b>")
    assert reply.status_code == 401
    assert "long &lt;b&gt;text&lt;/b&gt;" in reply.content.decode()
    assert edit(Client()).url.startswith("/accounts/login/?next=/studio/sample/edit/")


def test_a_forged_form_saves_nothing(draft, educator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(educator)
    assert post(client, "studio-edit", "forged").status_code == 403
    assert text_of(draft) == TEXT


def test_a_very_long_text_is_saved_and_its_problem_said(client, draft):
    text = TEXT + "A sentence of an author who cannot stop. " * 12_500
    assert post(client, "studio-edit", text).status_code == 302
    assert len(text_of(draft)) > 500_000
    assert "C019" in edit(client).content.decode()


def test_while_the_checker_is_down_writing_goes_on_and_publishing_waits(client, draft, monkeypatch):
    def gives_up(*_args, **_more):
        raise CompilerStopped("busy", 5)

    monkeypatch.setattr(compiler_process._compiler, "ask", gives_up)
    page = edit(client)
    assert page.status_code == 200
    assert "The checker gave up" in page.content.decode()
    assert "Publishing waits: the checker gave up." in page.content.decode()
    assert post(client, "studio-edit", "goes on").status_code == 302
    assert text_of(draft) == "goes on"


def test_a_file_that_is_no_utf8_is_not_spoilt_by_showing_it(client, draft, educator):
    data = TEXT.encode() + b"\n\x93Quoted\x94\n"
    save_file(by=educator, draft_id=draft.pk, path=UNIT, data=data, version=1)
    page = edit(client).content.decode()
    assert "This file is not UTF-8" in page
    assert " readonly" in page
    assert bytes(DraftFile.objects.get(draft=draft, path=UNIT).data) == data


def test_another_persons_save_is_said(as_user, shared_draft, educator, other_educator):
    post(as_user(educator), "studio-edit", TEXT + "\nMore.\n")
    assert "Also being edited by Dr Elif Kaya, last save" in edit(as_user(other_educator)).content.decode()
    assert "Also being edited" not in edit(as_user(educator)).content.decode()


@pytest.mark.parametrize(
    "path", ["nothing.md", "../course.md", "/etc/passwd", "..%2f..%2fcourse.md", "a%00.md", "x" * 3000, "COURSE.MD"]
)
def test_paths_that_lead_nowhere_are_not_found(client, draft, path):
    for page in ("edit", "preview", "rename", "delete"):
        assert client.get(f"/studio/sample/{page}/{path}").status_code == 404
    assert client.post(f"/studio/sample/save/{path}", {"text": "x", "version": 1}).status_code in (404, 409)
    assert client.get(f"/studio/sample/pulse/{path}").status_code in (200, 404)
    assert client.post(f"/studio/sample/check/{path}", {"text": "x"}).status_code in (200, 404)


@pytest.mark.parametrize("path", ["../a.md", "a%00.md", "x" * 3000, "x" * 150, ".git/config", "con.md"])
def test_no_file_with_a_harmful_name_is_made(client, draft, path):
    for page in ("save", "edit"):
        assert client.post(f"/studio/sample/{page}/{path}", {"text": "x", "version": 0}).status_code in (404, 422)
    assert DraftFile.objects.filter(draft=draft).count() == 4


def test_the_page_costs_the_same_for_few_and_for_many_files(client, draft, educator, django_assert_max_num_queries):
    edit(client)
    with django_assert_max_num_queries(24):
        edit(client)
    for number in range(20):
        save_file(by=educator, draft_id=draft.pk, path=f"notes/{number}.md", data=b"x", version=0)
    with django_assert_max_num_queries(24):
        edit(client)
