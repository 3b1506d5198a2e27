"""The page of a course's pictures."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from courses.authoring.draft_queries import draft_for, folder_of
from courses.authoring.drafts import begin_draft
from courses.authoring.services import Outcome, publish
from courses.people.models import User
from tests.authoring.sample import sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/studio/sample/images/"


def png(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


def fields(name: str = "My Chart.PNG", data: bytes | None = None, **more: str) -> dict[str, object]:
    given = {"picture": SimpleUploadedFile(name, png() if data is None else data), "alt": "Nine of ten were flagged"}
    return {**given, **more}


@pytest.fixture
def studio(client: Client, educator: User) -> Client:
    begin_draft(by=educator, folder=sample())
    client.force_login(educator)
    return client


def files(educator: User) -> dict[str, bytes]:
    return dict(folder_of(draft_for(educator, "sample")).files)


def test_a_picture_is_stored_clean_and_its_line_is_shown(studio: Client, educator: User) -> None:
    text = studio.post(URL + "?insert=01-first.md", fields(caption='Of "ten"')).content.decode()
    assert "![Nine of ten were flagged](images/my-chart.png &quot;Of ”ten”&quot;)" in text
    assert "images/my-chart.png" in files(educator)
    answer = studio.post(URL, {"append": "01-first.md", "markdown": "![Nine of ten were flagged](images/my-chart.png)"})
    assert answer["Location"] == "/studio/sample/edit/01-first.md"
    assert publish(folder=folder_of(draft_for(educator, "sample")), by=educator).outcome is Outcome.CREATED


def test_the_editor_gets_json(studio: Client) -> None:
    answer = studio.post(URL + "?insert=pools/a.md", fields(), HTTP_ACCEPT="application/json")
    assert answer.json() == {
        "path": "images/my-chart.png",
        "markdown": "![Nine of ten were flagged](images/my-chart.png)",
    }
    refused = studio.post(URL, fields(alt=""), HTTP_ACCEPT="application/json")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["alt"])


@pytest.mark.parametrize("alt", ["", " ", "chart.png", "Image"])
def test_nothing_is_stored_without_words(studio: Client, educator: User, alt: str) -> None:
    before = files(educator)
    answer = studio.post(URL, fields(alt=alt))
    assert answer.status_code == 422
    assert "shows" in answer.content.decode()
    assert files(educator) == before


def test_a_decorative_picture_says_so(studio: Client) -> None:
    answer = studio.post(URL, fields(alt="", decorative="on"), HTTP_ACCEPT="application/json")
    assert answer.json()["markdown"] == "![decorative](images/my-chart.png)"


def test_a_double_click_stores_it_once_and_another_of_that_name_beside_it(studio: Client, educator: User) -> None:
    for data in (png(), png(), png("red")):
        studio.post(URL, fields(data=data))
    assert {path for path in files(educator) if "my-chart" in path} == {
        "images/my-chart.png",
        "images/my-chart-2.png",
    }


@pytest.mark.parametrize("name", ["../../up.png", "/etc/x.png", "a\\b.png", "ÄÖ.png", "aux.png", "n" * 300 + ".png"])
def test_any_name_becomes_a_harmless_one(studio: Client, educator: User, name: str) -> None:
    before = set(files(educator))
    studio.post(URL, fields(name))
    (new,) = set(files(educator)) - before
    assert new.startswith("images/")
    assert new.count("/") == 1
    assert ".." not in new


def test_a_hostile_picture_is_refused_beside_its_field(studio: Client, educator: User) -> None:
    before = files(educator)
    answer = studio.post(URL, fields("x.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"))
    assert answer.status_code == 422
    assert "entities" in answer.content.decode()
    assert files(educator) == before


def test_each_picture_says_where_it_is_shown(studio: Client) -> None:
    text = studio.get(URL).content.decode()
    assert "images/rings.svg" in text
    assert "shown in 01-first.md" in text
    source = text.split('<img src="')[1].split('"')[0]
    assert studio.get(source).status_code == 200


def test_a_stranger_finds_nothing(client: Client, educator: User, clinician: User) -> None:
    begin_draft(by=educator, folder=sample())
    other = User.objects.create_user("other@example.org", display_name="Other", is_educator=True)
    for person in (clinician, other):
        client.force_login(person)
        assert client.get(URL).status_code == 404
        assert client.post(URL, fields()).status_code == 404


def test_a_line_is_put_in_once_and_only_into_a_text(studio: Client, educator: User) -> None:
    line = {"append": "01-first.md", "markdown": "![Nine](images/rings.svg)"}
    for _ in range(2):
        studio.post(URL, line)
    assert files(educator)["01-first.md"].decode().count("![Nine](images/rings.svg)") == 1
    studio.post(URL, {**line, "append": "images/rings.svg"})
    studio.post(URL, {**line, "append": "none.md"})
    assert "none.md" not in files(educator)
