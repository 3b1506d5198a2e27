"""The reliance lab in a real browser: by mouse, touch, keyboard and without JavaScript, on wide screens and phones."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import site_data
from tests.browser.conftest import SAMPLE, OpenBrowser
from tests.browser.steps import Person
from tests.browser.test_keyboard import tab_to
from tests.learning.labs.reliance_course import case, folder, lab
from tests.services.site import Site

pytestmark = pytest.mark.browser
SLUG = "decide-course"
LAB, UNIT = f"/courses/{SLUG}/labs/decide/", f"/courses/{SLUG}/units/lab/"
WAYS = pytest.mark.parametrize(("width", "javascript"), [(1280, True), (390, True), (390, False), (320, True)])
TABLE = """\
Invented patient, 68, rings about a cough of three weeks. She sounds cheerful and is off to her sister's on Friday.

| Issued     | Medicine    |
| ---------- | ----------- |
| 3 October  | Salbutamol  |
| 2 November | Salbutamol  |

"""
CASES = "".join(
    case(f"c{at}", wrong=at == 2).replace("Invented patient", f"{TABLE}Invented patient") for at in (1, 2, 3)
)


@pytest.fixture(scope="module")
def course(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = tmp_path_factory.mktemp("courses") / SLUG
    for name, data in folder(lab(CASES), slug=SLUG).files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    site_data.publish(site, path)
    return site


@pytest.fixture(scope="module")
def people(site: Site, course: Site) -> Iterator[str]:
    emails = [f"reliance{number}@browser.example" for number in range(1, 11)]
    site_data.prepare_people(site, SAMPLE, emails)
    return iter(emails)


def started(person: Person, email: str) -> Person:
    person.come_in(email)
    person.goto(LAB)
    person.look("before the start")
    person.press("Start the lab")
    person.heading("Case 1 of 3: decide first")
    return person


def decision(person: Person, words: str) -> Locator:
    return person.page.get_by_role("radio", name=words)


def say_sure(person: Person, point: str) -> None:
    person.page.locator(f"main [name=sure][value='{point}']").check()


def lock_in(person: Person, words: str = "See them today", sure: str = "90") -> None:
    decision(person, words).check()
    say_sure(person, sure)
    person.press("Lock in my decision")
    expect(person.page.get_by_role("heading", name="The tool says")).to_be_visible()


def confirm(person: Person, words: str = "See them today") -> None:
    decision(person, words).check()
    person.press("Confirm final decision")
    expect(person.page.get_by_role("heading", name=re.compile("what was right"))).to_be_visible()


@WAYS
def test_a_run_from_the_start_to_its_result(
    open_browser: OpenBrowser, people: Iterator[str], width: int, javascript: bool
) -> None:
    person = started(open_browser(width, javascript=javascript), next(people))
    assert "Advice-" not in person.page.content()
    person.look("decide first")
    lock_in(person)
    person.sees("88% sure")
    person.sees("Your first answer:")
    expect(person.page.locator("main [name=decision]:checked")).to_have_count(0)
    person.look("the advice")
    decision(person, "Review this week").check()
    person.press("About this tool")
    person.sees("Card-c")
    expect(decision(person, "Review this week")).to_be_checked()
    person.look("the advice with its card")
    confirm(person)
    person.sees("Because-c")
    person.look("what was right")
    for number in (2, 3):
        person.press("Next case")
        person.heading(f"Case {number} of 3: decide first")
        lock_in(person)
        confirm(person)
    person.press("See your result")
    person.heading("What the advice did")
    person.sees("Of 3 cases you had 3 right before the advice and 3 after it; the tool alone had 2.")
    person.look("a result")
    person.goto(UNIT)
    person.sees("Done on")
    person.press("Finish unit")
    person.sees("Unit finished")


@pytest.mark.parametrize("javascript", [True, False])
def test_how_sure_is_asked_again_only_where_the_answer_changed(
    open_browser: OpenBrowser, people: Iterator[str], javascript: bool
) -> None:
    person = started(open_browser(390, javascript=javascript), next(people))
    person.expects_status(422)
    lock_in(person, "Review this week")
    again = person.page.get_by_role("group", name="How sure are you?")
    expect(again).to_be_hidden()
    decision(person, "Review this week").check()
    expect(again).to_be_hidden()
    decision(person, "See them today").check()
    expect(again).to_be_visible()
    person.press("Confirm final decision")
    person.sees("Choose how sure you are")
    expect(decision(person, "See them today")).to_be_checked()
    person.look("the advice, sureness missing")
    say_sure(person, "70")
    confirm(person)


def test_a_case_is_decided_with_the_keyboard_alone(open_browser: OpenBrowser, people: Iterator[str]) -> None:
    person = started(open_browser(1280), next(people))
    keys = person.page.keyboard
    tab_to(person, person.page.locator("main [name=decision]").first)
    keys.press("Space")
    keys.press("ArrowDown")
    tab_to(person, person.page.locator("main [name=sure]").first)
    keys.press("Space")
    keys.press("ArrowRight")
    tab_to(person, person.control("Lock in my decision"))
    keys.press("Enter")
    expect(person.page.get_by_role("heading", name="The tool says")).to_be_focused()
    tab_to(person, person.page.locator("main [name=decision]").first)
    keys.press("Space")
    keys.press("ArrowDown")
    again = person.page.locator("main [name=sure]").first
    if again.is_visible():
        tab_to(person, again)
        keys.press("Space")
    tab_to(person, person.control("Confirm final decision"))
    keys.press("Enter")
    person.heading("Case 1 of 3: what was right")
    expect(person.page.locator("h2.verdict")).to_be_focused()


def test_rows_are_large_enough_to_touch_and_named_for_a_screen_reader(
    open_browser: OpenBrowser, people: Iterator[str]
) -> None:
    person = started(open_browser(390, has_touch=True), next(people))
    for name, many in (("What would you do?", 3), ("How sure are you?", 5)):
        group = person.page.get_by_role("group", name=name)
        expect(group.get_by_role("radio")).to_have_count(many)
        for row in group.locator("label").all():
            box = row.bounding_box()
            assert box is not None
            assert box["height"] >= 44
    person.page.get_by_text("See them today").tap()
    person.page.locator("label", has_text="Certain").tap()
    person.page.get_by_role("button", name="Lock in my decision").tap()
    expect(person.page.get_by_role("region", name="The advice")).to_be_visible()
    expect(person.page.get_by_role("group", name="What is your final decision?")).to_be_visible()


def test_a_second_tab_cannot_change_what_was_locked_in(open_browser: OpenBrowser, people: Iterator[str]) -> None:
    person = started(open_browser(1280), next(people))
    late = person.another_tab()
    late.page.goto(person.page.url)
    lock_in(person, "Review this week")
    decision(late, "Advise care at home").check()
    say_sure(late, "99")
    late.press("Lock in my decision")
    late.sees("Your first decision was locked in before. It stands.")
    late.sees("Your first answer: Review this week")


def test_stop_here_and_another_device_goes_on(open_browser: OpenBrowser, people: Iterator[str]) -> None:
    email = next(people)
    person = started(open_browser(390), email)
    lock_in(person)
    confirm(person)
    person.page.locator(".bar").get_by_role("link", name="Stop here").click()
    person.heading("Stopped here")
    person.sees("1 of 3 cases is done.")
    person.look("stopped")
    desk = open_browser(1280).come_in(email)
    desk.goto(UNIT)
    desk.look("with an open lab")
    desk.press("Go on: case 2 of 3")
    desk.heading("Case 2 of 3: decide first")


def test_a_visitor_reads_the_cases_and_is_asked_to_sign_in(course: Site, open_browser: OpenBrowser) -> None:
    person = open_browser(390)
    person.goto(LAB)
    person.sees("Only you see this")
    person.sees("Invented patient c3")
    person.look("as a visitor")
    person.press("Sign in to do the lab")
    person.heading("Sign in")
