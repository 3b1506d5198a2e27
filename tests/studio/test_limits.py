"""What one person may ask of the studio: nobody keeps the few threads of the site busy, and nobody loses a text."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.authoring import uploads
from courses.authoring.archives import write_archive
from courses.authoring.studio import limit_views, live_views
from tests.authoring.sample import UNIT as TEXT
from tests.authoring.sample import sample
from tests.studio.pages import post, text_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(limit_views, "A_MINUTE", dict.fromkeys(limit_views.A_MINUTE, 2))


@pytest.mark.parametrize("name", ["studio-check", "studio-save", "studio-compare"])
def test_a_tab_in_a_loop_is_told_to_wait_and_nobody_else_is(few, as_user, shared_draft, educator, other_educator, name):
    client = as_user(educator)
    assert [post(client, name, TEXT).status_code for _ in range(3)] == [200, 200, 429]
    reply = post(client, name, "typed since")
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "30")
    assert text_of(shared_draft) == TEXT
    assert post(as_user(other_educator), name, TEXT).status_code == 200


def test_a_script_is_answered_in_json(few, as_user, educator, draft):
    client = as_user(educator)
    headers = {"X-Requested-With": "fetch"}
    replies = [client.post("/studio/sample/check/01-first.md", {"text": ""}, headers=headers) for _ in range(3)]
    assert replies[-1].status_code == 429
    assert "Nothing was changed" in replies[-1].json()["message"]


def test_uploads_end_too(few, as_user, educator):
    client = as_user(educator)
    codes = [client.post("/studio/upload/", {}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_second_check_of_the_same_person_does_not_wait_behind_the_first(
    as_user, educator, draft, monkeypatch: pytest.MonkeyPatch
):
    client, inside = as_user(educator), []
    real = live_views.look

    def look(*given):
        if not inside:
            inside.append(None)
            inside.append(post(client, "studio-check", "newer").status_code)
        return real(*given)

    monkeypatch.setattr(live_views, "look", look)
    assert post(client, "studio-check", TEXT).status_code == 200
    assert inside == [None, 429]
    assert post(client, "studio-check", "newer").status_code == 200


def test_a_check_that_fails_leaves_the_way_free(as_user, educator, draft, monkeypatch: pytest.MonkeyPatch):
    client = as_user(educator)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(live_views, "look", lambda *_: 1 / 0)
        assert post(client, "studio-check", TEXT).status_code == 500
    assert post(client, "studio-check", TEXT).status_code == 200


def archive(number: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.zip", write_archive(sample(more={"notes/n.md": f"{number}".encode()})))


def test_archives_that_wait_for_their_second_step_do_not_pile_up(educator, other_educator):
    theirs = uploads.receive(archive(0), by=other_educator)
    mine = [uploads.receive(archive(number), by=educator) for number in range(6)]
    assert len(default_storage.listdir("uploads")[1]) == uploads.MOST_KEPT + 1
    assert uploads.held(mine[-1].token, by=educator).folder == mine[-1].folder
    assert uploads.held(theirs.token, by=other_educator)
    with pytest.raises(uploads.Gone):
        uploads.held(mine[0].token, by=educator)


def test_two_who_tidy_up_at_once_do_not_stumble_over_each_other(educator, monkeypatch: pytest.MonkeyPatch):
    first, second = (uploads.receive(archive(number), by=educator) for number in range(2))
    real = type(default_storage._wrapped).get_modified_time

    def gone_meanwhile(storage, name):
        storage.delete(name)
        return real(storage, name)

    monkeypatch.setattr(type(default_storage._wrapped), "get_modified_time", gone_meanwhile)
    uploads.discard(first)
    assert second.token
