"""Fixes: shown before they are made, and the text before is kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.authoring.drafts import put_files, save_file
from courses.authoring.models import Draft, DraftCopy, DraftFile
from tests.authoring.sample import UNIT as TEXT
from tests.studio.pages import UNIT, text_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
BROKEN = TEXT.replace("## Look first", "##Look first").replace("### Single choice", "### Single choise")


@pytest.fixture
def client(as_user, educator, draft) -> Client:
    save_file(by=educator, draft_id=draft.pk, path=UNIT, data=BROKEN.encode(), version=1)
    return as_user(educator)


def one(code: str = "C014") -> str:
    line = BROKEN[: BROKEN.index("##Look")].count("\n") + 1
    return f"{reverse('studio-fix', args=['sample', UNIT])}?code={code}&line={line}&column=3"


def revision() -> int:
    return Draft.objects.get().revision


def test_one_fix_is_shown_and_changes_nothing_until_it_is_applied(client, draft):
    page = client.get(one()).content.decode()
    assert "<ins>## Look</ins>" in page or "## Look first" in page
    assert text_of(draft) == BROKEN
    client.post(one(), {"revision": revision()})
    assert text_of(draft) == BROKEN.replace("##Look", "## Look")
    assert [bytes(copy.data).decode() for copy in DraftCopy.objects.filter(reason="fixed")] == [BROKEN]


def test_a_second_click_on_apply_changes_nothing_more(client, draft):
    data = {"revision": revision()}
    client.post(one(), data)
    client.post(one(), data)
    assert DraftCopy.objects.count() == 1


def test_a_fix_that_was_shown_for_another_text_is_not_made(client, draft, educator):
    shown = revision()
    save_file(by=educator, draft_id=draft.pk, path=UNIT, data=(BROKEN + "\nMore.\n").encode(), version=2)
    client.post(one(), {"revision": shown})
    assert text_of(draft) == BROKEN + "\nMore.\n"


def test_a_problem_that_is_not_there_leads_back_to_the_editor(client):
    assert client.get(one("C012")).url == reverse("studio-edit", args=["sample", UNIT])


def test_all_that_a_machine_can_fix_is_fixed_at_once(client, draft):
    address = f"{reverse('studio-fix-all', args=['sample'])}?back={UNIT}"
    page = client.get(address).content.decode()
    assert "Fix 2 problems" in page
    client.post(address, {"revision": revision()})
    assert text_of(draft) == TEXT
    assert client.get(address).status_code == 302  # nothing is left


def test_a_file_that_is_no_utf8_is_converted(client, draft, educator):
    data = TEXT.replace("Decide before", "\u201cDecide\u201d before").encode("cp1252")
    put_files(by=educator, draft_id=draft.pk, files={UNIT: data}, reason=DraftCopy.Reason.REPLACED)
    client.post(reverse("studio-fix-all", args=["sample"]), {"revision": revision()})
    assert "\u201cDecide\u201d before" in text_of(draft)


def test_a_file_with_a_name_that_does_not_fit_gets_one_that_does(client, draft, educator):
    files = {UNIT: TEXT.encode(), "3 Third.md": TEXT.replace("who-decides", "x-1").replace("how-many", "x-2").encode()}
    put_files(by=educator, draft_id=draft.pk, files=files, reason=DraftCopy.Reason.REPLACED)
    client.post(reverse("studio-fix-all", args=["sample"]), {"revision": revision()})
    assert DraftFile.objects.filter(draft=draft, path="03-third.md").exists()
    assert not DraftFile.objects.filter(draft=draft, path="3 Third.md").exists()


def test_a_way_back_to_a_file_that_is_not_there_leads_to_the_course(as_user, educator, draft):
    client = as_user(educator)
    for back in ("", "/../x", "gone.md", "a\0"):
        reply = client.get(reverse("studio-fix-all", args=["sample"]), {"back": back})
        assert reply.status_code in (200, 302)
        assert reply.status_code == 200 or reply.url == reverse("studio-edit", args=["sample", "course.md"])
