"""Nobody signs as a reviewer what they have written themselves, whichever way it came into the draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.authoring.draft_queries import draft_for
from courses.authoring.drafts import begin_draft, draft_of_release, rename_file, save_file
from courses.authoring.models import Course, CourseEditor, Draft, Review
from courses.authoring.reviews import OwnText, sign
from courses.authoring.services import publish
from courses.authoring.writers import HANDED_OVER, writers_of
from courses.core.compiler import source_sha256
from courses.operations.models import AuditEntry, Mail
from courses.people.models import User
from tests.actors import person
from tests.authoring.sample import sample
from tests.studio.publishing_course import UNIT, WORDING, newest, published_course, send, write

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/studio/sample/review/"
MORE = (UNIT, "The end.", "Another end.")


@pytest.fixture
def both(db: None) -> User:
    """An educator who is a reviewer, too."""
    return person("both@site.example", "Dr Noor Amin", is_educator=True, is_reviewer=True)


@pytest.fixture
def shared(educator: User, both: User) -> Draft:
    """A published course (nobody has reviewed it) that both may edit; nobody has written since."""
    draft = published_course(educator)
    CourseEditor.objects.create(course=draft.course, person=both, added_by=educator, at=timezone.now())
    return draft


def signed(client: Client) -> int:
    """The status of signing the text that is shown."""
    digest = client.get(URL).context["prepared"].digest
    form = {"do": "sign", "text": digest, "name": "Dr Noor Amin", "role": "GP", "read": "yes"}
    return client.post(URL, form).status_code


def saves(draft: Draft, by: User, text: str) -> None:
    stored = draft.files.get(path=UNIT)
    assert save_file(by=by, draft_id=draft.pk, path=UNIT, data=text.encode(), version=stored.version).revision


def test_a_reviewer_who_has_edited_the_text_cannot_sign_it(as_user, both, reviewer, shared):
    write(shared, both, *WORDING)
    client = as_user(both)
    page = client.get(URL).content.decode()
    assert "Whoever writes a text does not sign it." in page
    assert "It can be signed by: Dr Ravi Nair." in page
    assert "Sign this text" not in page
    assert signed(client) == 422
    assert (
        "it needs the name of another reviewer"
        in client.post(
            URL,
            {"do": "sign", "text": client.get(URL).context["prepared"].digest, "name": "N", "role": "GP", "read": "y"},
        ).content.decode()
    )
    assert not Review.objects.exists()


def test_a_reviewer_who_may_edit_but_has_not_can_sign(as_user, educator, both, shared):
    write(shared, educator, *WORDING)
    client = as_user(both)
    assert "Sign this text" in client.get(URL).content.decode()
    assert signed(client) == 302
    assert Review.objects.get().reviewer == both


def test_a_colleague_who_writes_last_does_not_free_the_one_before(educator, both, shared):
    """The file and the draft now know the colleague only."""
    saves(shared, both, "mine")
    saves(shared, educator, "ours")
    shared.refresh_from_db()
    assert shared.edited_by == educator
    assert writers_of(shared) == {educator.pk, both.pk}


@pytest.mark.parametrize(
    "change",
    [
        lambda draft, by: save_file(by=by, draft_id=draft.pk, path="glossary.md", data=b"## A\n\nB.\n", version=0),
        lambda draft, by: rename_file(by=by, draft_id=draft.pk, path="images/rings.svg", to="images/two.svg"),
        lambda draft, by: write(draft, by, *WORDING),
    ],
    ids=["a new file", "a new name", "several files"],
)
def test_every_way_of_writing_counts(educator, both, shared, change: Callable[[Draft, User], object]):
    change(shared, both)
    shared.refresh_from_db()
    write(shared, educator, MORE)
    assert both.pk in writers_of(shared)


def test_who_opened_a_published_course_without_writing_may_sign_it(educator, both):
    publish(folder=sample(), by=educator)
    course = Course.objects.get(slug="sample")
    draft = draft_of_release(by=both, course=course)
    assert writers_of(draft) == frozenset()
    CourseEditor.objects.create(course=course, person=educator, added_by=None, at=timezone.now())
    write(draft, educator, *WORDING)
    assert writers_of(draft) == {educator.pk}
    assert not AuditEntry.objects.filter(action=HANDED_OVER).exists()


def test_who_began_the_course_cannot_sign_its_first_text(both):
    draft = begin_draft(by=both, folder=sample())
    digest = source_sha256(sample())
    with pytest.raises(OwnText):
        sign(by=both, draft=draft, digest=digest, name="N", role="GP")


def test_publishing_without_a_review_does_not_wash_a_text(as_user, educator, both, shared):
    """Else one would publish one's own text unreviewed, let somebody change a comma, and sign the rest."""
    write(shared, both, *WORDING)
    assert send(as_user(both)).status_code == 302
    assert newest().number == 2
    write(shared, educator, MORE)
    assert both.pk in writers_of(shared)


def test_after_a_reviewed_release_everybody_begins_anew(as_user, educator, both, reviewer, shared):
    write(shared, both, *WORDING)
    as_user(educator).post(URL, {"do": "ask"})
    digest = as_user(reviewer).get(URL).context["prepared"].digest
    sign(by=reviewer, draft=shared, digest=digest, name="Dr R", role="GP")
    assert send(as_user(educator)).status_code == 302
    assert newest().structure["reviewers"]
    write(draft_for(educator, "sample"), educator, MORE)
    assert signed(as_user(both)) == 302


def test_on_a_site_with_one_person_the_label_stays_and_the_page_says_why(as_user, both):
    begin_draft(by=both, folder=sample())
    client = as_user(both)
    page = client.post(URL, {"do": "ask"}, follow=True).content.decode()
    assert "Nobody on this site can sign this text yet" in page
    assert "The reviewers have been asked" not in page
    assert "This site has no other reviewer." in page
    assert send(client).status_code == 302
    assert newest().structure["reviewers"] == []


def test_reviewers_who_have_written_it_are_not_asked(as_user, educator, both, reviewer, shared):
    write(shared, both, *WORDING)
    as_user(educator).post(URL, {"do": "ask"})
    assert [mail.to for mail in Mail.objects.filter(purpose="review-asked")] == ["ravi@site.example"]


@pytest.mark.parametrize("begins", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
def test_names_typed_into_the_text_are_no_review_in_the_studio(as_user, educator, begins):
    named = "authors: [A. Example]\nreviewers:\n  - name: Dr B\n    role: GP\n    date: 2026-06-12\n"
    begin_draft(by=educator, folder=sample())
    draft = draft_for(educator, "sample")
    write(draft, educator, ("course.md", "authors: [A. Example]\n", named))
    file = draft.files.get(path="course.md")
    save_file(by=educator, draft_id=draft.pk, path=file.path, data=begins + bytes(file.data), version=file.version)
    client = as_user(educator)
    page = client.get("/studio/sample/publish/")
    assert "W701" in {one.problem.code for one in page.context["prepared"].warnings}
    assert send(client).status_code == 302
    assert newest().structure["reviewers"] == []


def test_two_people_in_turn_are_noted_once_each(educator, both, shared):
    for number in range(4):
        saves(shared, both, f"mine {number}")
        saves(shared, educator, f"ours {number}")
    assert AuditEntry.objects.filter(action=HANDED_OVER).count() == 2


def test_one_person_going_on_costs_no_more_queries_and_writers_cost_the_same_for_many_files(educator, both, shared):
    saves(shared, both, "first")
    with CaptureQueriesContext(connection) as going_on:
        saves(shared, both, "second")
    assert not any("audit" in one["sql"].lower() for one in going_on)
    with CaptureQueriesContext(connection) as few:
        writers_of(shared)
    for number in range(10):
        save_file(by=both, draft_id=shared.pk, path=f"notes/{number}.md", data=b"n", version=0)
    with CaptureQueriesContext(connection) as many:
        writers_of(shared)
    assert len(few) == len(many) == 3
