"""Who may edit, and who does not even learn that a course is there."""

from __future__ import annotations

import contextlib

import pytest
from django.urls import Resolver404, resolve, reverse

from courses.authoring.drafts import RESERVED, delete_file
from courses.authoring.models import CourseEditor, Draft, DraftCopy
from courses.authoring.studio import urls
from courses.operations.models import AuditEntry
from courses.people.models import User
from tests.actors import person
from tests.studio.pages import UNIT

pytestmark = [pytest.mark.web, pytest.mark.django_db]
OURS = [
    pattern.name
    for pattern in urls.urlpatterns
    if "course" in pattern.pattern.converters and pattern.name not in ("studio-shown", "studio-review")
]
VALUES = {"course": "sample", "path": UNIT, "copy": 1, "number": 1, "picture": 1, "name": "images/rings.svg"}


def address(name: str, **values: int) -> str:
    (pattern,) = [one for one in urls.urlpatterns if one.name == name]
    return reverse(name, kwargs={key: (VALUES | values)[key] for key in pattern.pattern.converters})


def share(client, email: str):
    return client.post(reverse("studio-people", args=["sample"]), {"email": email})


@pytest.mark.parametrize("name", OURS)
def test_for_everybody_else_no_page_of_the_course_exists(
    name, as_user, draft, educator, other_educator, clinician, manager, reviewer, stranger
):
    delete_file(by=educator, draft_id=draft.pk, path="02-final.md")  # so that there is an earlier text
    url = address(name, copy=DraftCopy.objects.get().pk)
    for one in (other_educator, clinician, manager, reviewer, stranger):
        for method in ("get", "post"):
            assert getattr(as_user(one), method)(url).status_code in (404, 405), (one, method)


def test_the_studio_is_there_for_educators_and_reviewers_only(as_user, clinician, educator, reviewer):
    assert as_user(clinician).get("/studio/").status_code == 404
    for one in (educator, reviewer):
        page = as_user(one).get("/studio/")
        assert page.status_code == 200
        assert '<a href="/studio/" aria-current="page">Studio</a>' in page.content.decode()
    assert 'href="/studio/"' not in as_user(clinician).get("/").content.decode()


def test_a_course_is_shared_with_an_educator_of_the_site(as_user, draft, educator, other_educator):
    share(as_user(educator), " BEA@site.example ")
    assert as_user(other_educator).get(reverse("studio-edit", args=["sample", UNIT])).status_code == 200
    share(as_user(educator), "bea@site.example")
    assert CourseEditor.objects.filter(person=other_educator).count() == 1
    assert AuditEntry.objects.filter(action="course.shared").count() == 1


def test_an_unknown_address_and_that_of_a_clinician_are_answered_alike(as_user, draft, educator, clinician):
    pages = [share(as_user(educator), email) for email in ("nobody@site.example", clinician.email)]
    words = "No educator of this site has this address."
    assert [page.status_code for page in pages] == [422, 422]
    assert all(words in page.content.decode() for page in pages)
    assert CourseEditor.objects.count() == 1


def test_who_is_taken_off_cannot_edit_any_more(as_user, shared_draft, educator, other_educator):
    page = reverse("studio-people", args=["sample"])
    as_user(educator).post(page, {"remove": other_educator.pk})
    assert as_user(other_educator).get(page).status_code == 404


def test_the_last_editor_stays(as_user, draft, educator):
    page = reverse("studio-people", args=["sample"])
    as_user(educator).post(page, {"remove": educator.pk})
    as_user(educator).post(page, {"remove": "nonsense"})
    as_user(educator).post(page, {"remove": "9" * 40})
    assert CourseEditor.objects.filter(person=educator).exists()


def test_a_site_administrator_edits_every_course(as_user, draft):
    admin = person("root@site.example", "Root", is_staff=True)
    assert as_user(admin).get(reverse("studio-edit", args=["sample", UNIT])).status_code == 200


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_our_own_words_are_no_courses(word):
    with contextlib.suppress(Resolver404):
        assert resolve(f"/studio/{word}/").url_name != "studio-course"
    assert resolve(f"/studio/{word}s-and-more/").url_name == "studio-course"


def test_a_reviewer_is_led_to_the_review(as_user, draft, reviewer):
    Draft.objects.update(asked_at=draft.created_at)
    assert as_user(reviewer).get("/studio/sample/").url == reverse("studio-review", args=["sample"])
    assert "Waiting for your review" in as_user(reviewer).get("/studio/").content.decode()


def test_an_editor_goes_on_with_the_file_written_last(as_user, draft, educator):
    assert as_user(educator).get("/studio/sample/").url == reverse("studio-edit", args=["sample", UNIT])


def test_an_educator_without_courses_is_offered_ways_to_begin(as_user, educator):
    assert User.objects.filter(pk=educator.pk).exists()
    assert "Write your first course" in as_user(educator).get("/studio/").content.decode()
