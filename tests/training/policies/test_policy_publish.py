"""A manager publishes a policy and its next version: what is refused, who is asked, what is kept."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from courses.operations.models import AuditEntry
from courses.people.models import Membership, Practice
from courses.training.policies import queries, services
from courses.training.policies.models import Policy, PolicyVersion
from courses.training.policies.texts import from_markdown
from tests.actors import person
from tests.training.policies.conftest import NEW, PDF, pdf, publish_on_screen

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_a_pasted_text_is_shown_first_with_how_many_are_asked_and_published_then(as_user, manager, clinician):
    client = as_user(manager)
    fields = {"title": "Using  AI", "text": "# Using AI\r\n\r\nDecide **first**.\r\n"}
    asked = client.post(NEW, fields)
    assert "2 people will be asked" in asked.content.decode()
    assert "<strong>first</strong>" in asked.content.decode()
    assert not Policy.objects.exists()
    reply = publish_on_screen(client, NEW, fields)
    version = PolicyVersion.objects.select_related("policy").get()
    assert reply.url == f"/practice/elm-street/policies/{version.policy_id}/"
    assert (version.policy.title, version.number, version.kind) == ("Using AI", 1, "markdown")
    assert version.source == "# Using AI\n\nDecide **first**.\n"
    assert version.sha256 == hashlib.sha256(version.source.encode()).hexdigest()
    assert '<h2 id="u-using-ai">Using AI</h2>' in version.html
    entry = AuditEntry.objects.get(action="policy.added")
    assert (entry.actor, entry.subject, entry.practice_id) == (
        manager,
        "Using AI",
        manager.memberships.get().practice_id,
    )


def test_headings_stand_below_the_title_but_code_is_left_alone():
    html = from_markdown("# One\n\n## Two\n\n```\n# three\n```\n").html
    assert "<h2" in html
    assert "<h3" in html
    assert "# three" in html
    assert "## three" not in html


def test_a_pdf_is_kept_and_given_back_as_a_download_only(as_user, manager, clinician):
    reply = publish_on_screen(as_user(manager), NEW, {"title": "Screens", "file": pdf()})
    version = PolicyVersion.objects.get()
    assert (version.kind, version.html, version.sha256) == ("pdf", "", hashlib.sha256(PDF).hexdigest())
    for client, url in (
        (as_user(manager), f"{reply.url}versions/1/policy.pdf"),
        (as_user(clinician), f"/me/policies/{version.pk}/policy.pdf"),
    ):
        file = client.get(url)
        assert file.content == PDF
        assert file.headers["Content-Disposition"].startswith("attachment;")
        assert "sandbox" in file.headers["Content-Security-Policy"]


def test_a_markdown_file_is_read_as_text(as_user, manager):
    file = SimpleUploadedFile("policy.md", "\ufeffRésumé of *rules*.".encode())
    publish_on_screen(as_user(manager), NEW, {"title": "Rules", "file": file})
    assert PolicyVersion.objects.get().html == "<p>Résumé of <em>rules</em>.</p>"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("policy.pdf", b"PK\x03\x04 no pdf"), "This is not a PDF."),
        (("policy.docx", b"PK\x03\x04 word"), "Only PDF and Markdown files"),
        (("policy.html", b"<script>alert(1)</script>"), "Only PDF and Markdown files"),
        (("policy.md", b"caf\xe9"), "not UTF-8"),
        (("policy.md", b"a " * 150_000), "longer than 200,000"),
        (("policy.pdf", b""), "The file is empty."),
        (("big.pdf", b"%PDF-" + b"0" * 8_000_001), "larger than 8 MB"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(as_user, manager, file, words):
    reply = as_user(manager).post(NEW, {"title": "Rules", "file": SimpleUploadedFile(*file)})
    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not Policy.objects.exists()


HOSTILE = {
    "script": "Before <script>alert(1)</script> after",
    "remote image": "Before ![see](https://evil.example/x.png) after",
    "image tag": "Before <img src=x onerror=alert(1)> after",
    "address": "Before [see](javascript:alert(1)) after",
    "style": "Before <style>body{display:none}</style><p style='x'> after",
    "form": "Before <form action=//evil.example><button>x</button></form> after",
    "entity": "Before &lt;script&gt; <iframe src=//evil.example></iframe> after",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markdown_loses_its_sting(source):
    html = from_markdown(source).html
    assert "after" in html
    for bad in ("<script", "<img", "<style", "<form", "<iframe", "onerror", "javascript:", "evil.example", "style="):
        assert bad not in html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fine\n\n" + "> " * 40 + "deep", "Line 3 cannot be shown: lists or quotes inside one another"),
        ("fine\n\n" + "[" * 9_000, "Line 3 cannot be shown: [ more than 200 times in a row"),
        ("\n".join("*a" * 90 for _ in range(400)), "cannot be shown"),
        ("x\n" * 13_000, "more than 12,000 lines"),
        ("<script>alert(1)</script>", "Nothing of this text can be shown"),
        ("", "Paste the text, or choose a file."),
        ("é" * 150_000, "longer than 200,000"),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused_with_its_line(as_user, manager, text, words):
    reply = as_user(manager).post(NEW, {"title": "Rules", "text": text})
    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not Policy.objects.exists()


def test_a_title_is_needed_and_text_and_file_together_are_one_too_many(as_user, manager):
    reply = as_user(manager).post(NEW, {"title": " ", "text": "Text", "file": pdf()})
    text = reply.content.decode()
    assert "Write a title." in text
    assert "not both" in text


def test_a_kept_pdf_of_another_practice_or_a_forged_one_is_not_taken(as_user, manager, stranger):
    theirs = as_user(stranger).post("/practice/oak-lane/policies/new/", {"title": "Theirs", "file": pdf()})
    for kept in (theirs.context["carried"]["kept"], "forged:name"):
        reply = as_user(manager).post(NEW, {"title": "Ours", "kept": kept, "do": "publish"})
        assert reply.status_code == 422
    assert not Policy.objects.exists()


def test_change_it_first_leads_back_to_what_was_given(as_user, manager):
    client = as_user(manager)
    asked = client.post(NEW, {"title": "Rules", "text": "A <b>text</b>"})
    text = client.post(NEW, {**asked.context["carried"], "do": "change"}).content.decode()
    assert "A &lt;b&gt;text&lt;/b&gt;" in text
    assert 'value="Rules"' in text
    assert not Policy.objects.exists()


def test_publishing_twice_from_two_tabs_makes_one_policy_and_one_version(as_user, manager):
    fields = {"title": "Rules", "text": "Text"}
    client = as_user(manager)
    carried = {**client.post(NEW, fields).context["carried"], "do": "publish"}
    replies = [client.post(NEW, carried) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [302, 302]
    assert PolicyVersion.objects.count() == 1
    assert AuditEntry.objects.filter(action="policy.added").count() == 1


def test_a_second_policy_of_the_same_title_is_refused(as_user, manager, policy):
    reply = publish_on_screen(as_user(manager), NEW, {"title": "using ai TOOLS", "text": "Other"})
    assert reply.status_code == 422
    assert "There is a policy of this title" in reply.content.decode()


def test_a_new_version_asks_everybody_again_and_keeps_the_old_one(as_user, manager, clinician, policy):
    services.confirm(person=clinician, version_id=policy.pk)
    url = f"/practice/elm-street/policies/{policy.policy_id}/new-version/"
    reply = publish_on_screen(as_user(manager), url, {"note": "A tool was added.", "text": "Another text"})
    assert reply.status_code == 302
    newest = PolicyVersion.objects.latest("number")
    assert (newest.number, newest.note, newest.by) == (2, "A tool was added.", manager)
    assert [one.version_id for one in queries.to_confirm(clinician)] == [newest.pk]
    assert queries.to_confirm(clinician)[0].again
    (state,) = queries.confirmations(manager.memberships.get().practice)
    assert (state.policy.asked, state.policy.confirmed) == (2, 0)
    assert [(one.number, one.name) for one in state.earlier] == [(1, "Dr Amara Osei")]
    old = as_user(manager).get(f"/practice/elm-street/policies/{policy.policy_id}/versions/1/").content.decode()
    assert "Only those on our list." in old
    assert "Dr Amara Osei" in old
    assert policy.sha256 in old.replace("<wbr>", "")


def test_a_new_version_needs_to_say_what_changed_and_to_change_something(as_user, manager, policy):
    url = f"/practice/elm-street/policies/{policy.policy_id}/new-version/"
    client = as_user(manager)
    assert "Write what changed" in client.post(url, {"text": "Other"}).content.decode()
    same = client.post(url, {"text": policy.source, "note": "Nothing"})
    assert same.status_code == 422
    assert "This is the text your staff have already." in same.content.decode()


def test_a_text_may_become_a_pdf_without_emptying_the_field(as_user, manager, policy):
    url = f"/practice/elm-street/policies/{policy.policy_id}/new-version/"
    publish_on_screen(as_user(manager), url, {"note": "Now with letterhead.", "text": policy.source, "file": pdf()})
    newest = PolicyVersion.objects.latest("number")
    assert (newest.number, newest.kind) == (2, "pdf")


def test_two_managers_at_once_do_not_publish_over_each_other(as_user, manager, policy, next_version):
    url = f"/practice/elm-street/policies/{policy.policy_id}/new-version/"
    client = as_user(manager)
    asked = client.post(url, {"note": "Mine.", "text": "Mine"})
    next_version(policy)
    reply = client.post(url, {**asked.context["carried"], "after": 1, "do": "publish"})
    assert reply.status_code == 409
    assert "Somebody changed this policy while you had it open." in reply.content.decode()
    assert PolicyVersion.objects.latest("number").source == "Text of version 2.\n"


def test_a_double_click_publishes_one_version(as_user, manager, policy):
    url = f"/practice/elm-street/policies/{policy.policy_id}/new-version/"
    client = as_user(manager)
    asked = client.post(url, {"note": "Mine.", "text": "Mine"})
    carried = {**asked.context["carried"], "after": 1, "do": "publish"}
    assert [client.post(url, carried).status_code for _ in range(2)] == [302, 302]
    assert PolicyVersion.objects.count() == 2
    assert AuditEntry.objects.filter(action="policy.changed").count() == 1


def test_the_database_keeps_out_a_second_version_of_the_same_number(policy):
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(policy=policy.policy, number=1, kind="markdown", sha256="0" * 64)


def test_asking_is_stopped_and_taken_up_again_and_both_are_noted(as_user, manager, clinician, policy):
    client, url = as_user(manager), f"/practice/elm-street/policies/{policy.policy_id}/"
    assert Policy.objects.get().ended_at is None
    assert "Stop asking about" in client.get(f"{url}stop/").content.decode()
    assert Policy.objects.get().ended_at is None
    for _ in range(2):
        client.post(f"{url}stop/")
    assert queries.to_confirm(clinician) == []
    (state,) = queries.confirmations(policy.policy.practice)
    assert (state.policy.ended, state.missing) == (True, ())
    assert client.get(f"{url}new-version/").url == url
    for _ in range(2):
        client.post(f"{url}restore/")
    assert [one.version_id for one in queries.to_confirm(clinician)] == [policy.pk]
    noted = AuditEntry.objects.filter(practice_id=policy.policy.practice_id).order_by("pk")
    assert [entry.action for entry in noted] == ["policy.added", "policy.ended", "policy.restored"]


def test_a_policy_is_not_restored_beside_another_of_its_title(as_user, manager, policy):
    services.end_policy(policy=policy.policy, by=manager)
    text = from_markdown("Another one")
    services.add_policy(practice=policy.policy.practice, by=manager, title="Using AI tools", text=text)
    reply = as_user(manager).post(f"/practice/elm-street/policies/{policy.policy_id}/restore/", follow=True)
    assert "Another policy has this title now." in reply.content.decode()
    assert Policy.objects.get(pk=policy.policy_id).ended_at is not None


def addresses(version: PolicyVersion) -> list[str]:
    at = f"/practice/elm-street/policies/{version.policy_id}/"
    ends = ("", "new-version/", "stop/", "restore/", "confirmations.csv", "versions/1/", "versions/1/policy.pdf")
    return ["/practice/elm-street/policies/", NEW, *(at + end for end in ends)]


@pytest.mark.parametrize("who", ["clinician", "stranger", "educator"])
def test_for_everybody_but_its_managers_the_pages_do_not_exist(request, as_user, policy, who):
    client = as_user(request.getfixturevalue(who))
    for url in addresses(policy):
        assert client.get(url).status_code in (404, 405), url
        assert client.post(url, {"title": "x", "text": "x", "do": "publish"}).status_code in (404, 405), url
    assert PolicyVersion.objects.count() == 1
    assert Policy.objects.get().ended_at is None


def test_the_manager_of_another_practice_cannot_reach_it_under_their_own_address(as_user, policy, stranger):
    for url in addresses(policy)[2:]:
        reply = as_user(stranger).post if url.endswith(("stop/", "restore/")) else as_user(stranger).get
        assert reply(url.replace("elm-street", "oak-lane")).status_code == 404, url
    assert Policy.objects.get().ended_at is None


def test_an_empty_page_says_what_to_do(as_user, manager):
    text = as_user(manager).get("/practice/elm-street/policies/").content.decode()
    assert "No policy has been added yet." in text
    assert f'href="{NEW}"' in text


def test_the_number_of_queries_does_not_grow_with_people_or_versions(
    as_user, manager, policy, next_version, django_assert_num_queries
):
    client, url = as_user(manager), f"/practice/elm-street/policies/{policy.policy_id}/"
    practice = Practice.objects.get(slug="elm-street")

    client.get(url)  # the first request of a session reads more
    with django_assert_num_queries(12, exact=False) as before:
        client.get(url)
    version = policy
    for number in range(12):
        somebody = person(f"n{number}@elm.example", f"Nurse {number}")
        Membership.objects.create(user=somebody, practice=practice, started=date(2020, 1, 1))
        services.confirm(person=somebody, version_id=version.pk)
        version = next_version(version)
    with django_assert_num_queries(len(before)):
        client.get(url)
