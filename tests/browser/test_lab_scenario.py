"""A scenario, the case for visitors and the private page in a real browser: by mouse, keyboard, touch, and plain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import site_data
from tests.browser.conftest import SAMPLE, OpenBrowser
from tests.browser.steps import Person
from tests.learning.labs.scenario_course import LAB, UNIT, scenario_folder
from tests.services.site import Site

pytestmark = pytest.mark.browser
WAYS = pytest.mark.parametrize(("width", "javascript"), [(1280, True), (390, True), (390, False), (320, True)])


@pytest.fixture(scope="module")
def course(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("courses") / "inbox-course"
    for name, data in scenario_folder().files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    site_data.publish(site, folder)
    return site


@pytest.fixture(scope="module")
def people(site: Site, course: Site) -> Iterator[str]:
    emails = [f"scenario{number}@browser.example" for number in range(1, 11)]
    site_data.prepare_people(site, SAMPLE, emails)
    return iter(emails)


def started(person: Person, email: str) -> Person:
    person.come_in(email)
    person.goto(LAB)
    person.look("before the start")
    person.press("Start the lab")
    person.heading("Step 1")
    return person


@WAYS
def test_a_way_from_the_start_to_its_end_and_another_one(
    open_browser: OpenBrowser, people: Iterator[str], width: int, javascript: bool
) -> None:
    person = started(open_browser(width, javascript=javascript), next(people))
    person.look("a step")
    person.press("Ring the patient")
    person.heading("Step 1: what followed")
    person.look("after a step")
    person.press("Go on")
    person.heading("Step 2")
    person.press("Repeat the test next week")
    person.heading("A poor outcome")
    person.sees("1 of 2 choices were good practice.")
    person.sees("There was a better turn")
    person.look("a result")
    person.goto("/me/ai-advice/")
    person.sees("1 of 2 choices were good practice.")
    person.look("with a run")
    person.goto(f"{UNIT}#lab-inbox")
    person.press("See your result")
    person.press("Try another path")
    person.heading("Step 1")
    person.press("Leave it for the morning")
    person.press("See how it ends")
    person.heading("A poor outcome")


def test_back_shows_what_was_chosen_and_going_on_from_there_is_told_at_the_end(
    open_browser: OpenBrowser, people: Iterator[str]
) -> None:
    person = started(open_browser(390), next(people))
    person.press("Ask the tool again")
    person.heading("Step 2")
    person.page.go_back()
    person.heading("Step 1: you are looking back")
    expect(person.page.locator(".chosen")).to_contain_text("Ask the tool again")
    person.look("looking back")
    person.press("Go on")
    person.heading("Step 2")
    person.press("Now ring the patient")
    person.press("Go on")
    person.press("Arrange an assessment today")
    person.press("See how it ends")
    person.heading("A good outcome")
    person.sees("2 of 3 choices were good practice. You looked back once.")


def test_a_tab_left_at_an_earlier_step_is_refused_in_words(open_browser: OpenBrowser, people: Iterator[str]) -> None:
    person = started(open_browser(), next(people))
    left = person.another_tab()
    left.expects_status(409)
    left.goto(person.page.url.removeprefix(person.site.url))
    person.press("Ask the tool again")
    left.press("Ring the patient")
    left.sees("Your first choice stands")
    left.look("refused")


def test_the_keyboard_alone_takes_the_whole_way(open_browser: OpenBrowser, people: Iterator[str]) -> None:
    person = started(open_browser(), next(people))
    keys = person.page.keyboard
    expect(person.page.get_by_role("heading", level=1)).to_be_focused()
    for _ in range(12):
        keys.press("Tab")
        if person.page.evaluate("document.activeElement.textContent") == "Leave it for the morning":
            break
    keys.press("Enter")
    person.heading("Step 1: what followed")
    expect(person.page.get_by_role("heading", level=1)).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    person.heading("A poor outcome")
    expect(person.page.get_by_role("heading", level=1)).to_be_focused()


def test_a_double_click_counts_once(open_browser: OpenBrowser, people: Iterator[str]) -> None:
    person = started(open_browser(390, has_touch=True), next(people))
    person.control("Ask the tool again").dblclick()
    person.heading("Step 2")
    expect(person.page.get_by_role("button", name="Now ring the patient")).to_be_visible()


@WAYS
def test_a_visitor_plays_one_case_on_the_landing_page(
    open_browser: OpenBrowser, site: Site, width: int, javascript: bool
) -> None:
    person = open_browser(width, javascript=javascript)
    person.goto("/")
    person.look("with a case")
    person.page.get_by_label("Ask the laboratory to check this report first").check()
    person.press("Lock in my decision")
    person.heading("Now look again: the advice")
    person.sees("88% sure")
    assert person.page.locator("main input:checked").count() == 0
    person.look("the advice")
    person.page.get_by_label("File as normal and send her the result").check()
    person.press("Confirm final decision")
    person.heading("Followed wrong advice: changed from right to wrong")
    person.look("what happened")


def test_a_visitor_who_chooses_nothing_is_told_so(open_browser: OpenBrowser, site: Site) -> None:
    person = open_browser(390)
    person.expects_status(422)
    person.goto("/")
    person.press("Lock in my decision")
    person.sees("Choose what you would do")
    person.look("with an error")


def test_what_the_labs_came_to_is_deleted_after_being_asked(open_browser: OpenBrowser, people: Iterator[str]) -> None:
    person = started(open_browser(390), next(people))
    person.press("Leave it for the morning")
    person.press("See how it ends")
    person.press("How I use AI advice")
    person.press("Delete it")
    person.look("asked")
    person.press("Delete it all")
    person.sees("Deleted. What you have completed stays completed.")
    person.sees("You deleted what it came to")
    person.look("deleted")
