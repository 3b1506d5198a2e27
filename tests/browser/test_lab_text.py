"""Redaction and checking labs in a real browser: mouse, touch, keys and the plain list all store the same marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import site_data
from tests.browser.conftest import SAMPLE, OpenBrowser
from tests.browser.steps import Person
from tests.learning.labs.marked_course import EVERY, FAULTS, LETTERS, SUMMARY, marked_folder
from tests.services.site import Site, wait_until

pytestmark = pytest.mark.browser
GRADED = "graded-texts"
WIDTHS = pytest.mark.parametrize("width", [320, 390, 1280])
SPACING = """units => {
  const middles = units.map(one => { const { top, bottom } = one.getClientRects()[0]; return (top + bottom) / 2; });
  return middles.map((one, at) => one - middles[at - 1]).filter(gap => gap > 1);
}"""


@pytest.fixture(scope="module")
def course(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    courses = tmp_path_factory.mktemp("courses")
    for one in (marked_folder(), marked_folder(letters="kind: graded\nmust-find: name", slug=GRADED)):
        for name, data in one.files.items():
            (courses / one.name / name).parent.mkdir(parents=True, exist_ok=True)
            (courses / one.name / name).write_bytes(data)
        site_data.publish(site, courses / one.name)
    return site


@pytest.fixture(scope="module")
def newcomers(site: Site, course: Site) -> Iterator[str]:
    emails = [f"marker{number}@browser.example" for number in range(1, 25)]
    site_data.prepare_people(site, SAMPLE, emails)
    return iter(emails)


def start(person: Person, email: str, lab: str = LETTERS) -> int:
    """Sign in, press Start; the run's id."""
    person.come_in(email)
    person.goto(lab)
    person.press("Start the lab")
    person.page.wait_for_url("**/texts/1/")
    return int(person.page.url.split("/labs/")[1].split("/")[0])


def unit(page: Page, words: str) -> Locator:
    return page.locator(".u").filter(has_text=words)


def stored(person: Person, run: int, number: int = 1) -> Any:
    return (site_data.answers(person.site, run).get(number) or {}).get("marks")


def choose(page: Page, mark: str) -> None:
    page.get_by_role("radio", name=mark.capitalize(), exact=True).check()


def by_mouse(page: Page) -> None:
    for words, mark in EVERY["first-letter"].items():
        choose(page, mark)
        unit(page, words).click()


def by_touch(page: Page) -> None:
    for words, mark in EVERY["first-letter"].items():
        page.get_by_role("radio", name=mark.capitalize(), exact=True).tap()
        unit(page, words).tap()


def by_keys(page: Page) -> None:
    """Tab to the chooser, arrows to the mark, Tab to the text, arrows to the unit, Space."""
    page.get_by_role("radio").first.focus()
    for at, words in enumerate(EVERY["first-letter"]):
        if at:
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        while not unit(page, words).evaluate("one => one === document.activeElement"):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")


def by_list(page: Page) -> None:
    if not page.locator("[data-list]").evaluate("one => one.open"):
        page.get_by_text("Use the list of phrases").click()
    for words, mark in EVERY["first-letter"].items():
        page.get_by_label(words, exact=True).select_option(mark)


WAYS: list[tuple[str, Callable[[Page], None], dict[str, Any]]] = [
    ("mouse", by_mouse, {}),
    ("touch", by_touch, {"has_touch": True, "width": 390}),
    ("keys", by_keys, {}),
    ("list", by_list, {}),
    ("no script", by_list, {"javascript": False}),
]


def test_every_way_of_marking_stores_the_same_and_comes_to_the_same(
    open_browser: OpenBrowser, newcomers: Iterator[str]
) -> None:
    seen = []
    for name, mark, settings in WAYS:
        person = open_browser(settings.pop("width", 1280), **settings)
        run = start(person, next(newcomers))
        mark(person.page)
        person.press("Check my marks")
        person.heading("3 of 3 found")
        seen.append((name, stored(person, run), person.page.locator(".finds").first.inner_text()))
    assert [(name, marks, text) for name, marks, text in seen] == [(name, *seen[0][1:]) for name, _marks, _text in seen]
    assert len(seen[0][1]["first-letter"]) == 3


def test_marks_are_saved_as_they_are_made_and_taken_up_on_another_device(
    open_browser: OpenBrowser, newcomers: Iterator[str]
) -> None:
    person, email = open_browser(), next(newcomers)
    run = start(person, email)
    unit(person.page, "Mrs Ida Sample").click()
    expect(person.page.locator("[data-marked]")).to_have_text("1 marked")
    person.saved()
    assert list(stored(person, run)["first-letter"].values()) == ["name"]
    other = open_browser(390).come_in(email)
    other.goto(LETTERS)
    other.press("Go on: text 1 of 3")
    expect(unit(other.page, "Mrs Ida Sample")).to_have_attribute("aria-pressed", "true")
    unit(other.page, "71").click()
    other.saved()
    person.expects_status(409)
    unit(person.page, "1 Test Street").click()
    expect(person.page.locator("[data-save]")).to_contain_text("Also marked somewhere else.")
    assert len(stored(person, run)["first-letter"]) == 2
    person.press("Take the other marks")
    expect(unit(person.page, "71")).to_have_attribute("aria-pressed", "true")
    unit(person.page, "71").click()  # pressed again it is cleared
    wait_until(lambda: len(stored(person, run)["first-letter"]) == 1, seconds=20, what="the mark to be cleared")


def test_units_are_named_with_their_mark_and_the_keys_move_by_unit_and_line(
    open_browser: OpenBrowser, newcomers: Iterator[str]
) -> None:
    person = open_browser(390)
    start(person, next(newcomers))
    page = person.page
    first = page.get_by_role("button", name="Mrs Ida Sample", exact=True)
    first.press("Space")
    expect(page.get_by_role("button", name="Mrs Ida Sample, name, marked", exact=True)).to_be_focused()
    assert page.locator(".u[tabindex='0']").count() == 1
    page.keyboard.press("ArrowRight")
    expect(page.locator(".u").nth(1)).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator(".u").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    below = page.locator(".u:focus").bounding_box()
    assert below is not None
    page.keyboard.press("End")
    end = page.locator(".u:focus").bounding_box()
    assert end is not None
    assert end["x"] >= below["x"]
    page.keyboard.press("ArrowUp")
    gaps = page.locator(".units .u").evaluate_all(SPACING)
    assert gaps
    assert min(gaps) >= 43.5


@WIDTHS
def test_pages_look_well_at_every_width_and_in_both_themes(
    open_browser: OpenBrowser, newcomers: Iterator[str], width: int
) -> None:
    person = open_browser(width)
    person.come_in(next(newcomers))
    person.goto(LETTERS)
    person.look("letters")
    person.press("Start the lab")
    unit(person.page, "Mrs Ida Sample").click()
    unit(person.page, "71").click()
    person.saved()
    person.look("marked")
    person.press("Check my marks")
    person.heading("1 of 3 found")
    person.look("checked")
    person.goto(SUMMARY)
    person.press("Start the lab")
    if width < 1024:
        person.page.get_by_role("tab", name="Summary").click()
    unit(person.page, "with weight loss").click()
    person.saved()
    person.look("summary marked")
    person.press("Check my marks")
    person.heading("1 of 3 found")
    person.look("summary result")


def test_record_and_summary_are_two_tabs_on_a_phone_and_side_by_side_on_a_desk(
    open_browser: OpenBrowser, newcomers: Iterator[str]
) -> None:
    person = open_browser(390)
    run = start(person, next(newcomers), SUMMARY)
    page = person.page
    talk, draft = page.locator("#text-talk"), page.locator("#text-draft")
    expect(draft).to_be_hidden()
    expect(page.get_by_role("tab", name="Summary").locator(".peek")).to_contain_text("Three-week cough")
    chooser = page.locator("[data-chooser]")
    expect(chooser).to_be_hidden()  # its marks are the summary's; the source takes one of its own
    expect(page.get_by_text("Mark here what the summary left out.")).to_be_visible()
    unit(page, "Penicillin rash").click()
    page.get_by_role("tab", name="Source").press("ArrowRight")
    expect(chooser).to_be_visible()
    expect(page.get_by_role("tab", name="Summary")).to_be_focused()
    expect(talk).to_be_hidden()
    for words, mark in FAULTS["draft"].items():
        choose(page, mark)
        unit(page, words).click()
    page.set_viewport_size({"width": 1280, "height": 900})
    left, right = talk.bounding_box(), draft.bounding_box()
    assert left is not None
    assert right is not None
    assert (left["y"], right["x"] > left["x"] + left["width"] - 1) == (right["y"], True)
    expect(page.get_by_role("tab")).to_have_count(0)
    expect(chooser).to_be_visible()
    person.press("Check my marks")
    person.heading("3 of 3 found")
    assert {text: sorted(units.values()) for text, units in stored(person, run).items()} == {
        "talk": ["omitted"],
        "draft": ["added", "changed"],
    }


def test_the_page_weighs_little_and_works_without_a_script(open_browser: OpenBrowser, newcomers: Iterator[str]) -> None:
    person = open_browser(javascript=False)
    person.expects_status(422)
    start(person, next(newcomers))
    expect(person.page.locator("[data-chooser]")).to_be_hidden()
    person.look("plain")
    person.press("Check my marks")
    person.sees("Nothing is marked")
    person.look("nothing marked")
    person.press("Check my marks")
    person.heading("0 of 3 found")


def test_a_graded_lab_is_handed_in_after_a_last_look_and_graded(
    open_browser: OpenBrowser, newcomers: Iterator[str]
) -> None:
    person = open_browser(390)
    run = start(person, next(newcomers), f"/courses/{GRADED}/labs/letters/")
    by_list(person.page)
    person.press("Save and next text")
    person.heading("Text 2 of 3")
    unit(person.page, "Jo").click()
    person.press("Save and next text")
    person.heading("Text 3 of 3")
    person.look("graded")
    choose(person.page, "number")
    unit(person.page, "01632 960 123").click()
    person.press("Save and review")
    person.heading("Before you hand in")
    person.look("to hand in")
    person.press("Hand in my marks")
    wait_until(lambda: bool(site_data.grades(person.site, run)), seconds=30, what="the grade")
    person.goto(f"/labs/{run}/result/")
    assert site_data.grades(person.site, run) == [(100.0, True)]
    person.heading("You passed: 100%")
    person.look("graded result")
