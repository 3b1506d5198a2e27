"""The case on the landing page: no account, nothing stored, and no advice before a decision."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import strip_tags

from courses.training.try_case import ADVISED, OPTIONS, RIGHT, lock, locked

pytestmark = [pytest.mark.web, pytest.mark.django_db]
TELLS = ("The tool says", "88%", "in range", "sorts reports", "ten years younger", "Right action", "another Nora")


def text_of(reply: object) -> str:
    return unescape(reply.content.decode())  # type: ignore[attr-defined]


def token_in(text: str) -> str:
    return re.search(r'name="first" value="([^"]+)"', text)[1]  # type: ignore[index]


def test_the_landing_page_holds_the_case_and_nothing_that_tells(client):
    text = text_of(client.get("/"))
    assert "Mrs Nora Field, born 14 March 1964" in text
    assert "Lock in my decision" in text
    assert not [words for words in TELLS if words in text]


@pytest.mark.parametrize(
    ("first", "final", "what"),
    [
        ("ask", "ask", "Kept your right answer"),
        ("ask", "file", "Followed wrong advice: changed from right to wrong"),
        ("review", "file", "Followed wrong advice"),
        ("file", "ask", "Found the right answer by yourself"),
        ("file", "file", "Wrong from the start, as the advice was"),
    ],
)
def test_the_case_goes_from_a_decision_over_the_advice_to_what_happened(client, first, final, what):
    advice = text_of(client.post("/try/", {"decision": first}))
    assert f"<b>{OPTIONS[first]}</b>" in advice
    assert "88% sure" in advice
    assert " checked" not in advice
    assert "ten years younger" not in advice
    told = text_of(client.post("/try/", {"first": token_in(advice), "decision": final}))
    assert f"{what}</h1>" in told
    assert "ten years younger" in told
    assert "One case either way is chance" in told


def test_nothing_is_stored_and_no_session_begins(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        reply = client.post("/try/", {"decision": "ask"})
        client.post("/try/", {"first": token_in(text_of(reply)), "decision": "file"})
    assert set(client.cookies) <= {"csrf"}  # of the form that switches the theme
    assert not Session.objects.exists()


def test_it_works_where_cookies_are_refused_and_forms_are_checked():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/try/", {"decision": "ask"}).status_code == 200


def test_nothing_chosen_is_said_in_words_without_the_advice(client):
    for sent in ({}, {"decision": "nonsense"}, {"decision": ""}):
        reply = client.post("/try/", sent)
        assert reply.status_code == 422
        assert "Choose what you would do" in text_of(reply)
        assert not [words for words in TELLS if words in text_of(reply)]


def test_no_final_decision_is_said_in_words_and_the_first_one_stands(client):
    token = lock("review")
    reply = client.post("/try/", {"first": token})
    assert reply.status_code == 422
    assert "Choose your final decision" in text_of(reply)
    assert OPTIONS["review"] in text_of(reply)
    assert locked(token_in(text_of(reply))) == "review"


FORGED = {
    "nothing": "",
    "a word": "ask",
    "its shape": "0:x:y",
    "a number": signing.dumps(1),
    "another purpose": signing.dumps(1, salt="other"),
    "very long": "x" * 5000,
}


@pytest.mark.parametrize("token", FORGED.values(), ids=list(FORGED))
def test_a_first_decision_that_was_not_made_here_begins_again(client, token):
    reply = client.post("/try/", {"first": token, "decision": "ask"})
    assert (reply.status_code, reply.url) == (302, "/#try")


def test_the_address_alone_leads_to_the_case(client):
    assert client.get("/try/").url == "/#try"


def test_the_first_decision_cannot_be_read_off_as_right_or_wrong():
    tokens = {name: lock(name) for name in OPTIONS}
    assert {len(token) for token in tokens.values()} == {len(tokens["ask"])}
    assert {name: locked(token) for name, token in tokens.items()} == {name: name for name in OPTIONS}
    with pytest.raises(KeyError):
        lock("nonsense")


def test_the_case_keeps_the_rules_for_cases():
    words = strip_tags(render_to_string("pages/try_vignette.html")).split()
    assert 80 <= len(words) <= 140
    lengths = {name: len(option.split()) for name, option in OPTIONS.items()}
    assert all(4 <= length <= 12 for length in lengths.values())
    assert max(lengths.values()) - min(lengths.values()) <= 3
    assert lengths[RIGHT] < max(lengths.values())
    assert ADVISED != RIGHT
