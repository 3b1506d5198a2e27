"""Without a mouse, at 400% zoom, and with a reader's own text spacing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import site_data
from tests.browser.answers import values
from tests.browser.conftest import COURSE, SAMPLE, OpenBrowser
from tests.browser.look import scrolls_sideways
from tests.browser.steps import Person
from tests.services.site import Site

pytestmark = pytest.mark.browser
UNIT = f"/courses/{SAMPLE}/units/the-toaster-says-done/"
MOST_TABS = 80
SPACING = """*, *::before, *::after { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
CUT_OFF = """() => {
  const cuts = e => /hidden|clip/.test(getComputedStyle(e).overflow), found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, range = document.createRange();
    if (!text.data.trim() || text.parentElement.closest(".sr, .skip, template, svg")) continue;
    range.selectNodeContents(text);
    for (let box = text.parentElement; box; box = box.parentElement) {
      if (!cuts(box)) continue;
      const edge = box.getBoundingClientRect();
      const out = r => r.width && (r.left < edge.left - 1 || r.right > edge.right + 1 || r.top < edge.top - 1 ||
        r.bottom > edge.bottom + 1);
      if ([...range.getClientRects()].some(out)) found.add(`${box.tagName}.${box.className}: ${text.data.trim()}`);
    }
  }
  return [...found];
}"""
PUBLIC = (
    "/",
    "/courses/",
    f"/courses/{COURSE}/",
    f"/courses/{COURSE}/units/how-advice-pulls-us/",
    f"/courses/{COURSE}/quizzes/final/",
    f"/courses/{COURSE}/glossary/",
    "/accounts/login/",
    "/accounts/signup/",
    "/verify/",
    "/help/",
    "/privacy/",
)
OWN = ("/", "/me/learning/", "/account/", f"/courses/{SAMPLE}/", f"/courses/{SAMPLE}/certificate/")


def tab_to(person: Person, target: Locator) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    handle = target.element_handle()
    assert handle is not None
    for _press in range(MOST_TABS):
        person.page.keyboard.press("Tab")
        if handle.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"not reached with {MOST_TABS} tabs: {handle.evaluate('e => e.outerHTML')}")


def ring(target: Locator) -> str:
    """How focus shows on this element: its outline, or the coloured ground that links have instead."""
    found = target.evaluate(
        """e => { const s = getComputedStyle(e);
        const outline = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
        return {outline, shadow: s.boxShadow !== "none"}; }"""
    )
    return "outline" if found["outline"] else "shadow" if found["shadow"] else ""


def test_the_first_tab_reaches_a_skip_link_that_leads_past_the_menu(open_browser: OpenBrowser) -> None:
    person = open_browser()
    person.goto("/courses/")
    person.page.keyboard.press("Tab")
    skip = person.page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    person.page.keyboard.press("Enter")
    expect(person.page.locator("main")).to_be_focused()
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_unit_is_read_and_an_exercise_answered_with_the_keyboard_alone(site: Site, open_browser: OpenBrowser) -> None:
    keys = site_data.marking_key(site, SAMPLE)
    person = open_browser()
    person.goto(UNIT)
    section = person.page.locator("#q-first-look")
    tab_to(person, section.locator("input[type=radio]").first)
    wanted = section.locator(f"input[value='{keys['first-look']['right'][0]}']")
    for _option in range(3):
        person.page.keyboard.press("ArrowDown")
        if wanted.is_checked():
            break
    expect(wanted).to_be_checked()
    expect(wanted).to_be_focused()
    assert ring(section.locator("label:has(input:checked)")) == "outline"
    tab_to(person, section.get_by_role("button", name="Check answer"))
    person.page.keyboard.press("Enter")
    expect(section.get_by_role("heading", name="Right", exact=True)).to_be_focused()
    assert ring(section.get_by_role("heading", name="Right", exact=True)) == "outline"
    forward = person.page.locator("[data-next]")
    tab_to(person, forward)
    assert ring(forward) == "outline"
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("heading", name="A second opinion")).to_be_focused()
    tab_to(person, person.page.locator("[data-back]"))
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("heading", level=2).first).to_be_focused()


def test_a_graded_quiz_is_taken_with_the_keyboard_alone(site: Site, open_browser: OpenBrowser, learner: str) -> None:
    keys = site_data.marking_key(site, SAMPLE)
    person = open_browser(390).come_in(learner)
    person.goto(f"/courses/{SAMPLE}/quizzes/breakfast/")
    tab_to(person, person.control("Start the quiz"))
    person.page.keyboard.press("Enter")
    person.at(r"/attempts/\d+/1/")
    while not person.page.url.endswith("/review/"):
        before = person.page.url
        (right,) = values(keys[person.question_id()], right=True)
        choose_by_arrows(person, right)
        tab_to(person, person.page.locator("form[data-autosave] .bar button"))
        person.page.keyboard.press("Enter")
        expect(person.page).not_to_have_url(before)
        person.page.wait_for_load_state()
    tab_to(person, person.control("Finish and see result"))
    person.page.keyboard.press("Enter")
    person.heading("You passed: 3 of 3 (100%)")


def choose_by_arrows(person: Person, value: str) -> None:
    radios = person.page.locator("form[data-autosave] input[type=radio]")
    tab_to(person, radios.first)
    person.page.keyboard.press("Space")
    wanted = person.page.locator(f"form[data-autosave] input[value='{value}']")
    for _option in range(radios.count()):
        if wanted.is_checked():
            break
        person.page.keyboard.press("ArrowDown")
    expect(wanted).to_be_checked()
    person.saved()


def test_a_refused_form_moves_focus_to_the_list_of_problems_and_each_leads_to_its_field(
    open_browser: OpenBrowser,
) -> None:
    person = open_browser()
    person.goto("/accounts/signup/")
    person.press("Create account")
    expect(person.page.locator("[data-errors]")).to_be_focused()
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_label("Email address")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_focus_shows_on_links_buttons_fields_and_rows(open_browser: OpenBrowser, theme: str) -> None:
    person = open_browser(color_scheme=theme)
    person.goto("/accounts/login/")
    for target in (
        person.page.get_by_role("link", name="Create an account"),
        person.page.get_by_label("Email address"),
        person.control("Sign in"),
        person.page.get_by_role("link", name="Second Look"),
        person.page.get_by_role("button", name="Dark"),
    ):
        person.page.locator("body").evaluate("e => { document.activeElement.blur(); }")
        tab_to(person, target)
        assert ring(target), target
    tab_to(person, person.page.get_by_label("This is a shared computer"))
    assert ring(person.page.locator("label.check:has(:focus)")) == "outline"


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_nothing_scrolls_sideways_at_four_hundred_percent(open_browser: OpenBrowser, javascript: bool) -> None:
    """1280 px at 400% are 320 px."""
    person = open_browser(320, javascript=javascript)
    wide = [path for path in PUBLIC if too_wide(person, path)]
    person.goto("/accounts/login/")
    person.page.locator("button[name=demo][value=clinician]").click()
    person.heading("Good ")
    wide += [path for path in OWN if too_wide(person, path)]
    assert wide == []


def too_wide(person: Person, path: str) -> bool:
    person.goto(path)
    return scrolls_sideways(person.page)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_readers_own_text_spacing_hides_and_widens_nothing(open_browser: OpenBrowser, width: int) -> None:
    person = open_browser(width)
    faults = []
    for path in PUBLIC:
        person.goto(path)
        person.page.evaluate(
            """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
            document.adoptedStyleSheets = [sheet]; }""",
            SPACING,
        )
        faults += [f"{path}: {one}" for one in person.page.evaluate(CUT_OFF)]
        faults += [f"{path}: scrolls sideways"] * scrolls_sideways(person.page)
    assert faults == []
