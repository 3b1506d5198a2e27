"""Every course of the curriculum, from its first page to the document, in a real browser and with right answers.

A GP takes the units that are asked of one, and looks into the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from courses.learning.rules import Reader, required_units
from tests.browser import site_data
from tests.browser.answers import fill, tick
from tests.browser.conftest import SAMPLE, OpenBrowser
from tests.browser.labs import do_lab
from tests.browser.site_data import Key
from tests.browser.steps import UNANSWERED, Person
from tests.content.curriculum import shelf
from tests.services.site import Site

pytestmark = pytest.mark.browser
WRONGLY = "talking-about-ai"  # the course that is taken with wrong answers: every kind of question stands in it
READER = Reader(role="gp", region="uk")
WIDTHS = {name: (390, 1280)[at % 2] for at, name in enumerate(shelf.CURRICULUM)}


@pytest.fixture(scope="module")
def readers(site: Site) -> dict[str, str]:
    """Course → address of a GP in the UK who has not begun it."""
    emails = {name: f"{name}@curriculum.example" for name in shelf.CURRICULUM}
    site_data.prepare_people(site, SAMPLE, list(emails.values()))
    return emails


@pytest.mark.parametrize("name", shelf.CURRICULUM)
def test_a_course_is_taken_from_its_first_page_to_the_document(
    open_browser: OpenBrowser, readers: dict[str, str], name: str
) -> None:
    person = open_browser(WIDTHS[name]).come_in(readers[name])
    course = shelf.course(name)
    person.goto(f"/courses/{name}/")
    person.heading(course.structure["title"])
    person.sees("Not yet clinically reviewed")
    person.look("new", any_width=True)
    person.press("Start the course")
    person.page.wait_for_load_state()
    asked = required_units(course.structure, READER)
    for page in shelf.pages(name):
        if page.unit["id"] in asked:
            takes_unit(person, page)
        else:
            person.goto(f"/courses/{name}/units/{page.unit['id']}/")
            person.look(any_width=True)
    person.goto(f"/courses/{name}/")
    person.look("all units finished", any_width=True)
    takes_quiz(person, name)
    gets_the_document(person)


def takes_unit(person: Person, page: shelf.Page) -> None:
    """Its labs on their own pages, then step by step to the end, answering each exercise in its place."""
    key = {
        one["id"]: {**page.key[one["id"]], "most_words": (one.get("words") or [0, None])[1]} for one in page.questions()
    }
    for lab in page.labs():
        do_lab(person, page.course, lab, shelf.course(page.course).lab_key[lab])
    person.goto(f"/courses/{page.course}/units/{page.unit['id']}/")
    person.heading(page.unit["title"])
    person.look(any_width=True)
    while True:
        while person.page.locator(UNANSWERED).count():
            question = str(person.page.locator(UNANSWERED).first.get_attribute("id")).removeprefix("q-")
            person.answer_exercise(question, key[question])
        forward = person.page.locator("[data-next]")
        if not forward.is_visible():
            break
        forward.click()
    person.press("Finish unit")
    person.sees("Unit finished")


def takes_quiz(person: Person, name: str) -> None:
    """Only the questions of this reader's role and country are asked, and all twelve answers are right."""
    quiz = shelf.final_quiz(name)
    own = {item["id"] for item in shelf.items(quiz) if shelf.meant_for(item, "gp", "uk")}
    person.begin_quiz(f"/courses/{name}/quizzes/{quiz['id']}/")
    person.heading("Question 1 of 12")
    asked = set()
    while not person.page.url.endswith("/review/"):
        asked.add(person.question_id())
        person.answer_question(dict(shelf.course(name).key))
        person.save_and_next()
    assert len(asked) == 12
    assert asked <= own
    person.hand_in()
    person.heading("You passed: 12 of 12 (100%)")
    person.look("passed", any_width=True)


def gets_the_document(person: Person) -> None:
    person.press("Get record of completion")
    expect(person.page.get_by_role("heading", level=1, name="Your record of completion", exact=True)).to_be_visible()
    code = person.page.locator(".cert .code").inner_text()
    assert re.fullmatch(r"[0-9A-Z-]{8,}", code)
    person.sees("Content not clinically reviewed.")


def test_every_wrong_answer_meets_its_feedback_and_a_failed_quiz_says_what_was_missed(
    site: Site, open_browser: OpenBrowser
) -> None:
    email = f"wrong.{WRONGLY}@curriculum.example"
    site_data.prepare_people(site, SAMPLE, [email])
    person = open_browser(390).come_in(email)
    for page in shelf.pages(WRONGLY):
        for lab in page.labs():
            do_lab(person, WRONGLY, lab, shelf.course(WRONGLY).lab_key[lab])
        person.goto(f"/courses/{WRONGLY}/units/{page.unit['id']}/")
        if person.control("Show whole unit").count():  # the browser remembers it for the units that follow
            person.press("Show whole unit")
        for question in (one for one in page.questions() if shelf.meant_for(one, READER.role, READER.region)):
            gives_every_wrong_answer(person, question["id"], page.key[question["id"]])
        person.press("Finish unit")
        person.sees("Unit finished")
    fails_the_quiz(person)


def gives_every_wrong_answer(person: Person, question: str, key: Key) -> None:
    """The last of them stays; what has no wrong answer (ratings, reflections) is answered as anybody would."""
    section = person.page.locator(f"#q-{question}")
    ways = wrong_ways(key)
    for number, (give, reply) in enumerate(ways):
        if number:
            person.try_again(question)
        give(section)
        section.locator("form .acts button").click()
        expect(section.locator("[data-result]")).to_be_visible()
        person.page.wait_for_load_state()
        said = " ".join(section.locator(".answer").inner_text().split())
        assert " ".join(shelf.plain(reply).split()) in said, (question, reply)
    if not ways:
        person.answer_exercise(question, key)


def wrong_ways(key: Key) -> list[tuple[Callable[[Locator], None], str]]:
    """(how it is filled in, what is replied) of every mistake that has words of its own, or of any one."""

    def ticking(option: str) -> Callable[[Locator], None]:
        return lambda section: sure(section, lambda: tick(section, "answer", option))

    def typing(text: str) -> Callable[[Locator], None]:
        return lambda section: sure(section, lambda: section.locator("[name=answer]").fill(text))

    match key["kind"]:
        case "rating" | "reflection":
            return []
        case "number":
            return [(typing(one["low"]), one["feedback"]) for one in key["ranges"] if not one["right"]]
        case "short-text":
            found = [(typing(one["text"]), one["feedback"]) for one in key["answers"] if not one["right"]]
            return found or [(typing("no idea at all"), key["explanation"])]
        case "ordering" | "matching":
            return [(lambda section: fill(section, key, right=False), key["explanation"])]
    return [(ticking(one), key["feedback"][one]) for one in key["options"] if one not in key["right"]]


def sure(section: Locator, give: Callable[[], None]) -> None:
    give()
    if section.locator("[name=sure]").count():
        tick(section, "sure", "70")


def fails_the_quiz(person: Person) -> None:
    key = dict(shelf.course(WRONGLY).key)
    person.begin_quiz(f"/courses/{WRONGLY}/quizzes/{shelf.final_quiz(WRONGLY)['id']}/")
    while not person.page.url.endswith("/review/"):
        person.answer_question(key, right=False)
        person.save_and_next()
    person.hand_in()
    person.heading("Not yet: 0 of 12 (0%)")
    person.look("failed", any_width=True)
