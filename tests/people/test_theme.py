from __future__ import annotations

import pytest

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_the_colours_are_kept_and_the_page_comes_back(client, chosen):
    answer = client.post("/theme/", {"theme": chosen, "next": "/accounts/login/?next=/courses/"})
    assert answer["Location"] == "/accounts/login/?next=/courses/"
    assert client.cookies["theme"].value == chosen
    assert f'data-theme="{chosen}"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("chosen", ["system", "", "purple", "dark; path=/"])
def test_any_other_word_means_the_colours_of_the_system(client, chosen):
    client.post("/theme/", {"theme": "dark"})
    client.post("/theme/", {"theme": chosen})
    assert client.cookies["theme"].value == ""
    assert "data-theme" not in client.get("/accounts/login/").content.decode()


def test_without_next_the_page_one_came_from_is_used(client):
    answer = client.post("/theme/", {"theme": "dark"}, headers={"Referer": "http://testserver/courses/"})
    assert answer["Location"] == "http://testserver/courses/"
    assert client.post("/theme/", headers={"Referer": "http://evil.example/"})["Location"] == "/"


def test_a_get_changes_no_colours(client):
    assert client.get("/theme/", {"theme": "dark"}).status_code == 405
