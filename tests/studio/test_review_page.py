"""Clinical review: asked for, signed under one very text, sent back, and worth nothing for any other text."""

from __future__ import annotations

import pytest

from courses.authoring import queries
from courses.authoring.models import Draft, Review
from courses.authoring.reviews import sign
from courses.authoring.studio.limit_views import ASKS_AN_HOUR
from courses.operations.models import AuditEntry, Mail
from tests.actors import person
from tests.studio.publishing_course import UNIT, WORDING, newest, published_course, send, write

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/studio/sample/review/"


@pytest.fixture
def asked(as_user, educator) -> Draft:
    """A draft with other words than release 1, whose review was asked."""
    draft = write(published_course(educator), educator, *WORDING)
    as_user(educator).post(URL, {"do": "ask"})
    draft.refresh_from_db()
    return draft


def signature(client, **fields):
    digest = client.get(URL).context["prepared"].digest
    form = {"do": "sign", "text": digest, "name": "Dr Ravi Nair", "role": "GP", "read": "yes", **fields}
    return client.post(URL, form)


def test_a_reviewer_gets_one_mail_and_may_read_from_then_on(as_user, educator, reviewer):
    write(published_course(educator), educator, *WORDING)
    assert as_user(reviewer).get(URL).status_code == 404
    for _ in range(2):
        assert as_user(educator).post(URL, {"do": "ask"}).status_code == 302
    (mail,) = Mail.objects.filter(purpose="review-asked")
    assert (mail.to, mail.subject) == ("ravi@site.example", "Please review: A sample course")
    assert "/studio/sample/review/" in mail.text
    page = as_user(reviewer).get(URL).content.decode()
    assert "Sign this text" in page
    assert "/studio/sample/preview/01-first.md" in page


def test_a_signature_makes_the_next_release_reviewed(as_user, educator, reviewer, asked):
    assert signature(as_user(reviewer), note="Good.").status_code == 302
    review = Review.objects.get()
    assert (review.name, review.role, review.reviewer, review.note) == ("Dr Ravi Nair", "GP", reviewer, "Good.")
    assert Mail.objects.get(purpose="review-answered").subject == "Signed: A sample course"
    client = as_user(educator)
    page = client.get("/studio/sample/publish/")
    assert "W701" not in {one.problem.code for one in page.context["prepared"].warnings}
    assert "Signed by Dr Ravi Nair, GP" in page.content.decode()
    assert send(client).status_code == 302
    (one,) = newest().structure["reviewers"]
    assert (one["name"], one["role"]) == ("Dr Ravi Nair", "GP")


def test_a_word_changed_after_the_signature_needs_a_new_one(as_user, educator, reviewer, asked):
    signature(as_user(reviewer))
    write(asked, educator, (UNIT, "The end.", "Another end."))
    page = as_user(educator).get("/studio/sample/publish/")
    assert "W701" in {one.problem.code for one in page.context["prepared"].warnings}
    text = page.content.decode()
    assert "changed since" in text
    assert "Not yet clinically reviewed" in text


def test_nobody_signs_a_text_that_changed_while_they_were_reading(as_user, educator, reviewer, asked):
    client = as_user(reviewer)
    digest = client.get(URL).context["prepared"].digest
    write(asked, educator, (UNIT, "The end.", "Another end."))
    reply = signature(client, text=digest)
    assert reply.status_code == 422
    assert "The text was changed while you were reading." in reply.content.decode()
    assert not Review.objects.exists()


def test_a_double_click_signs_once(as_user, reviewer, asked):
    client = as_user(reviewer)
    assert [signature(client).status_code for _ in range(2)] == [302, 302]
    assert Review.objects.count() == 1
    assert Mail.objects.filter(purpose="review-answered").count() == 1


@pytest.mark.parametrize(("fields", "words"), [
    ({"name": " "}, "Write your name."), ({"role": ""}, "Write your role."),
    ({"read": ""}, "Say that you have read the whole text."),
])  # fmt: skip
def test_what_is_missing_for_a_signature_is_said(as_user, reviewer, asked, fields, words):
    reply = signature(as_user(reviewer), **fields)
    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not Review.objects.exists()


def test_a_text_is_sent_back_with_a_comment(as_user, educator, reviewer, asked):
    client = as_user(reviewer)
    assert "Write what should change." in client.post(URL, {"do": "back", "comment": ""}).content.decode()
    assert client.post(URL, {"do": "back", "comment": "Name the source."}).status_code == 302
    mail = Mail.objects.get(purpose="review-answered")
    assert (mail.to, mail.subject) == ("elif@site.example", "Sent back: A sample course")
    assert "Name the source." in mail.text
    assert "Name the source." in as_user(educator).get("/studio/sample/publish/").content.decode()
    assert client.get(URL).status_code == 404, "nobody asks any more"


def test_an_editor_who_is_no_reviewer_cannot_sign(as_user, educator, asked):
    reply = signature(as_user(educator))
    assert reply.status_code == 302 or "Sign this text" not in reply.content.decode()
    assert not Review.objects.exists()
    assert not AuditEntry.objects.filter(action="review.signed").exists()


def test_a_reviewer_cannot_ask_or_publish_for_an_author(as_user, reviewer, asked):
    client = as_user(reviewer)
    before = AuditEntry.objects.filter(action="review.asked").count()
    client.post(URL, {"do": "ask"})
    assert AuditEntry.objects.filter(action="review.asked").count() == before
    assert client.get("/studio/sample/publish/").status_code == 404


def test_names_carried_over_from_a_folder_are_no_review_of_a_later_text(as_user, educator, reviewer):
    """The front matter of release 1, published from a folder, names who reviewed it; later texts still do."""
    named = "authors: [A. Example]\nreviewers:\n  - name: Dr B\n    role: GP\n    date: 2026-06-12\n"
    draft = published_course(educator, ("course.md", "authors: [A. Example]\n", named))
    reviewed = [[one["name"] for one in newest().structure["reviewers"]]]
    client = as_user(educator)
    for old, new in (("The end.", "One."), ("One.", "Two.")):
        write(draft, educator, (UNIT, old, new))
        assert send(client).status_code == 302
        reviewed.append([one["name"] for one in newest().structure["reviewers"]])
    assert reviewed == [["Dr B"], [], []]


def test_signatures_reach_the_compiler(as_user, educator, reviewer, asked):
    folder_digest = as_user(reviewer).get(URL).context["prepared"].digest
    sign(by=reviewer, draft=asked, digest=folder_digest, name="Dr R", role="GP")
    (found,) = queries.history("sample").signatures
    assert (found.source_sha256, found.name, found.role) == (folder_digest, "Dr R", "GP")
    assert folder_digest != newest().source_sha256


def test_only_reviewers_with_an_address_are_written_to(as_user, educator, reviewer):
    person("gone@site.example", "Gone", is_reviewer=True, is_active=False)
    write(published_course(educator), educator, *WORDING)
    as_user(educator).post(URL, {"do": "ask"})
    assert [mail.to for mail in Mail.objects.filter(purpose="review-asked")] == ["ravi@site.example"]


def test_what_no_database_can_store_is_left_out_of_what_a_reviewer_types(as_user, reviewer, asked):
    client = as_user(reviewer)
    digest = client.get(URL).context["prepared"].digest
    form = {"do": "sign", "name": "Dr\0 R", "role": "G\0P", "note": "Read\0.", "read": "1", "text": digest}
    assert client.post(URL, form).status_code == 302
    signed = Review.objects.get()
    assert (signed.name, signed.role, signed.note) == ("Dr R", "GP", "Read.")
    assert client.post(URL, {"do": "back", "comment": "No\0."}).status_code == 302
    assert AuditEntry.objects.get(action="review.sent-back").detail["comment"] == "No."


def test_an_author_who_asks_in_a_loop_fills_nobodys_mailbox(as_user, educator, reviewer):
    draft, client = published_course(educator), as_user(educator)
    for number in range(ASKS_AN_HOUR + 2):
        write(draft, educator, (UNIT, "The end." if not number else f"End {number - 1}.", f"End {number}."))
        client.post(URL, {"do": "ask"})
    assert Mail.objects.filter(purpose="review-asked").count() == ASKS_AN_HOUR
