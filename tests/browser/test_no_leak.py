"""What a browser must not be told: the key of a graded quiz before it is handed in, feedback before an answer."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request

from tests.browser import site_data
from tests.browser.conftest import COURSE, OpenBrowser
from tests.browser.site_data import Key
from tests.browser.steps import Person
from tests.services.site import Site

pytestmark = pytest.mark.browser
READ_TYPES = ("html", "json", "javascript", "text/plain")


class Wire:
    """Every text that reaches the browser of a person from now on, in order: (method, address, body)."""

    def __init__(self, person: Person) -> None:
        self.bodies: list[tuple[str, str, str]] = []
        person.page.on("requestfinished", self.note)

    def note(self, request: Request) -> None:
        response = request.response()
        assert response is not None
        if 300 <= response.status < 400:
            return  # no body; where it leads to is a request of its own
        if any(kind in response.headers.get("content-type", "") for kind in READ_TYPES):
            self.bodies.append((request.method, urlsplit(request.url).path, response.text()))

    def read(self) -> set[str]:
        """Addresses whose text was noted."""
        return {path for _method, path, _body in self.bodies}

    def forget(self) -> None:
        self.bodies.clear()

    def found(self, secrets: dict[str, str]) -> list[str]:
        """Which secrets occur, and where; compared as words, whatever stands between or around them."""
        return [
            f"{name} in {method} {path}"
            for method, path, body in self.bodies
            for name, secret in secrets.items()
            if secret in words(body)
        ]


def words(markup: str) -> str:
    """The bare words of HTML, JSON or a script, one space between them, quoting undone."""
    plain = html.unescape(re.sub(r"<[^>]*>", " ", markup.replace(r"\u003C", "<").replace(r"\u003E", ">")))
    return " ".join(re.findall(r"\w+", plain.replace(r"\n", " "))).casefold()


def secrets(keys: dict[str, Key], questions: set[str]) -> dict[str, str]:
    """Feedback and explanation of these questions as bare words."""
    found = {}
    for question in questions:
        key = keys[question]
        texts = {"explanation": key.get("explanation", ""), **key.get("feedback", {})}
        texts |= {f"range {at}": one["feedback"] for at, one in enumerate(key.get("ranges", []))}
        found |= {f"{question}, {name}": words(text) for name, text in texts.items() if text}
    return found


def marking(page_html: str) -> list[str]:
    """What each option of a question says of itself, apart from number, id and wording: must be the same for all."""
    rows = re.findall(r'<label class="opt.*?</label>', page_html, re.S)
    assert len(rows) > 1
    bare = (re.sub(r"<span>.*</span>", "<span></span>", row, flags=re.S).replace(" checked", "") for row in rows)
    return [re.sub(r'(id|value)="[^"]*"', r"\1", row) for row in bare]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_no_byte_sent_during_a_graded_quiz_tells_what_is_right(
    site: Site, open_browser: OpenBrowser, course_learners: list[str], javascript: bool
) -> None:
    keys = site_data.marking_key(site, COURSE)
    hidden = secrets(keys, site_data.questions_of_quizzes(site, COURSE))
    assert len(hidden) > 60
    person = open_browser(javascript=javascript).come_in(course_learners[javascript])
    wire = Wire(person)
    attempt = person.begin_quiz(f"/courses/{COURSE}/quizzes/final/")
    while not person.page.url.endswith("/review/"):
        assert len(set(marking(person.page.content()))) == 1
        person.answer_question(keys)
        if javascript:
            person.saved()
        person.save_and_next()
    assert wire.found(hidden) == []
    assert not [path for _method, path, body in wire.bodies if "is-right" in body and not path.startswith("/static/")]
    assert {f"/attempts/{attempt}/{page}/" for page in (*range(1, 9), "review")} <= wire.read()
    wire.forget()
    person.hand_in()
    shows_the_result(person)
    told = {name.partition(",")[0] for name in hidden if wire.found({name: hidden[name]})}
    assert len(told) == 8, "once passed, all eight are explained: so the search does find what is there"


def shows_the_result(person: Person) -> None:
    result = person.page.get_by_role("heading", level=1, name="You passed")
    while not person.javascript and not result.is_visible():
        person.press("Show my result")
        person.page.wait_for_load_state()
    person.heading("You passed")


def test_a_unit_holds_no_feedback_of_an_exercise_that_is_not_answered(site: Site, open_browser: OpenBrowser) -> None:
    keys = site_data.marking_key(site, COURSE)
    reader = open_browser()
    wire = Wire(reader)
    reader.goto(f"/courses/{COURSE}/units/how-advice-pulls-us/")
    sections = reader.page.locator("[data-exercise]")
    idents = [sections.nth(at).get_attribute("id") or "" for at in range(sections.count())]
    questions = {ident.removeprefix("q-") for ident in idents}
    assert len(questions) >= 6
    assert wire.found(secrets(keys, questions)) == []
    reader.answer_exercise("halima-draft", keys["halima-draft"])
    told = wire.found(secrets(keys, questions))
    assert told
    assert {name.partition(",")[0] for name in told} == {"halima-draft"}
