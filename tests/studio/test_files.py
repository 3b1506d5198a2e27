"""Files of a course: added, renamed, deleted and got back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.authoring.draft_checks import check_draft
from courses.authoring.draft_queries import draft_for, folder_of
from courses.authoring.drafts import delete_file
from courses.authoring.models import DraftCopy, DraftFile
from courses.authoring.studio.new_files import KINDS
from tests.studio.pages import UNIT, post, text_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def client(as_user, educator, draft) -> Client:
    return as_user(educator)


def add(client: Client, kind: str, title: str):
    return client.post(reverse("studio-files", args=["sample"]), {"kind": kind, "title": title})


TITLES = ["A new one", "Über: alles?", "“Quotes”, 'and' \"more\"", "🩺", "yes", "# no", "2026", "null", "- a", "x" * 70]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_is_filled_in_and_blocks_nothing(client, educator, draft, kind, title):
    reply = add(client, kind, title)
    assert reply.status_code == 302
    found = check_draft(draft_for(educator, "sample"))
    assert [f"{one.file}:{one.line} {one.code} {one.message}" for one in found.problems if one.blocks] == []


def test_units_are_numbered_on_and_a_double_click_adds_two_only_if_names_differ(client, draft):
    assert add(client, "unit", "A third unit").url.endswith("/edit/03-a-third-unit.md")
    assert add(client, "glossary", "Words").url.endswith("/edit/glossary.md")
    before = text_of(draft, "glossary.md")
    post(client, "studio-save", before + "\nMore.\n", path="glossary.md")
    add(client, "glossary", "Words")
    assert text_of(draft, "glossary.md") == before + "\nMore.\n"


def test_a_file_needs_a_title(client):
    page = add(client, "unit", "")
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()


def test_before_a_unit_is_renamed_its_id_is_asked_for(client, draft):
    page = client.get(reverse("studio-rename", args=["sample", UNIT])).content.decode()
    assert "<code>id: first</code>" in page
    client.post(reverse("studio-rename", args=["sample", UNIT]), {"to": "05-begin.md"})
    assert DraftFile.objects.filter(draft=draft, path="05-begin.md").exists()


@pytest.mark.parametrize("name", ["../x.md", "course.md", "COURSE.md", "con.md", ".x", "a/b/c/d/e.md"])
def test_a_name_that_cannot_be_is_refused_with_its_reason(client, draft, name):
    page = client.post(reverse("studio-rename", args=["sample", UNIT]), {"to": name})
    assert page.status_code == 422
    assert DraftFile.objects.filter(draft=draft, path=UNIT).exists()


def test_deleting_asks_first_and_can_be_undone(client, draft):
    address = reverse("studio-delete", args=["sample", UNIT])
    assert "Earlier texts" in client.get(address).content.decode()
    assert DraftFile.objects.filter(draft=draft, path=UNIT).exists()
    before = text_of(draft)
    client.post(address)
    assert client.get(address).status_code == 404
    listed = client.get(reverse("studio-copies", args=["sample"])).content.decode()
    assert UNIT in listed
    copy = reverse("studio-copy", args=["sample", DraftCopy.objects.get().pk])
    assert "no file of this name now" in client.get(copy).content.decode()
    client.post(copy)
    assert text_of(draft) == before


def test_an_earlier_text_of_another_course_is_not_found(client, draft, educator, other_educator, as_user):
    delete_file(by=educator, draft_id=draft.pk, path=UNIT)
    copy = DraftCopy.objects.get().pk
    for method in ("get", "post"):
        assert (
            getattr(as_user(other_educator), method)(reverse("studio-copy", args=["sample", copy])).status_code == 404
        )
        assert getattr(client, method)(f"/studio/sample/copies/{10**30}/").status_code == 404
    assert UNIT not in folder_of(draft).files
