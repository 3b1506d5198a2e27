"""The public pages of a release: what was taught then, for whoever holds a certificate for it. No keys."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.authoring.changes import Word
from courses.authoring.models import Release
from courses.authoring.services import publish
from tests.authoring.changed_course import edited
from tests.authoring.sample import SECRETS, sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NOTICE = "It said 7 to 9. It is 6 to 10."


@pytest.fixture
def two_releases(db: None) -> list[Release]:
    first = publish(folder=sample(), by=None, note="The beginning.")
    changed = edited(
        sample(), ("01-first.md", "Then look again.", "Then look twice."), ("01-first.md", "- [x] 8 ± 1", "- [x] 8 ± 2")
    )
    word = Word({"how-many": "correction"}, notice=NOTICE)
    second = publish(folder=changed, by=None, note="Clearer.", word=word)
    assert first.created
    assert second.created, second.problems
    return list(Release.objects.order_by("number"))


def page(url: str) -> str:
    reply = Client().get(url)
    assert reply.status_code == 200, url
    assert reply["X-Robots-Tag"] == "noindex"
    return reply.content.decode()


def test_an_old_release_says_what_it_is_and_which_is_the_newest(two_releases: list[Release]) -> None:
    text = page("/courses/sample/releases/1/")
    assert "This is release 1 of" in text
    assert "The newest is release 2." in text
    assert two_releases[0].sha256 in text
    assert "The beginning." in text
    assert "Not clinically reviewed" in text
    assert '<meta name="robots" content="noindex">' in text
    assert "the newest." in page("/courses/sample/releases/2/")


def test_a_unit_is_shown_as_it_was_taught(two_releases: list[Release]) -> None:
    old, new = (page(f"/courses/sample/releases/{number}/units/first/") for number in (1, 2))
    assert "Then look again." in old
    assert "Then look twice." not in old
    assert "Then look twice." in new
    assert "Who decides in the end?" in old
    assert "Two circles" in old


def test_no_byte_of_a_release_tells_an_answer_and_nothing_can_be_answered(two_releases: list[Release]) -> None:
    pages = ["", "1/", "2/", "1/units/first/", "2/units/first/"]
    for path in pages:
        text = page(f"/courses/sample/releases/{path}")
        assert not [word for word in SECRETS if word in text], path
        assert 'name="answer"' not in text
    assert "When do you look at the advice?" not in "".join(page(f"/courses/sample/releases/{path}") for path in pages)


def test_the_list_is_the_release_notes(two_releases: list[Release]) -> None:
    text = page("/courses/sample/releases/")
    assert text.index("Clearer.") < text.index("The beginning.")
    assert "Answers or questions changed" in text
    assert NOTICE in text
    assert text.count("Not clinically reviewed.") == 2


@pytest.mark.parametrize("path", ["3/", "0/", "1/units/none/", "1/units/final/"])
def test_what_never_was_is_not_found(two_releases: list[Release], path: str) -> None:
    assert Client().get(f"/courses/sample/releases/{path}").status_code == 404
    assert Client().get(f"/courses/none/releases/{path}").status_code == 404


def test_a_course_that_was_never_published_has_no_releases(db: None) -> None:
    assert Client().get("/courses/none/releases/").status_code == 404


def test_many_releases_cost_as_many_queries_as_one(two_releases, django_assert_num_queries) -> None:
    Client().get("/courses/sample/releases/")
    with django_assert_num_queries(2):
        Client().get("/courses/sample/releases/")
    with django_assert_num_queries(2):
        Client().get("/courses/sample/releases/1/")
    with django_assert_num_queries(3):
        Client().get("/courses/sample/releases/1/units/first/")


def test_the_course_page_leads_to_its_releases(two_releases: list[Release]) -> None:
    assert "/courses/sample/releases/" in Client().get("/courses/sample/").content.decode()
