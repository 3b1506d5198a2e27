"""What a browser must not be told: the key of a graded quiz before it is handed in, feedback before an answer."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import site_data
from tests.browser.conftest import COURSE, OpenBrowser
from tests.browser.site_data import Key
from tests.browser.steps import Person
from tests.services.site import Site

pytestmark = pytest.mark.browser
READ_TYPES = ("html", "json", "javascript", "text/plain")


@dataclass(frozen=True)
class Told:
    """One text that reached a browser."""

    method: str
    path: str
    text: str


def recorded(folder: Path) -> dict[str, object]:
    """What a new browser needs to keep a record of everything it receives."""
    return {"record_har_path": folder / "told.har", "record_har_content": "embed"}


def everything_told(person: Person, folder: Path) -> list[Told]:
    """All HTML, JSON and scripts this person's browser received, in order. The browser is closed for it."""
    person.context.close()
    entries = json.loads((folder / "told.har").read_text("utf-8"))["log"]["entries"]
    return [
        Told(one["request"]["method"], urlsplit(one["request"]["url"]).path, body(one["response"]["content"]))
        for one in entries
        if any(kind in one["response"]["content"].get("mimeType", "") for kind in READ_TYPES)
    ]


def body(content: dict[str, str]) -> str:
    text = content.get("text", "")
    return base64.b64decode(text).decode() if content.get("encoding") == "base64" else text


def leaks(told: Iterable[Told], secrets: dict[str, str]) -> list[str]:
    """Which secrets occur, and where; compared as words, whatever stands between or around them."""
    return [
        f"{name} in {one.method} {one.path}"
        for one in told
        for bare in [words(one.text)]
        for name, secret in secrets.items()
        if secret in bare
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
    site: Site, open_browser: OpenBrowser, course_learners: list[str], tmp_path: Path, javascript: bool
) -> None:
    keys = site_data.marking_key(site, COURSE)
    hidden = secrets(keys, site_data.questions_of_quizzes(site, COURSE))
    assert len(hidden) > 60
    person = open_browser(javascript=javascript, **recorded(tmp_path)).come_in(course_learners[javascript])
    attempt = person.begin_quiz(f"/courses/{COURSE}/quizzes/final/")
    while not person.page.url.endswith("/review/"):
        assert len(set(marking(person.page.content()))) == 1
        person.answer_question(keys)
        if javascript:
            person.saved()
        person.save_and_next()
    person.hand_in()
    shows_the_result(person)
    told = everything_told(person, tmp_path)
    handed_in = [one.path for one in told].index(f"/attempts/{attempt}/result/")
    before, after = told[:handed_in], told[handed_in:]
    assert {f"/attempts/{attempt}/{page}/" for page in (*range(1, 13), "review")} <= {
        one.path for one in before if one.text
    }
    assert leaks(before, hidden) == []
    assert not [one.path for one in before if "is-right" in one.text and not one.path.startswith("/static/")]
    explained = {name.partition(",")[0] for name in hidden if leaks(after, {name: hidden[name]})}
    assert len(explained) == 12, "the twelve are explained after the pass: so the search does find what is there"


def shows_the_result(person: Person) -> None:
    result = person.page.get_by_role("heading", level=1, name="You passed")
    while not person.javascript and not result.is_visible():
        person.press("Show my result")
        person.page.wait_for_load_state()
    person.heading("You passed")


def test_a_unit_holds_no_feedback_of_an_exercise_that_is_not_answered(
    site: Site, open_browser: OpenBrowser, tmp_path: Path
) -> None:
    keys = site_data.marking_key(site, COURSE)
    reader = open_browser(**recorded(tmp_path))
    reader.goto(f"/courses/{COURSE}/units/how-advice-pulls-us/")
    sections = reader.page.locator("[data-exercise]")
    idents = [sections.nth(at).get_attribute("id") or "" for at in range(sections.count())]
    questions = {ident.removeprefix("q-") for ident in idents}
    assert len(questions) >= 6
    reader.answer_exercise("halima-draft", keys["halima-draft"])
    told = everything_told(reader, tmp_path)
    hidden = secrets(keys, questions)
    assert leaks([one for one in told if one.method == "GET"], hidden) == []
    answered = {leak.partition(",")[0] for leak in leaks(told, hidden)}
    assert answered == {"halima-draft"}
